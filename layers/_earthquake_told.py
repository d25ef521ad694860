"""What is known of shaking at one place, on rock and at the surface: a figure, or the range that sources allow."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import Geod

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.models.seismic import BEDROCK_FACTORS, MESH_FACTOR, TOWN_FACTORS, acceleration_range
from geo.models.site_class import ANY, SITE_FACTOR, classes_left, site_factor

LAYER, MESH, SITE = "seismic_hazard", "shaking", "site_class"
METRIC = "peak ground acceleration, 10 % in 50 years [g]"
WGS84 = Geod(ellps="WGS84")
Shaking = dict[str, Any]


def earthquake(data: RegionData, lon: float, lat: float, _brief: Brief) -> dict[str, Any]:
    """Acceleration on rock and at the surface or their ranges, the ground class, and the nearest listed town."""
    towns = data.features(LAYER)
    assert isinstance(towns, gpd.GeoDataFrame)
    nearest, km = _nearest(towns, lon, lat)
    told = _on_meshes(data, lon, lat) or _by_towns(data, towns, lon, lat)
    figures = {f"{name}_g": told[name]["acceleration_g"] for name in ("on_rock", "at_the_surface")}
    fact = {"id": str(nearest["id"]), "source": str(nearest["source"]), "date": str(nearest["date"])}
    return {"metric": METRIC, **told, "nearest_listed_town": _town(nearest, km), "figures": figures, "fact": fact}


def _on_meshes(data: RegionData, lon: float, lat: float) -> dict[str, Shaking] | None:
    """Bedrock and surface of the J-SHIS mesh; None where it was not fetched or has no value here."""
    rock, surface = (_field(data, MESH, key, lon, lat) for key in ("rock_pga_g", "pga_g"))
    if np.isnan(surface):
        return None
    unknown = _shaking(np.nan, surface / BEDROCK_FACTORS[1], surface, "no velocity on the bedrock in the file")
    on_rock = _shaking(rock, rock / MESH_FACTOR, rock * MESH_FACTOR, "engineering bedrock, Vs 400 m/s; J-SHIS 2024")
    ground = _shaking(surface, surface / MESH_FACTOR, surface * MESH_FACTOR, "J-SHIS 2024, mesh of 1 km")
    return {"on_rock": unknown if np.isnan(rock) else on_rock, "at_the_surface": ground}


def _by_towns(data: RegionData, towns: gpd.GeoDataFrame, lon: float, lat: float) -> dict[str, Any]:
    """The listed town within reach and the class of the ground; else the range of all listed towns."""
    if "p30_percent" in towns.columns:
        return _japan(towns)
    low, central, high = (
        float(factor[0]) for factor in site_factor(np.array([_field(data, SITE, "vs30_ms", lon, lat)]))
    )
    town = _field(data, LAYER, "pga_g", lon, lat)
    least, most = _extremes(towns) if np.isnan(town) else (town * TOWN_FACTORS[0], town * TOWN_FACTORS[1])
    far = "no listed town is near; the range is that of all listed towns"
    where = far if np.isnan(town) else "the nearest listed town (NSHA18, Vs 760 m/s), not the site"
    return {
        "on_rock": _shaking(town, least, most, where),
        "at_the_surface": _shaking(town * central, least * low, most * high, f"{where}, times the site factor"),
        "ground": _ground(data, lon, lat, low, central, high),
    }


def _japan(towns: gpd.GeoDataFrame) -> dict[str, Shaking]:
    spans = [acceleration_range(percent / 100.0) for percent in towns["p30_percent"]]
    least, most = min(low for low, _, _ in spans), max(high for _, _, high in spans)
    why = "unknown until J-SHIS is fetched (sitewatt fetch shaking); the range is that of the prefectural capitals"
    thrice = f"{why}, over a factor of 1 to {BEDROCK_FACTORS[1]:g} from bedrock to surface"
    return {
        "on_rock": _shaking(np.nan, least / BEDROCK_FACTORS[1], most / BEDROCK_FACTORS[0], thrice),
        "at_the_surface": _shaking(np.nan, least, most, why),
    }


def _shaking(acceleration: float, low: float, high: float, basis: str) -> Shaking:
    """Figures rounded to three decimals; None for what is unknown."""
    known = None if np.isnan(acceleration) else round(acceleration, 3)
    return {"acceleration_g": known, "range_g": {"low": round(low, 3), "high": round(high, 3)}, "basis": basis}


def _ground(data: RegionData, lon: float, lat: float, low: float, central: float, high: float) -> dict[str, Any]:
    """Site classes of AS 1170.4 that the slope leaves open, and the factor from rock to the surface."""
    vs30 = _field(data, SITE, "vs30_ms", lon, lat)
    classes = classes_left(vs30)
    return {
        "site_classes_left_open": ", ".join(f"{name} ({SITE_FACTOR[name]:g})" for name in classes),
        "vs30_by_slope_m_s": None if np.isnan(vs30) else round(vs30),
        "site_factor": {"low": low, "central": central, "high": high},
        "basis": "class not known" if classes == ANY else "by the slope of the land: screening, no measurement",
    }


def _field(data: RegionData, layer: str, key: str, lon: float, lat: float) -> float:
    """A field at the place; NaN where nothing was read for its layer."""
    spec, features = data.catalogue.fields[f"{layer}.{key}"], data.prepared(f"{layer}.{key}", "")
    return np.nan if features is None else float(spec.measure.at_points(features, [lon], [lat], data.land)[0])


def _extremes(towns: gpd.GeoDataFrame) -> tuple[float, float]:
    """Least and greatest of all listed towns: nobody has been told where between them a place lies."""
    known = towns["pga_g"].dropna()
    high = max(float(known.max()) * TOWN_FACTORS[1], float(towns["factor_z_g"].max()))
    return float(known.min()) * TOWN_FACTORS[0], high


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
