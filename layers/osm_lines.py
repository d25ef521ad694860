"""Mapped lines of Japan: the grid as it is today, beside the bundled one of the end of 2016."""

from __future__ import annotations

from geo.catalogue.layer import Layer
from layers._osm_grid import reader, style

ORDER = 21

LAYER = Layer(
    key="osm_lines",
    title="Mapped lines of Japan (OpenStreetMap)",
    theme="grid",
    description=("Power lines of 66 kV and more as mapped on the day of the fetch, ODbL."),
    readers=(reader("line"),),
    columns={"voltage_kv": "kV"},
    style=style("line", width=1.2),
    gap=("Only by `sitewatt fetch osm_lines`; shown and not scored: what is measured is the bundled grid of 2016."),
)
