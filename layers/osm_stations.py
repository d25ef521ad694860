"""Mapped substations of Japan: the grid as it is today, beside the bundled one of the end of 2016."""

from __future__ import annotations

from geo.catalogue.layer import Layer
from layers._osm_grid import reader, style

ORDER = 31

LAYER = Layer(
    key="osm_stations",
    title="Mapped substations of Japan (OpenStreetMap)",
    theme="grid",
    description=(
        "Substations of 66 kV and more as mapped on the day of the fetch, ODbL; traction, converter and private ones "
        "are told apart."
    ),
    readers=(reader("substation"),),
    columns={"voltage_kv": "kV"},
    style=style("point", radius=2.5),
    gap=(
        "Only by `sitewatt fetch osm_stations`; shown and not scored: owner, system and connection point of a station "
        "are looked at by hand before it counts."
    ),
)
