"""Pairwise judgements on the page: the groups against each other, or the criteria of one group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.decision.ahp import CONSISTENT_BELOW, Judgement, PairwiseWeights, pairwise_weights
from geo.decision.weighing import Present, Weights, weigh
from geo.maps.text import markdown
from geo.ui.folds import KEPT

LEVEL, CHOSEN = "pairs_level", "pairs_chosen"
GROUPS = "The groups"
MOST = 7
"""Things compared at once: 21 pairs. More are compared group by group."""
SCALE = (9.0, 7.0, 5.0, 4.0, 3.0, 2.0, 1.0, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 7, 1 / 9)
"""Saaty's scale without the steps that nobody can tell apart."""
Use = Callable[[Mapping[str, float]], None]


def pairs_panel(catalogue: Catalogue, now: Present, use: Use) -> None:
    """What to compare, a slider for each pair, the weights that follow, and whether the judgements agree."""
    levels = [GROUPS, *dict.fromkeys(now.group.values())]
    st.selectbox("Compare", levels, key=LEVEL, format_func=markdown, persist_state=KEPT)
    level = str(st.session_state[LEVEL])
    weights = now.group_shares() if level == GROUPS else now.members(level)
    titles = {key: key if level == GROUPS else catalogue.criteria[key].title for key in weights}
    weighed = [key for key, weight in weights.items() if weight > 0]
    st.multiselect(
        "Which",
        list(weights),
        default=weighed[:MOST],
        key=f"{CHOSEN}_{level}",
        format_func=lambda key: markdown(titles[key]),
        max_selections=MOST,
        help="Those that are left out keep their share.",
        persist_state=KEPT,
    )
    keys = list(st.session_state[f"{CHOSEN}_{level}"])
    if len(keys) < 2:
        st.info("Choose two or more to compare.")
        return
    judged = {(a, b): _judged(a, b, titles, weights) for a, b in combinations(keys, 2)}
    found = pairwise_weights(keys, judged)
    _answer(found, titles)
    if found.consistent:
        shares = spread(found.weights, level, now)
        st.button("Use these weights", on_click=use, args=(shares,), key="use_pairs")


def spread(found: Mapping[str, float], level: str, now: Present) -> Weights:
    """Shares of all criteria once the compared ones share what they had together; the others keep theirs."""
    had = now.group_shares() if level == GROUPS else {key: float(now.weights.get(key, 0.0)) for key in now.group}
    together = sum(had[key] for key in found) or 1.0
    changed = {**had, **{key: together * share for key, share in found.items()}}
    return weigh({"groups" if level == GROUPS else "weights": changed}, now)


def _judged(a: str, b: str, titles: Mapping[str, str], weights: Mapping[str, float]) -> float:
    """A slider for a pair; it starts where the present weights stand."""
    first, second = markdown(titles[a]), markdown(titles[b])
    key = pair_key(a, b)
    if key not in st.session_state:
        st.session_state[key] = nearest(weights[a] / weights[b] if weights[b] else SCALE[0])
    told = {times: f"{first} {times:g} x" if times > 1 else f"{second} {1 / times:.0f} x" for times in SCALE}
    return float(
        st.select_slider(
            f"**{first}** or **{second}**",
            SCALE,
            key=key,
            format_func=lambda times: "alike" if times == 1 else told[times],
            persist_state=KEPT,
        )
    )


def pair_key(a: str, b: str) -> str:
    """Name of a pair's slider."""
    return f"pair_{a}_{b}"


def nearest(times: float) -> float:
    """The step of the scale that is nearest by ratio."""
    return min(SCALE, key=lambda step: max(step / max(times, 1e-6), max(times, 1e-6) / step))


def _answer(found: PairwiseWeights, titles: Mapping[str, str]) -> None:
    st.caption(" · ".join(f"{markdown(titles[key])} {share:.0%}" for key, share in found.weights.items()))
    ratio = f"Consistency ratio {found.consistency_ratio:.2f}"
    if found.consistent or found.revisit is None:
        st.caption(f"{ratio}: the judgements agree (below {CONSISTENT_BELOW:.2f}).")
        return
    said = found.revisit.describe(titles)
    st.warning(f"{ratio}: the judgements do not agree, so they give no weights yet. Revisit one: {markdown(said)}.")
    st.button("Take what the others imply", on_click=_mend, args=(found.revisit,), key="mend_pairs")


def _mend(judgement: Judgement) -> None:
    st.session_state[pair_key(judgement.first, judgement.second)] = nearest(judgement.suggested)
