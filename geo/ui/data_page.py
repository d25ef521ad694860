"""Where everything comes from: source, licence, vintage, tier, coverage and gap of each layer; what was fetched.

Layers are cards under their theme, closed at first; a search opens what it finds.
"""

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
from geo.maps.layer_views import THEMES
from geo.maps.text import link, markdown
from geo.ui.data_cards import cards, matching, said_of_tiers
from geo.ui.jobs import Jobs
from geo.ui.outlook import Outlook
from geo.ui.tables import html_table
from geo.workspace import Workspace

KEPT = 4
FEW = 40
FEW_CARDS = 12
"""So many rows and cards are shown at once when a search finds them."""
FURTHER = "Fact tables and the page itself"
TIERS = {
    "bundled": "bundled with Sitewatt",
    "package": "fetched from a package",
    "upstream": "fetched from the publisher",
    "none": "no data here yet",
}


@st.fragment
def data_page(outlook: Outlook, work: Jobs) -> None:
    """Layers by theme, their sources, and fetched artefacts; a search narrows all three."""
    layers = layer_table(outlook.workspace, outlook.data)
    sources, files = source_table(outlook.workspace, outlook.data), artefact_table(outlook.workspace)
    st.markdown(f"#### Layers in {markdown(outlook.data.region.title)}")
    st.caption(
        "The best tier present is used for each layer; beside it stands what takes its place when it is missing, and "
        "what the layer cannot know. A gap is never counted as a zero."
    )
    words = st.text_input(
        "Find a layer, a source or a licence",
        key="data_words",
        placeholder="substations, CC BY 4.0, upstream, unverified",
        max_chars=80,
    )
    found = matching(layers, words)
    st.caption(markdown(said_of_tiers(found, len(layers))))
    _themes(found, len(found) <= FEW_CARDS)
    _folded("Sources and licences", matching(sources, words), bool(words.strip()), ("Tier", "State"))
    _fetched(outlook.workspace, work)
    _folded("Fetched files", matching(files, words), bool(words.strip()), ("Tier", "Came from"))


def _themes(layers: pd.DataFrame, few: bool) -> None:
    """The layers of each theme in the order of the catalogue."""
    for theme in layers["Theme"].unique():
        mine = layers[layers["Theme"] == theme]
        with st.expander(f"**{markdown(theme)}** · {len(mine)}", expanded=few, key=f"data_{theme}_{few}"):
            st.html(cards(mine))


def _folded(title: str, table: pd.DataFrame, searching: bool, narrow: tuple[str, ...]) -> None:
    """A table that is closed at first, and open while a search narrows it to a few rows."""
    few = searching and len(table) <= FEW
    with st.expander(f"**{title}** · {len(table)}", expanded=few, key=f"data_{title}_{few}"):
        if len(table):
            st.html(html_table(table, narrow=narrow))
        else:
            st.caption("Nothing here matches the search.")


def _fetched(workspace: Workspace, work: Jobs) -> None:
    missing = workspace.artefacts.missing()
    if missing:
        st.caption(f"{len(missing)} of the files that the app uses are not here; bundled data stands in for them.")
        if st.button("Fetch what is missing", key="fetch_again"):
            work.fetch(again=True)
            st.rerun()
    else:
        st.caption("Every file that the app uses is here. Files marked upstream come with `sitewatt fetch --upstream`.")


@lru_cache(maxsize=KEPT)
def layer_table(workspace: Workspace, data: RegionData) -> pd.DataFrame:
    """One row a layer: what is used, what stands in, how much is held and verified, what cannot be known."""
    held = [holding(data, layer, workspace.sources, _day(workspace)) for layer in data.catalogue.layers.values()]
    return pd.DataFrame([_layer_row(each) for each in held])


def _layer_row(held: Holding) -> dict[str, Any]:
    layer = held.layer
    return {
        "Layer": layer.title,
        "Theme": THEMES.get(layer.theme, layer.theme.capitalize()),
        "Tier in use": TIERS[held.tier],
        "Source": "; ".join(held.sources),
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
