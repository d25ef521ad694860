"""Two scenarios of one region beside each other: what differs, what moved, and why."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from geo.catalogue.preset import Scenario
from geo.errors import InputError
from geo.maps.text import markdown
from geo.reasons import quantity
from geo.report import candidate_sites
from geo.scenario_diff import compare
from geo.ui.outlook import Outlook
from geo.ui.scenario_file import parsed
from geo.ui.tables import html_table
from geo.workspace import Workspace

FILE = "A file"
MOST_TOLD = 10
FORMATS = {
    "Site": st.column_config.TextColumn(width=200),
    "Points": st.column_config.NumberColumn(format="%+.1f"),
    "Why": st.column_config.TextColumn(width="large"),
}
ABOUT = (
    "What moves from another scenario to the one that is set, and why. A change of score is split exactly into "
    "what the weights did and what the values did. `sitewatt diff A B` gives the same."
)


def compare_view(workspace: Workspace, seen: Outlook) -> None:
    """Choice of the other scenario, settings that differ, and moves."""
    st.markdown(ABOUT)
    catalogue, region = workspace.catalogue, seen.scenario.region
    names = [*catalogue.presets, FILE]
    left, right = st.columns(2, vertical_alignment="bottom")
    chosen = left.selectbox(
        "Compare with",
        names,
        next((n for n, name in enumerate(names) if name != seen.scenario.preset), 0),
        key="compare_with",
        format_func=lambda key: f"Preset {catalogue.presets[key].title}" if key in catalogue.presets else key,
    )
    other: Scenario | None = None
    if chosen == FILE:
        upload = right.file_uploader("Scenario (TOML)", type="toml", key="compare_file")
        if upload is not None:
            try:
                other = parsed(upload.getvalue(), upload.name, catalogue)
            except InputError as error:
                st.error(markdown(str(error)))
    else:
        other = catalogue.scenario(region, chosen, seen.scenario.load_mw)
    if other is None:
        return
    if other.region != region:
        st.error(
            f"The file is about {markdown(other.region)}, the settings about {markdown(region)}: choose one region."
        )
        return
    public = workspace.for_others
    data = public.region(region)
    found = compare(data, other, seen.scenario, candidate_sites(data))
    _shown(seen, found)
    st.download_button(
        "JSON", lambda: json.dumps(found, ensure_ascii=False), "sitewatt-diff.json", key="get_diff", on_click="ignore"
    )


def _shown(seen: Outlook, found: dict[str, Any]) -> None:
    criteria, constraints = seen.data.catalogue.criteria, seen.data.catalogue.constraints
    if not found["settings"]:
        st.info("The two scenarios are the same: nothing moves.")
        return
    st.markdown(f"**{found['moved']} of {len(found['sites'])} sites change rank.** Data `{found['data_fingerprint']}`")
    settings = [
        {"Setting": _setting(name, seen), "Before": str(old), "Now": str(new)}
        for name, (old, new) in found["settings"].items()
    ]
    with st.expander(f"{len(settings)} settings differ", expanded=len(settings) <= 6):
        st.html(html_table(pd.DataFrame(settings)))
    rows = []
    for site in found["sites"]:
        before, now = site["barred_by"]
        bars = [f"now barred: {constraints[key].title}" for key in now if key not in before and key in constraints]
        bars += [
            f"no longer barred: {constraints[key].title}" for key in before if key not in now and key in constraints
        ]
        why = [_why(criteria[key].title, site, key) for key in site["causes"]]
        rows.append(
            {
                "Site": site["site"],
                "# before": site["rank"][0],
                "# now": site["rank"][1],
                "Ranks gained": site["rank_change"],
                "Points": site["unbarred_score_change"],
                "Why": "; ".join(bars + why),
            }
        )
    table = pd.DataFrame(rows).astype(dict.fromkeys(("# before", "# now", "Ranks gained"), "Int64"))
    moved = table[table["Ranks gained"].fillna(1) != 0].head(MOST_TOLD)
    if len(moved):
        st.markdown(f"##### The {len(moved)} that moved most")
        st.html(html_table(_told(moved), narrow=("Rank", "Points")))
    with st.expander(f"All {len(table)} sites", expanded=not len(moved)):
        st.dataframe(table, hide_index=True, height=480, column_config=FORMATS)


def _told(moved: pd.DataFrame) -> pd.DataFrame:
    """Moves in words, for a table that wraps."""
    ranks = [f"{_rank(old)} to {_rank(now)}" for old, now in zip(moved["# before"], moved["# now"], strict=True)]
    points = [f"{value:+.1f}" if value == value else "unknown" for value in moved["Points"].astype(float)]
    return pd.DataFrame({"Site": moved["Site"], "Rank": ranks, "Points": points, "Why": moved["Why"]})


def _rank(value: Any) -> str:
    return "barred" if pd.isna(value) else f"{value}"


def _why(title: str, site: dict[str, Any], key: str) -> str:
    part, fact = site["contributions"][key], site["facts"].get(key)
    by = "weight" if abs(part["by_weight"]) >= abs(part["by_value"]) else "value"
    told = ""
    if fact is not None:
        old, new = (quantity(value, fact["unit"], 1) for value in fact["raw"])
        told = f": {old} to {new}"
    return f"{title} {part['change']:+.1f} (by its {by}{told})"


def _setting(name: str, seen: Outlook) -> str:
    kind, _, key = name.partition(" ")
    catalogue = seen.data.catalogue
    if kind == "weight" and key in catalogue.criteria:
        return f"Weight: {catalogue.criteria[key].title}"
    if kind == "constraint" and key in catalogue.constraints:
        return f"Constraint: {catalogue.constraints[key].title}"
    return name.replace("_", " ")
