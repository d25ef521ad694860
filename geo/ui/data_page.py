"""Where everything comes from: source, licence, vintage, tier, coverage and gap of each layer; what was fetched."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.catalogue.layer import Layer, Reader
from geo.catalogue.region_data import RegionData
from geo.catalogue.source import Source
from geo.catalogue.store import Artefacts
from geo.maps.text import link, markdown
from geo.ui.jobs import Jobs
from geo.ui.outlook import Outlook
from geo.ui.tables import html_table
from geo.workspace import Workspace

KEPT = 4
TIERS = {
    "bundled": "bundled with Sitewatt",
    "package": "fetched from a package",
    "upstream": "fetched from the publisher",
    "none": "no data here yet",
}


def data_page(outlook: Outlook, work: Jobs) -> None:
    """Tables of layers, of their sources, and of fetched artefacts."""
    st.markdown(f"#### Layers in {markdown(outlook.data.region.title)}")
    st.caption("The best tier present is used for each layer. What a layer cannot know is said beside it.")
    st.html(html_table(layer_table(outlook.data), narrow=("Coverage",)))
    st.markdown("#### Sources and licences")
    st.html(html_table(source_table(outlook.workspace, outlook.data), narrow=("Tier",)))
    st.markdown("#### Fetched files")
    _fetched(outlook.workspace, work)


def _fetched(workspace: Workspace, work: Jobs) -> None:
    missing = workspace.artefacts.missing()
    if missing:
        st.caption(f"{len(missing)} of the files that the app uses are not here; bundled data stands in for them.")
        if st.button("Fetch what is missing", key="fetch_again"):
            work.fetch(again=True)
            st.rerun()
    else:
        st.caption("Every file that the app uses is here. Files marked upstream come with `sitewatt fetch --upstream`.")
    st.html(html_table(artefact_table(workspace), narrow=("Tier", "Came from")))


@lru_cache(maxsize=KEPT)
def layer_table(data: RegionData) -> pd.DataFrame:
    """One row a layer."""
    return pd.DataFrame([_layer_row(data, layer) for layer in data.catalogue.layers.values()])


def _layer_row(data: RegionData, layer: Layer) -> dict[str, Any]:
    reader = data.reader(layer.key)
    return {
        "Layer": layer.title,
        "Tier in use": TIERS[reader.tier if reader else "none"],
        "Coverage": _coverage(data, layer, reader),
        "What it holds": layer.description,
        "Gap": layer.gap,
        "Used for": ", ".join([c.title for c in layer.criteria] + [c.title for c in layer.constraints]),
    }


def _coverage(data: RegionData, layer: Layer, reader: Reader | None) -> str:
    if reader is None:
        return "none"
    features = data.features(layer.key)
    if isinstance(features, gpd.GeoDataFrame):
        return f"{len(features):,} features"
    return "raster over the region" if features is not None else "none"


@lru_cache(maxsize=KEPT)
def source_table(workspace: Workspace, data: RegionData) -> pd.DataFrame:
    """One row for each layer and source in use."""
    rows: list[dict[str, Any]] = []
    for layer in data.catalogue.layers.values():
        reader = data.reader(layer.key)
        if reader is not None:
            rows += _source_rows(workspace, data, layer, reader)
    return pd.DataFrame(rows)


def _source_rows(workspace: Workspace, data: RegionData, layer: Layer, reader: Reader) -> list[dict[str, Any]]:
    cited = [workspace.sources[key] for key in reader.sources if key in workspace.sources]
    rows = [_source_row(layer, reader, source, workspace.artefacts) for source in cited]
    for table in reader.tables:
        schema = data.access.schema(table.format(region=data.region.key))
        if schema is not None:
            rows.append(
                {
                    "Layer": layer.title,
                    "Tier": "bundled",
                    "Source": schema.title,
                    "Publisher": schema.attribution,
                    "Licence": schema.licence,
                    "Vintage": _vintage(data, table),
                    "Address": None,
                }
            )
    return rows


def _source_row(layer: Layer, reader: Reader, source: Source, artefacts: Artefacts) -> dict[str, Any]:
    day = artefacts.retrieved(source.key) if source.key in artefacts.pinned else source.retrieved
    return {
        "Layer": layer.title,
        "Tier": reader.tier,
        "Source": source.title,
        "Publisher": source.attribution or source.publisher,
        "Licence": source.licence + (" (non-commercial)" if source.non_commercial else ""),
        "Vintage": f"retrieved {day or source.retrieved}",
        "Address": link(source.url),
    }


def _vintage(data: RegionData, table: str) -> str:
    """Earliest and latest date in a fact table, and how many rows are unverified."""
    name = table.format(region=data.region.key)
    if not data.access.has_table(name):
        return ""
    facts = data.access.table(name)
    if "date" not in facts:
        return ""
    dates = facts["date"].dropna().astype(str)
    known = sorted(dates[dates.str.match(r"\d{4}")])
    unverified = int((dates == "unverified").sum())
    span = f"{known[0][:4]} to {known[-1][:4]}" if known else "undated"
    return f"{span}, {unverified} rows unverified" if unverified else span


def artefact_table(workspace: Workspace) -> pd.DataFrame:
    """One row for each pinned file set, from `artefacts.status()`."""
    return pd.DataFrame(
        [
            {
                "File set": row.title,
                "Here": row.present,
                "Tier": row.tier,
                "Size [MB]": round(row.size_bytes / 1e6, 1),
                "Licence": row.licence + (" (non-commercial)" if row.non_commercial else ""),
                "Publisher": row.publisher,
                "Came from": row.came_from,
                "Retrieved": row.retrieved,
                "Last error": row.error,
            }
            for row in workspace.artefacts.status()
        ]
    )
