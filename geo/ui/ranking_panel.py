"""The ranked sites as a table, and what can be taken away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from geo.exchange.results import to_csv, to_geojson
from geo.maps.site_marks import bar_titles
from geo.maps.text import markdown
from geo.ui.outlook import Outlook
from geo.ui.own_sites import own_sites_panel
from geo.ui.panels import PLACE, open_panel

TABLE_KEY, ROWS_KEY = "ranking_table", "_ranking_places"
HEIGHT, ROW_PX = 520, 35
OFTEN = "How often the site is among the best {} when weights and uncertain inputs are drawn (SMAA-2)"
GATE_WORDS = {"pass": "PASS", "fail": "FAIL", "unknown": "unknown"}
GATE_COLOURS = {"pass": "blue", "fail": "red", "unknown": "gray"}


def ranking_panel(outlook: Outlook) -> None:
    """Table of all sites, barred ones last with the reason, and the downloads."""
    table, about = outlook.ranking.table, outlook.ranking.metadata
    shown = ranking_table(outlook)
    if table["rank"].isna().all():
        for remark in about["remarks"]:
            st.warning(markdown(remark))
    st.session_state[ROWS_KEY] = [(float(p.x), float(p.y)) for p in table.geometry]
    st.session_state[TABLE_KEY] = {"selection": {"rows": _chosen_row(), "columns": [], "cells": []}}
    st.dataframe(
        packed(shown),
        key=TABLE_KEY,
        hide_index=True,
        height=min(HEIGHT, ROW_PX * (len(shown) + 1) + 3),
        on_select=_row_chosen,
        selection_mode="single-row",
        column_config=_columns() | _gate_columns(outlook),
    )
    barred = int(table["rank"].isna().sum())
    st.caption(f"{len(table) - barred} sites ranked, {barred} barred. Choose a row to see its reasons.")
    _say(outlook)
    for key, gate in outlook.data.catalogue.gates.items():
        counts = table[f"gate_{key}"].value_counts()
        told = " ".join(
            f":{GATE_COLOURS[word]}-badge[{shown} {int(counts.get(word, 0))}]" for word, shown in GATE_WORDS.items()
        )
        st.caption(f"{markdown(gate.title)}: {told} Unknown is never counted as a pass.")
    downloads(outlook)
    own_sites_panel()


def _say(outlook: Outlook) -> None:
    """What has to be said of the ranking, and what the shares rest on."""
    about = outlook.ranking.metadata
    if outlook.ranking.table["rank"].notna().any():
        for remark in about["remarks"]:
            st.caption(markdown(remark))
    sure = about["certainty"]
    for note in sure["notes"]:
        st.caption(markdown(note))
    if sure["draws"]:
        off = 100 * sure["largest_standard_error"]
        shares = f"In 5, in 10: share of {sure['draws']:,} draws of weights and inputs, good to {off:.1f} points. "
        some = outlook.ranking.table["p_top_5"].notna().any()
        st.caption(f"{shares if some else ''}±: exact standard deviation of the score.")


def ranking_table(outlook: Outlook) -> pd.DataFrame:
    """What the table shows, one row a site; figures as fine as they are shown, small types and categories, since it
    travels with every change."""
    table = outlook.ranking.table
    reasons = [bar_titles(keys, outlook.data.catalogue) for keys in table["excluded_by"]]
    plain = pd.DataFrame(
        {
            "rank": pd.array(table["rank"], dtype="Int16"),
            "name": table["name"].astype(str),
            "score": table["score"].astype(np.float32),
            "p_top_5": _percent(table["p_top_5"]),
            "p_top_10": _percent(table["p_top_10"]),
            "score_sd": table["score_sd"].round(1).astype(np.float32),
            "percentile": table["percentile"].round(1).astype(np.float32),
            "barred": pd.Categorical(reasons),
        }
    )
    for key in outlook.data.catalogue.gates:
        plain[f"gate_{key}"] = pd.Categorical([GATE_WORDS[word] for word in table[f"gate_{key}"]])
    for column in ("state", "kind", "status"):
        if column in table:
            words = [str(value).replace("_", " ") if value == value else "" for value in table[column]]
            plain[column] = pd.Categorical(words)
    plain["unknown"] = _percent(table["unknown_weight_share"])
    gone = [column for column in ("p_top_5", "p_top_10", "score_sd") if plain[column].isna().all()]
    return plain.drop(columns=gone if outlook.built else [*gone, "percentile"])


def _percent(share: pd.Series[float]) -> pd.Series[Any]:
    """Shares as whole percentages, which is what is shown of them."""
    return (share.astype(float) * 100).round().astype("Int8")


def packed(table: pd.DataFrame) -> pa.Table:
    """The same in short types and without what pandas notes of itself: it travels with every change."""
    whole = pa.Table.from_pandas(table, preserve_index=False)
    return whole.cast(pa.schema([field.with_type(_short(field.type)) for field in whole.schema]))


def _short(kind: pa.DataType) -> pa.DataType:
    """Texts with offsets of 32 bits instead of 64."""
    if pa.types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _short(kind.value_type))
    return pa.string() if pa.types.is_large_string(kind) else kind


def downloads(outlook: Outlook) -> None:
    """GeoJSON and CSV of the ranking, the scenario as TOML."""
    name = f"sitewatt-{outlook.scenario.region}-{outlook.scenario.load_mw:g}MW"
    first, second, third = st.columns(3)
    common: dict[str, Any] = {"on_click": "ignore", "width": "stretch"}
    first.download_button(
        "GeoJSON",
        lambda: to_geojson(outlook.exported),
        f"{name}.geojson",
        "application/geo+json",
        key="get_geojson",
        help="RFC 7946, WGS 84, with scenario, weights, data fingerprint and licences",
        **common,
    )
    second.download_button("CSV", lambda: to_csv(outlook.exported), f"{name}.csv", "text/csv", key="get_csv", **common)
    third.download_button(
        "Scenario",
        outlook.scenario.to_toml,
        f"{name}.toml",
        "application/toml",
        key="get_toml",
        help="For sitewatt rank --scenario",
        **common,
    )


def _chosen_row() -> list[int]:
    place = st.session_state.get("place")
    rows = st.session_state.get(ROWS_KEY, [])
    return [rows.index(place)] if place in rows else []


def _row_chosen() -> None:
    rows = st.session_state[TABLE_KEY]["selection"]["rows"]
    places = st.session_state.get(ROWS_KEY, [])
    if rows and rows[0] < len(places):
        st.session_state["place"], st.session_state["centre"] = places[rows[0]], True
        open_panel(PLACE)


def _gate_columns(outlook: Outlook) -> dict[str, Any]:
    gates = outlook.data.catalogue.gates
    return {f"gate_{key}": st.column_config.TextColumn(gate.title, width=120) for key, gate in gates.items()}


def _columns() -> dict[str, Any]:
    kinds = st.column_config
    return {
        "rank": kinds.NumberColumn("#", width=34, help="Rank among the sites that nothing bars"),
        "name": kinds.TextColumn("Site", width=140),
        "score": kinds.NumberColumn("Score", format="%.1f", width=54, help="0 to 100"),
        "percentile": kinds.NumberColumn(
            "Percentile",
            format="%.1f",
            width=80,
            help="Share of the region's buildable, serviced land that scores lower",
        ),
        "p_top_5": kinds.NumberColumn("In 5", format="%.0f %%", width=52, help=OFTEN.format(5)),
        "p_top_10": kinds.NumberColumn("In 10", format="%.0f %%", width=55, help=OFTEN.format(10)),
        "score_sd": kinds.NumberColumn(
            "±", format="%.1f", width=38, help="Standard deviation of the score, in points: exact, weights and inputs"
        ),
        "barred": kinds.TextColumn("Barred by", width=160),
        "state": kinds.TextColumn("State", width=80),
        "kind": kinds.TextColumn("Kind", width=140),
        "status": kinds.TextColumn("Status", width=110),
        "unknown": kinds.NumberColumn(
            "Unknown", format="%.0f %%", width=80, help="Share of the weight on values that are not known here"
        ),
    }
