"""Cooling of one place by type: power, water and hours without compressors, as ranges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.models import cooling, water
from geo.models.cooling import Floats
from geo.models.humidity import wet_bulb_c
from geo.space.raster import RasterSource, Sample
from layers._era5 import climatology

CLIMATE, WATER, STRESS, DESIGN = "climate", "water", "water_stress", "humidity"
NOTE = (
    "From monthly means: ranges, no design values. PUE and WUE of outside air are published for a climate zone; those "
    "of the other types follow from the hours that compressors run (assumptions in geo.models.cooling)."
)


def cooling_of(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """PUE, WUE, hours of free cooling and water a day of a place for each type of cooling."""
    monthly = _monthly(data, lon, lat)
    if monthly is None:
        return {"unknown": "no climate is known here"}
    wet = _monthly_wet(data, lon, lat, monthly)
    types = {key: _of_type(key, monthly, wet, brief) for key in cooling.COOLING_TYPES}
    design = _at(data, f"{DESIGN}.design_wet_bulb_c", lon, lat)
    return {
        "types": {cooling.COOLING_TYPES[key].title: told for key, told in types.items()},
        "design_wet_bulb_c": None if design is None else round(design, 1),
        "note": NOTE,
    }


def water_of(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """How dry it is, how much an adiabatic plant evaporates, and whether that should not be drinking water."""
    degree_days = _at(data, f"{CLIMATE}.cdd10", lon, lat)
    aridity = _at(data, f"{WATER}.aridity", lon, lat)
    stress = _at(data, f"{STRESS}.stress_percent", lon, lat)
    use = None
    if degree_days is not None:
        at = np.array([degree_days])
        pue, wue = cooling.pue(at), cooling.wue(at)
        use = {
            "low": round(float(water.water_ml_per_day(brief.load_mw, pue.high, wue.low)[0]), 2),
            "high": round(float(water.water_ml_per_day(brief.load_mw, pue.low, wue.high)[0]), 2),
        }
    wanted = None if use is None else water.wants_non_potable(stress, aridity, use["high"])
    return {
        "aridity_index": None if aridity is None else round(aridity, 2),
        "climate": None if aridity is None else water.aridity_class(aridity),
        "water_stress_percent": None if stress is None else round(stress, 1),
        "adiabatic_plant_ml_per_day": use,
        "non_potable_water_wanted": wanted,
        "why": "water stress of the basin" if stress is not None else "aridity stands in: Aqueduct is not fetched",
        "where_it_can_be_had": "unknown: neither country lists its recycled and industrial water openly",
    }


def _of_type(key: str, monthly: Floats, wet: Floats | None, brief: Brief) -> dict[str, Any]:
    kind = cooling.COOLING_TYPES[key]
    bulb = monthly if kind.bulb == "dry" else wet
    if bulb is None:
        return {"unknown": "no humidity is known here"}
    hours = cooling.free_hours(key, bulb)
    pue, wue = cooling.pue_of(key, monthly, hours), cooling.wue_of(key, monthly)
    ml_low = float(water.water_ml_per_day(brief.load_mw, pue.high, wue.low))
    ml_high = float(water.water_ml_per_day(brief.load_mw, pue.low, wue.high))
    return {
        "pue": _span((pue.low, pue.high), 3),
        "wue_l_per_kwh": _span((wue.low, wue.high), 2),
        "hours_without_compressors": _span((hours.low, hours.high), 0),
        "water_ml_per_day": _span((ml_low, ml_high), 2),
    }


def _span(ends: Sequence[Any], digits: int) -> dict[str, float]:
    low, high = (round(float(end), digits) for end in ends)
    return {"low": low, "high": high}


@lru_cache(maxsize=4)
def _months(data: RegionData) -> tuple[RasterSource, ...]:
    """Monthly mean temperature of a region, month by month (RegionData compares by identity)."""
    months = climatology(data.access, data.region)
    return tuple(RasterSource(month.astype(np.float32), months.transform) for month in months.temperature_c)


def _monthly(data: RegionData, lon: float, lat: float) -> Floats | None:
    """Twelve monthly means [degrees C] at a place."""
    if data.reader(CLIMATE) is None:
        return None
    sampled = [Sample("bilinear").at_points(month, [lon], [lat])[0] for month in _months(data)]
    return None if np.isnan(sampled).any() else np.array(sampled)


def _monthly_wet(data: RegionData, lon: float, lat: float, monthly: Floats) -> Floats | None:
    """Monthly wet bulb: the yearly mean wet bulb, moved with the month's dry bulb at the yearly relative humidity."""
    yearly = _at(data, f"{CLIMATE}.wet_bulb_c", lon, lat)
    if yearly is None:
        return None
    humidity = np.full(12, relative_humidity_of_wet(float(monthly.mean()), yearly))
    return wet_bulb_c(monthly, humidity)


def relative_humidity_of_wet(dry_c: float, wet_c: float) -> float:
    """Relative humidity [%] at which a dry bulb has a wet bulb, to 0.1 %: the wet bulb rises with humidity."""
    low, high = 5.0, 99.0
    while high - low > 0.1:
        middle = (low + high) / 2
        if float(wet_bulb_c(np.array([dry_c]), np.array([middle]))[0]) < wet_c:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at(data: RegionData, field: str, lon: float, lat: float) -> float | None:
    """A field at a place; None where it is unknown."""
    features = data.prepared(field, "") if data.reader(field.split(".")[0]) is not None else None
    if features is None:
        return None
    found = float(data.catalogue.fields[field].measure.at_points(features, [lon], [lat], data.land)[0])
    return None if np.isnan(found) else found
