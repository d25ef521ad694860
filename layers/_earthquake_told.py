"""What is known of shaking at one place: a figure where there is one, and else the range that stated sources allow."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import Geod

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.models.seismic import acceleration_range

LAYER, GRID = "seismic_hazard", "shaking"
MESH_FACTOR = 1.5
"""Acceleration turned from intensity is good to this factor (assumption in `geo.models.seismic`)."""
TOWN_FACTORS = (0.5, 2.0)
"""A mean of NSHA18 is taken as good to these factors (assumption: its fractiles were not read)."""
METRIC = "peak ground acceleration, 10 % in 50 years [g]"
WGS84 = Geod(ellps="WGS84")


def earthquake(data: RegionData, lon: float, lat: float, _brief: Brief) -> dict[str, Any]:
    """Acceleration at a place or its range, the nearest listed town beside it, and where both come from."""
    towns = data.features(LAYER)
    assert isinstance(towns, gpd.GeoDataFrame)
    nearest, km = _nearest(towns, lon, lat)
    told = {**_known(data, towns, lon, lat), "nearest_listed_town": _town(nearest, km)}
    figures = {"acceleration_g": told["acceleration_g"]}
    fact = {"id": str(nearest["id"]), "source": str(nearest["source"]), "date": str(nearest["date"])}
    return {"metric": METRIC, **told, "figures": figures, "fact": fact}


def _known(data: RegionData, towns: gpd.GeoDataFrame, lon: float, lat: float) -> dict[str, Any]:
    if data.reader(GRID) is not None:
        mesh = float(data.catalogue.fields[f"{GRID}.pga_g"].measure.at_points(data.features(GRID), [lon], [lat])[0])
        if np.isfinite(mesh):
            spread = {"low": round(mesh / MESH_FACTOR, 2), "high": round(mesh * MESH_FACTOR, 2)}
            return {"acceleration_g": round(mesh, 2), "range_g": spread, "ground": "at the surface, J-SHIS 2024"}
    spec = data.catalogue.fields[f"{LAYER}.pga_g"]
    listed = towns[towns["pga_g"].notna()]
    town = float(spec.measure.at_points(listed, [lon], [lat], data.land)[0]) if len(listed) else np.nan
    if np.isfinite(town):
        spread = {"low": round(town * TOWN_FACTORS[0], 3), "high": round(town * TOWN_FACTORS[1], 3)}
        return {"acceleration_g": round(town, 3), "range_g": spread, "ground": "on rock, at the town; NSHA18"}
    return {"acceleration_g": None, "range_g": _range_of(towns), "ground": _why(towns)}


def _range_of(towns: gpd.GeoDataFrame) -> dict[str, float]:
    """Least and greatest of all listed towns: nobody has been told where between them a place lies."""
    if "p30_percent" in towns.columns:
        spans = [acceleration_range(percent / 100.0) for percent in towns["p30_percent"]]
        return {"low": round(min(low for low, _, _ in spans), 2), "high": round(max(high for _, _, high in spans), 2)}
    known = towns["pga_g"].dropna()
    high = max(float(known.max()) * TOWN_FACTORS[1], float(towns["factor_z_g"].max()))
    return {"low": round(float(known.min()) * TOWN_FACTORS[0], 3), "high": round(high, 2)}


def _why(towns: gpd.GeoDataFrame) -> str:
    if "p30_percent" in towns.columns:
        return (
            "unknown until J-SHIS is fetched (sitewatt fetch shaking); the range is that of the prefectural capitals, "
            "at the surface"
        )
    return "unknown: no listed town is near; the range is that of all listed towns, on rock"


def _nearest(towns: gpd.GeoDataFrame, lon: float, lat: float) -> tuple[Any, float]:
    many = np.full(len(towns), lon), np.full(len(towns), lat)
    metres = WGS84.inv(*many, towns.geometry.x.to_numpy(), towns.geometry.y.to_numpy())[2]
    row = int(np.argmin(metres))
    return towns.iloc[row], float(metres[row]) / 1000.0


def _town(row: Any, km: float) -> dict[str, Any]:
    """The town's own figures, never those of the place."""
    if "p30_percent" in row.index:
        low, central, high = acceleration_range(float(row["p30_percent"]) / 100.0)
        own = {"probability_of_6_lower_in_30_years_percent": float(row["p30_percent"])}
        bounds = {"low": round(low, 2), "central": round(central, 2), "high": round(high, 2)}
        return {"name": str(row["name"]), "distance_km": round(km, 1), **own, "acceleration_g": bounds}
    figures = {"acceleration_nsha18_g": row["pga_g"], "factor_z_as_1170_4_g": row["factor_z_g"]}
    told = {name: None if np.isnan(value) else float(value) for name, value in figures.items()}
    return {"name": str(row["name"]), "distance_km": round(km, 1), **told}
