"""Cloud regions: where the large clouds say that their data centres are."""

from __future__ import annotations

from pathlib import PurePosixPath

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from layers._live import document

ORDER = 61
COUNTRIES = {"au": "Australia", "jp": "Japan"}
LEFT_OUT = frozenset({("ibm", "ap-north"), ("alibaba", "ap-southeast-2")})
"""IBM's ap-north repeats Osaka; Alibaba's Sydney is closed."""
COLUMNS = ["name", "provider", "region_code", "source", "date"]


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Regions of cloud providers at the middle of their city; storage of one product (OneDrive) is no cloud region."""
    rows, lons, lats = [], [], []
    for path in access.paths("cloud-regions-info"):
        provider = PurePosixPath(path.name).stem.removesuffix("_regions")
        for code, about in document(path).items():
            here = about.get("country") == COUNTRIES[region.key] and provider != "onedrive"
            if here and (provider, code) not in LEFT_OUT:
                rows.append((about["location"], provider, code, "cloud-regions-info", "2026-11-22"))
                lons.append(about["longitude"])
                lats.append(about["latitude"])
    return gpd.GeoDataFrame(rows, columns=COLUMNS, geometry=gpd.points_from_xy(lons, lats), crs="EPSG:4326")


LAYER = Layer(
    key="cloud_regions",
    title="Cloud regions",
    theme="network",
    description="Regions of the large clouds, at the middle of their city.",
    readers=(
        Reader(
            tier="package",
            sources=("cloud-regions-info",),
            needs=("cloud-regions-info",),
            read=_read,
            regions=tuple(COUNTRIES),
        ),
    ),
    style=Style(
        kind="point", colour="#1d91c0", radius=4.0, label=("name", "provider", "region_code", "source", "date")
    ),
    gap="Only by `sitewatt fetch cloud_regions`. Oracle's Osaka is missing; a point is a city, not a building.",
)
