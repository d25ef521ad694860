"""Transmission lines: the backbone that a class of load hangs on."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import Density, Distance
from layers._ga_live import read_ga_lines_live
from layers._grid_sources import read_ga_lines, read_osm_japan_lines
from layers._voltage import VOLTAGE_COLOURS, class_of, class_variants, served_by, variant_kv

ORDER = 20
RADIUS_KM = 50.0
SERVICE_CAP_KM = 60.0


def _read_facts(access: Access, region: Region) -> gpd.GeoDataFrame:
    return access.lines(f"lines_{region.key}")


def _of_class(features: gpd.GeoDataFrame, variant: str, _look: Look) -> gpd.GeoDataFrame:
    return features.assign(eligible=features["voltage_kv"] >= variant_kv(variant) - 0.5)


def _service(features: gpd.GeoDataFrame, _variant: str, look: Look) -> gpd.GeoDataFrame:
    """Lines that count as service; the main lines of isolated systems come from the fact table."""
    facts = look.access.lines(f"lines_{look.region.key}")
    both = pd.concat(
        [
            features[["voltage_kv", "geometry"]].assign(synchronous_system=""),
            facts[["voltage_kv", "geometry", "synchronous_system"]],
        ]
    )
    return gpd.GeoDataFrame(served_by(gpd.GeoDataFrame(both, geometry="geometry", crs=features.crs)), crs=features.crs)


LAYER = Layer(
    key="transmission_lines",
    title="Transmission lines",
    theme="grid",
    description=(
        "Lines coloured by voltage. The bundled backbone is schematic; fetched lines follow their true "
        "routes (Australia) or straight segments (Japan)."
    ),
    readers=(
        Reader(
            tier="upstream",
            sources=("ga-lines-live",),
            needs=("ga-lines-live",),
            tables=("lines_{region}", "voltage_classes"),
            read=read_ga_lines_live,
            regions=("au",),
        ),
        Reader(
            tier="upstream",
            sources=("ga-transmission-lines-2025",),
            needs=("ga-transmission-lines-2025",),
            tables=("lines_{region}", "voltage_classes"),
            read=read_ga_lines,
            regions=("au",),
        ),
        Reader(
            tier="upstream",
            sources=("osm-japan-grid-2016-links",),
            needs=("osm-japan-grid-2016-links",),
            tables=("lines_{region}", "voltage_classes"),
            read=read_osm_japan_lines,
            regions=("jp",),
        ),
        Reader(
            tier="bundled",
            sources=("ga-transmission-lines-2025",),
            tables=("lines_{region}", "voltage_classes"),
            read=_read_facts,
            regions=("au",),
        ),
        Reader(
            tier="bundled",
            sources=("osm-japan-grid-2016-links",),
            tables=("lines_{region}", "voltage_classes"),
            read=_read_facts,
            regions=("jp",),
        ),
    ),
    columns={"voltage_kv": "kV"},
    style=Style(
        kind="line",
        by="voltage_kv",
        colours=VOLTAGE_COLOURS,
        unit="kV",
        shown=True,
        width=2.0,
        label=("name", "voltage_kv", "operator", "circuits", "source", "date"),
        zoom_rank="voltage_kv",
    ),
    fields=(
        FieldSpec(
            key="density_km",
            title="Length of line of the load's class within 50 km",
            measure=Density(radius_km=RADIUS_KM, eligible="eligible"),
            unit="km",
            scale=0.5,
            cap=30_000.0,
            prepare=_of_class,
            variants=class_variants,
            select=class_of,
        ),
        FieldSpec(
            key="service_km",
            title="Distance to a line that counts as service",
            measure=Distance(cap_km=SERVICE_CAP_KM),
            unit="km",
            scale=0.01,
            cap=SERVICE_CAP_KM,
            prepare=_service,
        ),
    ),
    criteria=(
        Criterion(
            key="line_density",
            title="Lines of the load's class within 50 km",
            unit="km",
            group="Power",
            fields=("transmission_lines.density_km",),
            value_function=Piecewise(((0.0, 0.0), (100.0, 0.4), (300.0, 0.8), (600.0, 1.0))),
            weight=10.0,
            evidence="modelled",
            rationale=(
                "Many lines of the class nearby mean alternative routes and a meshed network; a single radial "
                "line does not."
            ),
            references=(
                "value function: assumption (100 km is one line through the circle, 600 km a metropolitan ring)",
            ),
        ),
    ),
    gap="No open Japanese grid after 2017; the Japanese extract draws straight segments between mapped nodes.",
)
