"""Campuses found by themselves: asked for, drawn as polygons, in a table, to take away."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from geo.maps.text import markdown
from geo.maps.view import AreaMark
from geo.ui.decide_map import NEAR_ZOOM, decide_map, mark, table_choice
from geo.ui.decide_work import answer
from geo.ui.outlook import Outlook
from geo.workspace import Workspace

TABLE = "decide_campuses_table"
FORMATS = {
    "Nearest substation": st.column_config.TextColumn(width=140),
    "km to it": st.column_config.NumberColumn(format="%.1f"),
    "Mean score": st.column_config.NumberColumn(format="%.1f"),
    "Area, ha": st.column_config.NumberColumn(format="%.0f"),
    "Compactness": st.column_config.NumberColumn(format="%.2f", help="1 is as short an outline as cells allow"),
    "Latitude": st.column_config.NumberColumn(format="%.3f"),
    "Longitude": st.column_config.NumberColumn(format="%.3f"),
}
ABOUT = (
    "The best areas for the load anywhere on the buildable map: full area, mean score, a short outline and a distance "
    "between them. Each is found on the 1 km map and looked at again in 100 m cells. **No polygon is a parcel.**"
)


def campuses_view(workspace: Workspace, seen: Outlook) -> None:
    """Settings, the button, and what was found."""
    st.markdown(ABOUT)
    first, second, third, fourth = st.columns(4)
    top = first.number_input("How many", 1, 50, 10, key="campus_top")
    spacing = second.number_input("Apart, km", 0.0, 500.0, 10.0, step=5.0, format="%g", key="campus_spacing")
    dense = third.number_input(
        "MW per hectare",
        0.5,
        100.0,
        10.0,
        step=1.0,
        format="%g",
        key="campus_dense",
        help="10 is an assumption of ours",
    )
    least = fourth.number_input("Least score of a cell", 0.0, 100.0, 0.0, step=5.0, format="%g", key="campus_least")
    command: tuple[str, ...] = (
        "campuses",
        "--region",
        seen.scenario.region,
        "--top",
        str(int(top)),
        "--spacing-km",
        f"{spacing:g}",
    )
    command += ("--mw-per-ha", f"{dense:g}", "--least-score", f"{least:g}")
    content = answer(workspace, seen.scenario, command, "Find campuses", seen.data.fingerprint)
    if content is not None:
        _found(seen, content)


def _found(seen: Outlook, content: dict[str, Any]) -> None:
    about, features = content["metadata"], content["features"]
    if not features:
        alone = ", ".join(f"{markdown(key)} {share:.0%}" for key, share in about["barred_alone"].items())
        st.warning(f"No campus fits. Barred of the land, each by itself: {alone}." if alone else "No campus fits.")
        return
    rows = [feature["properties"] for feature in features]
    chosen = table_choice(TABLE)
    at = (rows[chosen]["lon"], rows[chosen]["lat"]) if chosen is not None and chosen < len(rows) else None
    named = [row | {"name": f"Campus {row['rank']}"} for row in rows]
    details = [f"Mean score {row['mean_score']:.1f}\n{row['area_ha']:,.0f} ha, no parcel" for row in rows]
    marks = [mark(seen, row, detail) for row, detail in zip(named, details, strict=True)]
    areas = [
        AreaMark(
            name=row["name"],
            rank=row["rank"],
            detail=detail,
            ring=tuple((x, y) for x, y in feature["geometry"]["coordinates"][0]),
        )
        for row, detail, feature in zip(named, details, features, strict=True)
    ]
    decide_map(seen, "Campuses", marks, areas, at, NEAR_ZOOM if at else 0)
    st.caption(
        f"{about['needed_ha']:g} ha for {seen.scenario.load_mw:g} MW. Choose a row to see its outline from near. "
        f"Coarser than the cells: {_coarse(about['coarser_inputs'], seen)}."
    )
    st.dataframe(
        _table(rows), key=TABLE, hide_index=True, on_select="rerun", selection_mode="single-row", column_config=FORMATS
    )
    st.caption(
        "Rank at: the same place with other cells, "
        + "; ".join(f"{size} m: {markdown(basis)}" for size, basis in about["rank_basis"].items())
    )
    st.download_button(
        "GeoJSON",
        json.dumps(content, ensure_ascii=False),
        f"sitewatt-campuses-{seen.scenario.region}-{seen.scenario.load_mw:g}MW.geojson",
        "application/geo+json",
        key="get_campuses",
        on_click="ignore",
    )


def _coarse(inputs: dict[str, int], seen: Outlook) -> str:
    """Inputs in words with the size of their cells; variants of one field are said once."""
    fields = seen.data.catalogue.fields
    titles = {name: fields[name].title if name in fields else name.replace("_", " ") for name in inputs}
    told = dict.fromkeys(f"{markdown(titles[name])} {metres:,} m" for name, metres in inputs.items())
    return "; ".join(told) or "nothing"


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    ranks = [name for name in rows[0] if name.startswith("rank_at_")]
    return pd.DataFrame(
        [
            {
                "#": row["rank"],
                "Nearest substation": row["nearest"] or "",
                "km to it": row["nearest_km"],
                "Mean score": row["mean_score"],
                "Area, ha": row["area_ha"],
                "Compactness": row["compactness"],
                **{f"# at {name.split('_')[2]} m": row[name] for name in ranks},
                "Latitude": row["lat"],
                "Longitude": row["lon"],
            }
            for row in rows
        ]
    )
