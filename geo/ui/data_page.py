"""Where everything comes from: source, licence, vintage, tier, coverage and gap of each layer; what was fetched."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from geo.catalogue.holdings import Holding, holding, span, tables, unverified
from geo.catalogue.layer import Layer, Reader
from geo.catalogue.region_data import RegionData
from geo.catalogue.source import Source
from geo.maps.text import link, markdown
from geo.ui.jobs import Jobs
from geo.ui.outlook import Outlook
from geo.ui.tables import html_table
from geo.workspace import Workspace

KEPT = 4
FURTHER = "Fact tables and the page itself"
TIERS = {
    "bundled": "bundled with Sitewatt",
    "package": "fetched from a package",
    "upstream": "fetched from the publisher",
    "none": "no data here yet",
}


def data_page(outlook: Outlook, work: Jobs) -> None:
    """Tables of layers, of their sources, and of fetched artefacts."""
    st.markdown(f"#### Layers in {markdown(outlook.data.region.title)}")
    st.caption(
        "The best tier present is used for each layer; beside it stands what takes its place when it is missing, and "
        "what the layer cannot know. A gap is never counted as a zero."
    )
    st.html(html_table(layer_table(outlook.workspace, outlook.data)))
    with st.expander("**Sources and licences**", key="sources"):
        st.html(html_table(source_table(outlook.workspace, outlook.data), narrow=("Tier", "State")))
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
def layer_table(workspace: Workspace, data: RegionData) -> pd.DataFrame:
    """One row a layer: what is used, what stands in, how much is held and verified, what cannot be known."""
    held = [holding(data, layer, workspace.sources, _day(workspace)) for layer in data.catalogue.layers.values()]
    return pd.DataFrame([_layer_row(each) for each in held])


def _layer_row(held: Holding) -> dict[str, Any]:
    layer = held.layer
    return {
        "Layer": layer.title,
        "Tier in use": TIERS[held.tier],
        "When it is missing": held.fallback,
        "Coverage": held.coverage,
        "Unverified rows": held.unverified,
        "Vintage": held.vintage,
        "Licence": "; ".join(held.licences),
        "Gap": layer.gap,
        "What it holds": layer.description,
        "Used for": ", ".join([c.title for c in layer.criteria] + [c.title for c in layer.constraints]),
    }


def _day(workspace: Workspace) -> Callable[[Source], str]:
    """Day on which a source was retrieved: that of the fetch for a live service, else that of its record."""
    pinned = workspace.artefacts.pinned
    return lambda source: (
        (workspace.artefacts.retrieved(source.key) if source.key in pinned else "") or source.retrieved
    )


@lru_cache(maxsize=KEPT)
def source_table(workspace: Workspace, data: RegionData) -> pd.DataFrame:
    """One row for each source of each layer in a region, in use or not."""
    rows: list[dict[str, Any]] = []
    for layer in data.catalogue.layers.values():
        here = [r for r in layer.readers if r.regions is None or data.region.key in r.regions]
        for reader in sorted(here, key=lambda r: r is not data.reader(layer.key)):
            rows += _source_rows(workspace, data, layer, reader)
    rows += _further_rows(workspace)
    told = pd.DataFrame(rows)
    return told.drop_duplicates(["Layer", "Source"]).reset_index(drop=True)


def _source_rows(workspace: Workspace, data: RegionData, layer: Layer, reader: Reader) -> list[dict[str, Any]]:
    used = data.reader(layer.key)
    state = "in use" if reader is used else "stands in" if all(data.access.has(n) for n in reader.needs) else "not here"
    cited = [workspace.sources[key] for key in reader.sources if key in workspace.sources]
    rows = [_source_row(layer.title, reader.tier, source, state, _day(workspace)(source)) for source in cited]
    return rows + [_table_row(data, layer, name, state) for name in tables(data, reader)]


def _further_rows(workspace: Workspace) -> list[dict[str, Any]]:
    """Sources that no layer reads itself: cited in fact tables, compiled into them, or drawn with."""
    readers = [reader for layer in workspace.catalogue.layers.values() for reader in layer.readers]
    read = {key for reader in readers for key in (*reader.sources, *reader.needs)}
    rest = [source for key, source in workspace.sources.items() if key not in read]
    return [
        _source_row(FURTHER, source.tier, source, "cited or drawn with", _day(workspace)(source)) for source in rest
    ]


def _source_row(layer: str, tier: str, source: Source, state: str, day: str) -> dict[str, Any]:
    return {
        "Layer": layer,
        "Tier": tier,
        "State": state,
        "Source": source.title,
        "Publisher": source.attribution or source.publisher,
        "Licence": source.licence + (" (non-commercial)" if source.non_commercial else ""),
        "Vintage": f"retrieved {day}",
        "Rows": "",
        "Unverified": "",
        "Address": link(source.url),
    }


def _table_row(data: RegionData, layer: Layer, name: str, state: str) -> dict[str, Any]:
    schema = data.access.schema(name)
    return {
        "Layer": layer.title,
        "Tier": "bundled",
        "State": state,
        "Source": schema.title if schema else name,
        "Publisher": schema.attribution if schema else "",
        "Licence": schema.licence if schema else "",
        "Vintage": span(data, [name]),
        "Rows": f"{len(data.access.table(name)):,}",
        "Unverified": unverified(data, name),
        "Address": None,
    }


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
