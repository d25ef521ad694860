"""Submarine cables: schematic sea routes that we compute between landings."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region

ORDER = 60


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Routes with the facts of their cable; both regions show every cable that touches either country."""
    routes = access.geojson("cable_routes")[["segment_id", "cable_id", "geometry"]]
    cables = access.table("submarine_cables").rename(columns={"id": "cable_id"})
    return gpd.GeoDataFrame(routes.merge(cables, on="cable_id", how="inner"), geometry="geometry", crs="EPSG:4326")


LAYER = Layer(
    key="submarine_cables",
    title="Submarine cables (schematic)",
    theme="network",
    description=(
        "Cables that land in Australia or Japan. Routes are least-cost sea paths between landings, not surveyed routes."
    ),
    readers=(Reader(tier="bundled", sources=(), tables=("submarine_cables", "cable_routes"), read=_read),),
    columns={"length_km": "km"},
    style=Style(
        kind="line",
        by="status",
        colours={
            "in_service": "#0b7a75",
            "under_construction": "#e08214",
            "announced": "#9e9ac8",
            "retired": "#999999",
        },
        shown=True,
        width=1.5,
        label=("name", "status", "ready_for_service", "length_km", "owners", "source", "date"),
    ),
    gap="Real routes are not public; ours show which places are joined, not where the cable lies.",
)
