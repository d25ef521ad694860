"""The sliders of the weights, group by group: those that weigh at once, all others when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.decision.criterion import Criterion
from geo.maps.text import markdown
from geo.ui.folds import KEPT, fold, fold_key, unfold, write_behind
from geo.ui.scenario_state import first_value, weight_key

WEIGHED = "_weighed_criteria"
"""Criteria that have weighed since the last preset."""


def weight_sliders(catalogue: Catalogue, weights: Mapping[str, float]) -> None:
    """One fold a group, open where something begins to weigh; what weighs nothing has no slider until asked for."""
    write_behind(share_rules(catalogue, weights))
    before: set[str] = st.session_state.get(WEIGHED, set())
    weighed = before | {key for key, weight in weights.items() if weight > 0}
    st.session_state[WEIGHED] = weighed
    for group, members in criteria_by_group(catalogue).items():
        key = group_key(group)
        if any(criterion.key in weighed - before for criterion in members):
            unfold(key)
        box = fold(f"**{markdown(group)}**", key)
        if box is not None:
            with box:
                _sliders(group, members, weighed)


def forget_weighed() -> None:
    """What weighed before counts no more: another preset has been chosen."""
    st.session_state.pop(WEIGHED, None)


def _sliders(group: str, members: list[Criterion], weighed: set[str]) -> None:
    first = [criterion for criterion in members if criterion.key in weighed]
    rest = [criterion for criterion in members if criterion.key not in weighed]
    for criterion in first:
        _weight(criterion)
    if first and rest:
        more = st.toggle(
            "More criteria",
            key=more_key(group),
            persist_state=KEPT,
            help=f"{len(rest)} that weigh nothing now: " + markdown(", ".join(criterion.title for criterion in rest)),
        )
        rest = rest if more else []
    for criterion in rest:
        _weight(criterion)


def _weight(criterion: Criterion) -> None:
    st.slider(
        f"{markdown(criterion.title)}, {markdown(criterion.unit)}",
        0.0,
        100.0,
        value=first_value(weight_key(criterion.key)),
        step=1.0,
        key=weight_key(criterion.key),
        format="%g",
        help=meaning(criterion),
        persist_state=KEPT,
    )


def meaning(criterion: Criterion) -> str:
    """What a criterion measures, how it is valued, and how well it is known, as Markdown."""
    described = criterion.value_function.describe(criterion.unit)
    parts = (markdown(criterion.rationale), f"**Value:** {markdown(described)}", f"**Evidence:** {criterion.evidence}")
    return "\n\n".join(parts)


def share_rules(catalogue: Catalogue, weights: Mapping[str, float]) -> list[str]:
    """Style rules that tell the page's style sheet each share, which it writes behind the label of its slider or group:
    neither label ever changes itself, and the rules travel with every change."""
    total = sum(weights.values())
    if not total:
        return []
    rules = [
        f".st-key-{weight_key(key)}{{--weight:'{weight / total:.0%}'}}" for key, weight in weights.items() if weight > 0
    ]
    for group, members in criteria_by_group(catalogue).items():
        share = sum(weights[criterion.key] for criterion in members) / total
        rules.append(f".st-key-{group_key(group)}{{--group:'{share:.0%}'}}")
    return rules


def criteria_by_group(catalogue: Catalogue) -> dict[str, list[Criterion]]:
    """Criteria that can weigh, by group, groups in the order in which they first appear."""
    criteria = [c for c in catalogue.criteria.values() if not c.is_gate]
    order = list(dict.fromkeys(c.group for c in criteria))
    ranked = sorted(criteria, key=lambda c: order.index(c.group))
    return {group: list(members) for group, members in groupby(ranked, key=lambda c: c.group)}


def group_key(group: str) -> str:
    """Name of a group's fold."""
    return fold_key("group", group)


def more_key(group: str) -> str:
    """Name of the switch that shows the rest of a group."""
    return fold_key("more", group)
