"""Power stations: who generates nearby. Generation is context for supply, never headroom for a load."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import Coverage
from layers._ga_live import with_new_power_stations
from layers._upstream_plants import AU_FILES, JP_FILES, with_small_australian, with_small_japanese

ORDER = 40
RADIUS_KM = 100.0
FUEL_COLOURS = {
    "coal": "#3b3b3b",
    "gas": "#b15928",
    "oil": "#6a3d3d",
    "nuclear": "#7b3294",
    "hydro": "#1f78b4",
    "pumped_hydro": "#6baed6",
    "geothermal": "#d6604d",
    "bioenergy": "#7f8f29",
    "wind": "#35978f",
    "solar": "#f2b705",
    "battery": "#e377c2",
}
RENEWABLE = frozenset({"hydro", "geothermal", "bioenergy", "wind", "solar"})


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    return access.points(f"power_stations_{region.key}")


def _read_live(access: Access, region: Region) -> gpd.GeoDataFrame:
    return with_new_power_stations(_read(access, region), access)


def _read_files_au(access: Access, region: Region) -> gpd.GeoDataFrame:
    return with_small_australian(_read(access, region), access)


def _read_files_jp(access: Access, region: Region) -> gpd.GeoDataFrame:
    return with_small_japanese(_read(access, region), access)


def _operating(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return features[features["status"] == "operating"]


def _firm(features: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
    running = _operating(features)
    return running[running["firm"].fillna(False).astype(bool) & (running["fuel"] != "battery")]


def _renewable(features: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
    running = _operating(features)
    return running[running["fuel"].isin(RENEWABLE)]


def _capacity_field(key: str, title: str, prepare: object) -> FieldSpec:
    return FieldSpec(
        key=key,
        title=title,
        measure=Coverage(radius_km=RADIUS_KM, column="capacity_mw"),
        unit="MW",
        scale=1.0,
        cap=60_000.0,
        prepare=prepare,  # type: ignore[arg-type]
    )


LAYER = Layer(
    key="power_stations",
    title="Power stations",
    theme="energy",
    description="Stations by fuel and status: operating, under construction, announced, mothballed and retired.",
    readers=(
        Reader(
            tier="upstream",
            sources=("ga-power-stations-live", "open-electricity-stations", "gem-coal-2024-07", "gem-oil-gas-2024-08"),
            needs=("ga-power-stations-live",),
            tables=("power_stations_{region}",),
            read=_read_live,
            regions=("au",),
        ),
        Reader(
            tier="upstream",
            sources=(*AU_FILES, "gem-coal-2024-07", "gem-oil-gas-2024-08", "gem-hydro-2024-05"),
            needs=AU_FILES,
            tables=("power_stations_{region}",),
            read=_read_files_au,
            regions=("au",),
        ),
        Reader(
            tier="upstream",
            sources=(*JP_FILES, "gem-coal-2024-07", "gem-nuclear-2024-07"),
            needs=JP_FILES,
            tables=("power_stations_{region}",),
            read=_read_files_jp,
            regions=("jp",),
        ),
        Reader(
            tier="bundled",
            sources=(
                "open-electricity-stations",
                "gem-coal-2024-07",
                "gem-oil-gas-2024-08",
                "gem-hydro-2024-05",
                "ga-power-stations-2017",
            ),
            tables=("power_stations_{region}",),
            read=_read,
            regions=("au",),
        ),
        Reader(
            tier="bundled",
            sources=(
                "gem-coal-2024-07",
                "gem-oil-gas-2024-08",
                "gem-hydro-2024-05",
                "gem-nuclear-2024-07",
                "wri-japan-2018",
            ),
            tables=("power_stations_{region}",),
            read=_read,
            regions=("jp",),
        ),
    ),
    columns={"capacity_mw": "MW"},
    style=Style(
        kind="point",
        by="fuel",
        colours=FUEL_COLOURS,
        radius=4.0,
        label=("name", "fuel", "status", "capacity_mw", "operator", "closure_year", "source", "date"),
        zoom_rank="capacity_mw",
    ),
    fields=(
        _capacity_field("firm_mw", "Operating firm capacity within 100 km", _firm),
        _capacity_field("renewable_mw", "Operating renewable capacity within 100 km", _renewable),
    ),
    criteria=(
        Criterion(
            key="firm_capacity",
            title="Firm generating capacity within 100 km",
            unit="MW",
            group="Power",
            fields=("power_stations.firm_mw",),
            value_function=Piecewise(((0.0, 0.0), (1000.0, 0.4), (3000.0, 0.75), (8000.0, 1.0))),
            weight=10.0,
            evidence="measured",
            rationale="A strong local system holds voltage and frequency. Generator megawatts are not load headroom.",
            references=("value function: assumption",),
        ),
        Criterion(
            key="renewable_capacity",
            title="Renewable generating capacity within 100 km",
            unit="MW",
            group="Renewables",
            fields=("power_stations.renewable_mw",),
            value_function=Piecewise(((0.0, 0.0), (300.0, 0.4), (1000.0, 0.75), (3000.0, 1.0))),
            weight=8.0,
            evidence="measured",
            rationale="Operating hydro, geothermal, bioenergy, wind and solar that could be contracted nearby.",
            references=("value function: assumption",),
        ),
    ),
    gap=(
        "Japan's open plant lists hold few solar and wind farms. Small stations are left out until the publishers' "
        "files are fetched (sitewatt fetch --upstream), and are few even then."
    ),
)
