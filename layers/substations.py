"""Substations: where the grid can be joined, and which of them can carry the load."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FailureGroups, FieldSpec, Layer, Look, Reader, Service, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Piecewise
from geo.space.measures import Distance, GroupedDistance, GroupOf
from layers._failures import by_code, nearest_only
from layers._ga_live import with_new_stations
from layers._systems import LARGEST, SYSTEM, too_small
from layers._upstream_stations import with_lower_australian, with_lower_japanese
from layers._voltage import VOLTAGE_COLOURS, class_of, class_variants, served_by, variant_kv

ORDER = 30
CAP_KM = 300.0
SERVICE_CAP_KM = 60.0
SERVICE_KM = 50.0


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    return access.points(f"substations_{region.key}")


def _read_live(access: Access, region: Region) -> gpd.GeoDataFrame:
    return with_new_stations(_read(access, region), access)


def _read_files_au(access: Access, region: Region) -> gpd.GeoDataFrame:
    return with_lower_australian(_read(access, region), access)


def _read_files_jp(access: Access, region: Region) -> gpd.GeoDataFrame:
    return with_lower_japanese(_read(access, region), access)


def _eligible(features: gpd.GeoDataFrame, variant: str, look: Look) -> gpd.GeoDataFrame:
    """Every substation says which system it belongs to; only connectable ones of the class can be joined."""
    eligible = features["connectable"].fillna(False).astype(bool) & (
        features["voltage_kv"] >= variant_kv(variant) - 0.5
    )
    return features.assign(eligible=eligible.to_numpy(dtype=bool), group=_codes(features, look))


def _grouped(features: gpd.GeoDataFrame, variant: str, look: Look) -> gpd.GeoDataFrame:
    """Only stations that we have looked at say which system a place belongs to."""
    known = features[features["reviewed"].astype(bool)] if "reviewed" in features else features
    return known.assign(eligible=True, group=_codes(known, look))


def _systems(look: Look) -> pd.DataFrame:
    table = look.access.table("synchronous_systems")
    return table[table["region"] == look.region.key].reset_index(drop=True)


def _codes(features: gpd.GeoDataFrame, look: Look) -> NDArray[np.int32]:
    order = {name: code for code, name in enumerate(_systems(look)["system"])}
    return np.asarray(features["synchronous_system"].map(order), dtype=np.int32)


def largest_load_mw(look: Look) -> FloatArray:
    """Largest single load each synchronous system may take [MW], by system code; NaN where its peak is unknown."""
    systems = _systems(look)
    return (systems["peak_mw"] * systems["max_load_share"]).to_numpy(dtype=np.float64)


def system_titles(look: Look) -> tuple[str, ...]:
    """Titles of the region's synchronous systems, by code."""
    return tuple(str(title) for title in _systems(look)["title"])


