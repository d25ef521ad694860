"""The Pareto front on the page: a scatter whose chosen points are ringed on the map, and the table behind it."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geo.choices.trade_offs import (
    BARRED,
    BEATEN,
    FRONT,
    UNKNOWN,
    TradeOffs,
    collection,
    first_objectives,
    offered,
    rows_of,
    trade_offs,
)
from geo.decision.criterion import Criterion
from geo.maps.text import markdown
from geo.reasons import quantity
from geo.ui.decide_lists import listed, with_own_first
from geo.ui.decide_map import decide_map, mark
from geo.ui.outlook import Outlook
from geo.workspace import Workspace

CHART, TABLE, PICKED = "decide_front_chart", "decide_front_table", "picked"
COLOURS = {FRONT: "#b42318", BEATEN: "#9aa3ab", "score": "#1d6fa5"}
ABOUT = (
    "The sites that no other beats in every objective. Weights play no part. A site with an **unknown** objective is "
    "compared with none: it neither beats nor is beaten, and is listed apart."
)


def front_view(workspace: Workspace, seen: Outlook) -> None:
    """Objectives, scatter, map and table."""
    st.markdown(ABOUT)
    known, catalogue = offered(workspace.catalogue), workspace.catalogue
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    keys = left.multiselect(
        "Objectives",
        list(known),
        list(first_objectives(catalogue)),
        format_func=lambda key: known[key].title,
        key="front_objectives",
    )
    both = right.toggle("Both countries", key="front_both", help="Criteria without a common metric get no weight")
    if len(keys) < 2:
        st.warning("Choose two objectives or more.")
        return
    regions = with_own_first(workspace, seen.scenario) if both else (seen.scenario.region,)
    with st.spinner("Measuring the sites"):
        found = trade_offs(listed(workspace, seen.scenario, regions), tuple(keys))
    rows = rows_of(found)
    _drawn(seen, found, rows)
    st.download_button(
        "GeoJSON",
        lambda: json.dumps(collection(workspace.for_others, found), ensure_ascii=False),
        f"sitewatt-front-{'-'.join(regions)}.geojson",
        "application/geo+json",
        key="get_front",
        on_click="ignore",
    )


def _drawn(seen: Outlook, found: TradeOffs, rows: list[dict[str, Any]]) -> None:
    compared = [row for row in rows if row["standing"] in (FRONT, BEATEN)]
    counts = {word: found.standing.count(word) for word in (FRONT, BEATEN, UNKNOWN, BARRED)}
    st.caption(
        f"{counts[FRONT]} on the front, {counts[BEATEN]} beaten, {counts[UNKNOWN]} with an unknown objective, "
        f"{counts[BARRED]} barred."
    )
    left, right = st.columns(2, gap="medium")
    with left:
        picked = _scatter(found, compared) if compared else []
        if not compared:
            st.info("Every site has an unknown objective: leave one of them out.")
    chosen = [row for row in compared if row["name"] in picked]
    with right:
        marks = [
            mark(seen, row | {"rank": place}, _told(found, row), quiet=row["standing"] == BEATEN and row not in chosen)
            for place, row in enumerate(compared, start=1)
        ]
        decide_map(seen, "Front", marks, chosen=(chosen[0]["lon"], chosen[0]["lat"]) if chosen else None)
    shown = chosen or rows
    if chosen:
        st.caption(f"Chosen in the chart: {markdown(', '.join(picked))}. Click beside the points to see all.")
    st.dataframe(_table(found, shown), key=TABLE, hide_index=True)


def _scatter(found: TradeOffs, rows: list[dict[str, Any]]) -> list[str]:
    """The chart; returns the names of the points that are chosen in it."""
    titles = [f"{c.title} [{c.unit}]" for c in found.objectives]
    first, second = st.columns(2)
    across = first.selectbox("Across", titles, 0, key="front_x")
    up = second.selectbox("Up", titles, min(1, len(titles) - 1), key="front_y")
    x, y = found.objectives[titles.index(across)], found.objectives[titles.index(up)]
    table = pd.DataFrame(rows)[
        ["name", "region", "standing", "score", f"raw_{x.key}", f"raw_{y.key}"][: 6 if x != y else 5]
    ]
    chart = (
        alt.Chart(table)
        .mark_circle(size=90, opacity=0.85)
        .encode(
            x=alt.X(f"raw_{x.key}", type="quantitative", title=across, scale=alt.Scale(zero=False), axis=_axis(x)),
            y=alt.Y(f"raw_{y.key}", type="quantitative", title=up, scale=alt.Scale(zero=False), axis=_axis(y)),
            color=alt.Color(
                "standing",
                type="nominal",
                title=None,
                scale=alt.Scale(domain=[FRONT, BEATEN], range=[COLOURS[FRONT], COLOURS[BEATEN]]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=["name", "region", "score", f"raw_{x.key}", f"raw_{y.key}"],
        )
        .add_params(alt.selection_point(name=PICKED, fields=["name"], empty=False))
        .properties(height=380)
    )
    answer: Any = st.altair_chart(chart, key=CHART, on_select="rerun", selection_mode=PICKED)
    points = (answer or {}).get("selection", {}).get(PICKED, [])
    return [str(point["name"]) for point in points if isinstance(point, dict) and "name" in point]


def _axis(criterion: Criterion) -> alt.Axis:
    """Numbers of an axis; years without a thousands mark."""
    return alt.Axis(format="d", tickMinStep=1) if criterion.unit == "year" else alt.Axis()


def _told(found: TradeOffs, row: dict[str, Any]) -> str:
    lines = [f"{c.title}: {quantity(row[f'raw_{c.key}'], c.unit, c.decimals)}" for c in found.objectives]
    return "\n".join([*lines, f"Beaten by {row['beaten_by']}"] if row["beaten_by"] else lines)


def _table(found: TradeOffs, rows: list[dict[str, Any]]) -> pd.DataFrame:
    unknown = [", ".join(c.title for c in found.objectives if c.key in row["unknown"]) for row in rows]
    return pd.DataFrame(
        {
            "Site": [row["name"] for row in rows],
            "Region": [row["region"] for row in rows],
            "Standing": [row["standing"] for row in rows],
            **{f"{c.title} [{c.unit}]": _rounded(rows, c) for c in found.objectives},
            "Score": [None if row["score"] is None else round(row["score"], 1) for row in rows],
            "Beaten by": [row["beaten_by"] or "" for row in rows],
            "Unknown": unknown,
        }
    )


def _rounded(rows: list[dict[str, Any]], criterion: Criterion) -> list[float | None]:
    """Raw values with the criterion's own decimals."""
    values = [row[f"raw_{criterion.key}"] for row in rows]
    return [None if value is None else round(value, criterion.decimals) for value in values]
