"""The back-test on the page: how well the map finds known campuses, beside a null."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from geo.maps.site_marks import bar_titles
from geo.maps.text import markdown
from geo.ui.decide_work import answer
from geo.ui.outlook import Outlook
from geo.ui.tables import html_table
from geo.workspace import Workspace

ABOUT = (
    "Where known campuses stand on this scenario's map, each at its own load and year, among buildable land that the "
    "grid serves. Beside it stands a null: city distance plus nearest substation, nothing else. A lift whose interval "
    "holds 0 says that the map finds campuses no better than a ruler. Weights are not tuned to these sites."
)
FORMATS = {
    "Campus": st.column_config.TextColumn(width=200),
    "Percentile": st.column_config.NumberColumn(format="%.1f", help="Share of the compared land that scores lower"),
    "Null": st.column_config.NumberColumn(format="%.1f", help="The same by city distance and nearest substation"),
    "Score": st.column_config.NumberColumn(format="%.1f"),
    "By": st.column_config.NumberColumn(format="%d"),
}
GROUPS = {"all": "All known campuses", "from_100_mw": "100 MW and more"}


def backtest_view(workspace: Workspace, seen: Outlook) -> None:
    """The button and the figures."""
    st.markdown(ABOUT)
    command = ("backtest", "--region", seen.scenario.region)
    content = answer(workspace, seen.scenario, command, "Test against known campuses", seen.data.fingerprint)
    if content is None:
        return
    summary = content["summary"]
    columns = {title: figures_of(summary[key]) for key, title in GROUPS.items()}
    st.markdown(_verdict(summary["all"]))
    st.html(html_table(pd.DataFrame(columns).rename_axis("Figure").reset_index()))
    negatives = summary["negatives"]
    st.caption(
        f"Stalled or refused projects: {negatives['sites']}, median percentile "
        f"{_number(negatives['median_percentile'], 1)}; chance that a campus stands above one: "
        f"{_number(negatives['auc_against_positives'], 2)}."
    )
    st.dataframe(_sites(content["sites"], seen), hide_index=True, height=380, column_config=FORMATS)
    st.caption(markdown(content["note"]))
    st.download_button(
        "JSON", json.dumps(content, ensure_ascii=False), "sitewatt-backtest.json", key="get_backtest", on_click="ignore"
    )


def figures_of(row: dict[str, Any]) -> dict[str, str]:
    """Figures of a group of sites in words."""
    return {
        "Sites (metropolitan areas)": f"{row['sites']} ({row['groups']})",
        "Barred by the scenario": str(row["barred"]),
        "Median percentile": _number(row["median_percentile"], 1),
        "AUC (95 %)": _interval(row["auc"], row["auc_interval"]),
        "AUC of the null": _number(row["null_auc"], 2),
        "Lift over the null (95 %)": _interval(row["lift"], row["lift_interval"]),
        "Boyce index (95 %)": _interval(row["boyce"], row["boyce_interval"]),
        "Boyce index of the null": _number(row["null_boyce"], 2),
        "AUC as if nothing barred": _number(row["auc_unbarred"], 2),
        "AUC of the null as if nothing barred": _number(row["null_auc_unbarred"], 2),
    }


def _verdict(figures: dict[str, Any]) -> str:
    interval = figures["lift_interval"]
    if interval is None or any(end is None for end in interval):
        return "**Too few sites** to tell the map from the null."
    low, high = interval
    if low > 0:
        return "**The map finds known campuses better than the null.**"
    if high < 0:
        return "**The null finds known campuses better than this map.** They stand where cities are."
    return "**The map finds known campuses no better than the null** within what these sites can tell."


def _sites(rows: list[dict[str, Any]], seen: Outlook) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Campus": row["site"],
                "Percentile": 100 * row["placement"],
                "Null": 100 * row["null_placement"],
                "MW": row["tested_mw"],
                "By": row["tested_year"],
                "Score": row["score"],
                "Metro": str(row["group"]).replace("-", " ").title(),
                "Outcome": "stalled or refused" if row["negative"] else "",
                "Barred by": bar_titles(row["excluded_by"], seen.data.catalogue),
            }
            for row in rows
        ]
    )


def _number(value: float | None, decimals: int) -> str:
    return "unknown" if value is None else f"{value:.{decimals}f}"


def _interval(value: float | None, ends: list[float | None] | None) -> str:
    if ends is None or any(end is None for end in ends):
        return _number(value, 2)
    return f"{_number(value, 2)} ({_number(ends[0], 2)} to {_number(ends[1], 2)})"