def _service(features: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
    return served_by(features)


def _too_far(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["substations.distance_km"] > limit)


def _too_small(inputs: Inputs, _limit: float) -> NDArray[np.bool_]:
    return too_small(inputs[SYSTEM], inputs.facts[LARGEST], inputs.brief.load_mw)


def _serves(inputs: Inputs) -> NDArray[np.bool_]:
    near_station = inputs["substations.service_km"] <= SERVICE_KM
    near_line = inputs["transmission_lines.service_km"] <= SERVICE_KM
    return np.asarray(near_station | near_line)


FACTS: dict[str, Any] = {"substations.largest_load_mw": largest_load_mw, "substations.system_titles": system_titles}

LAYER = Layer(
    key="substations",
    title="Substations",
    theme="grid",
    description=(
        "Transmission substations from 132 kV (Australia) and 154 kV (Japan), and the top voltage of "
        "every isolated system."
    ),
    readers=(
        Reader(
            tier="upstream",
            sources=("ga-substations-live", "ga-substations-2017", "ga-transmission-lines-2025"),
            needs=("ga-substations-live",),
            tables=("substations_{region}", "synchronous_systems", "voltage_classes"),
            read=_read_live,
            regions=("au",),
        ),
        Reader(
            tier="upstream",
            sources=("ga-substations-2017", "ga-transmission-lines-2025"),
            needs=("ga-substations-2017",),
            tables=("substations_{region}", "synchronous_systems", "voltage_classes"),
            read=_read_files_au,
            regions=("au",),
        ),
        Reader(
            tier="upstream",
            sources=("osm-japan-grid-2016-nodes",),
            needs=("osm-japan-grid-2016-nodes",),
            tables=("substations_{region}", "synchronous_systems", "voltage_classes"),
            read=_read_files_jp,
            regions=("jp",),
        ),
        Reader(
            tier="bundled",
            sources=("ga-substations-2017", "ga-transmission-lines-2025"),
            tables=("substations_{region}", "synchronous_systems", "voltage_classes"),
            read=_read,
            regions=("au",),
        ),
        Reader(
            tier="bundled",
            sources=("osm-japan-grid-2016-nodes",),
            tables=("substations_{region}", "synchronous_systems", "voltage_classes"),
            read=_read,
            regions=("jp",),
        ),
    ),
    columns={"voltage_kv": "kV"},
    style=Style(
        kind="point",
        by="voltage_kv",
        colours=VOLTAGE_COLOURS,
        unit="kV",
        radius=3.5,
        label=(
            "name",
            "voltage_kv",
            "operator",
            "synchronous_system",
            "connectable",
            "not_connectable_reason",
            "source",
            "date",
        ),
        zoom_rank="voltage_kv",
    ),
    fields=(
        FieldSpec(
            key="distance_km",
            title="Distance to a connectable substation of the load's class",
            measure=GroupedDistance(cap_km=CAP_KM),
            unit="km",
            scale=0.01,
            cap=CAP_KM,
            prepare=_eligible,
            variants=class_variants,
            select=class_of,
        ),
        FieldSpec(
            key="system",
            title="Synchronous system of the nearest substation on the same land mass",
            measure=GroupOf(),
            unit="code",
            scale=1.0,
            cap=1000.0,
            prepare=_grouped,
        ),
        FieldSpec(
            key="service_km",
            title="Distance to a substation that counts as service",
            measure=Distance(cap_km=SERVICE_CAP_KM),
            unit="km",
            scale=0.01,
            cap=SERVICE_CAP_KM,
            prepare=_service,
        ),
    ),
    facts=FACTS,
    service=Service(
        title=(
            "within 50 km of a line or substation of at least 110 kV, or of the highest voltage of an isolated system"
        ),
        fields=("substations.service_km", "transmission_lines.service_km"),
        serves=_serves,
    ),
    criteria=(
        Criterion(
            key="grid_distance",
            title="Distance to a substation that carries the load",
            unit="km",
            group="Power",
            fields=("substations.distance_km",),
            value_function=Piecewise(((0.0, 1.0), (5.0, 0.9), (20.0, 0.6), (50.0, 0.25), (100.0, 0.0))),
            weight=30.0,
            evidence="modelled",
            decimals=1,
            nearest="substations.distance_km",
            rationale=(
                "Connecting is the slowest and dearest step. Only a connectable substation whose voltage class "
                "carries the "
                "load counts, on the same land mass and in the same synchronous system. Distance is a proxy: "
                "it says nothing of spare capacity."
            ),
            references=(
                "data/facts/voltage_classes.csv",
                "value function: assumption, a line of 100 km is worth nothing to a campus",
            ),
        ),
    ),
    constraints=(
        Constraint(
            key="grid_distance_cap",
            title="Too far from a substation that carries the load",
            fields=("substations.distance_km",),
            excludes=_too_far,
            on=True,
            limit=100.0,
            unit="km",
            limits_allowed=(1.0, 290.0),
            rationale="Beyond this a dedicated line dominates cost and time (assumption; move the limit to see).",
        ),
        Constraint(
            key="system_too_small",
            title="Synchronous system too small for the load",
            fields=("substations.system",),
            excludes=_too_small,
            on=True,
            rationale=(
                "One load above a stated share of a system's peak demand cannot be lost or served safely "
                "(data/facts/synchronous_systems.csv)."
            ),
            references=("data/facts/synchronous_systems.csv",),
        ),
    ),
    failure_groups={
        "substation": FailureGroups(
            title="The same substation",
            kind="grid",
            basis="the nearest substation that carries the load serves the site: assumption",
            of=lambda data, lon, lat, brief: nearest_only(data, "substations.distance_km", lon, lat, brief),
        ),
        "synchronous_system": FailureGroups(
            title="The same synchronous system",
            kind="grid",
            basis="a black start takes a whole system out (data/facts/synchronous_systems.csv); strict, off at first",
            of=lambda data, lon, lat, brief: by_code(data, "substations.system", lon, lat, system_titles(data.look)),
            on=False,
        ),
    },
    gap="No open map of spare load capacity exists in either country; distance and class say nothing about headroom.",
)
