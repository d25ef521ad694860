"""Voltage classes as several grid layers use them: colours, field variants, and what counts as service."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.layer import Look
from geo.decision.brief import Brief
from geo.models.voltage import VoltageClass, carrying_voltage

SERVICE_KV = 110.0
CLASSES_KV = (66.0, 77.0, 110.0, 132.0, 154.0, 187.0, 220.0, 275.0, 330.0, 500.0)
"""Every class of `data/facts/voltage_classes.csv`, of any region."""
KV_OF = {f"grid_connection.line_{kv:g}kv": kv for kv in CLASSES_KV}
"""Class by the name of its field: the line to the best substation of the class."""
VOLTAGE_COLOURS = {
    "500": "#b2182b",
    "330": "#e08214",
    "275": "#e6a600",
    "220": "#1a9850",
    "187": "#66bd63",
    "154": "#2166ac",
    "132": "#4393c3",
    "110": "#6a51a3",
    "66": "#8c6d5a",
}


@lru_cache(maxsize=16)
def classes(look: Look) -> tuple[VoltageClass, ...]:
    """Voltage classes of the region, from `data/facts/voltage_classes.csv`."""
    table = look.access.table("voltage_classes")
    rows = table[table["region"] == look.region.key]
    numbers = rows[["voltage_kv", "max_load_n_mw", "max_load_n1_mw"]].to_numpy(dtype=float)
    return tuple(VoltageClass(*(float(number) for number in row)) for row in numbers)


def class_variants(look: Look) -> tuple[str, ...]:
    """Every voltage class a brief can ask for."""
    return tuple(f"{c.voltage_kv:g}kV" for c in classes(look))


def class_of(brief: Brief, look: Look) -> str:
    """The lowest class that carries the load."""
    return f"{carrying_voltage(classes(look), brief.load_mw, brief.redundancy, look.region.title):g}kV"


def variant_kv(variant: str) -> float:
    """Voltage of a variant name [kV]."""
    return float(variant.removesuffix("kV"))


def of_class(stations: gpd.GeoDataFrame, voltage_kv: float, priced: Sequence[float]) -> NDArray[np.bool_]:
    """Connectable stations from this class [kV] up to the next one that is priced."""
    upper = min((kv for kv in priced if kv > voltage_kv), default=np.inf)
    voltage = stations["voltage_kv"].to_numpy(dtype=float)
    may = stations["connectable"].fillna(False).to_numpy(dtype=bool)
    return np.asarray(may & (voltage >= voltage_kv - 0.5) & (voltage < upper - 0.5))


def served_by(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of at least 110 kV, and those at the highest voltage of a system that has nothing above."""
    highest = features.groupby("synchronous_system")["voltage_kv"].transform("max")
    return features[(features["voltage_kv"] >= SERVICE_KV) | (features["voltage_kv"] >= highest)]
