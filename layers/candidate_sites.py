"""Candidate sites: places with a reason to be looked at first."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region

ORDER = 90


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    sites = access.points("candidate_sites")
    return sites[sites["region"] == region.key].reset_index(drop=True)


LAYER = Layer(
    key="candidate_sites",
    title="Candidate sites",
    theme="sites",
    description=(
        "Retired and retiring power stations, industrial estates, ports, state-backed areas and "
        "precincts, each with its reason and source."
    ),
    readers=(Reader(tier="bundled", sources=(), tables=("candidate_sites",), read=_read),),
    columns={"announced_mw": "MW"},
    style=Style(
        kind="point",
        colour="#d7191c",
        radius=6.0,
        shown=True,
        label=("name", "kind", "reason", "status", "source", "date"),
    ),
    gap="A selection, not a survey: a place that is not listed can still be the best one. Ask the map about any point.",
)
