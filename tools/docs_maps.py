"""Draw the pictures of `docs/models/`: what a criterion says over both countries.

Run where the sources are fetched::

    python tools/docs_maps.py cooling_pue water_aridity

A picture shows Australia and Japan, each at its own scale, from pale (value 0) to dark (value 1); grey is unknown.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from geo.catalogue.paths import cache_root
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion, Inputs
from geo.tiles.palette import LOW_TO_HIGH
from geo.workspace import Workspace
from layers import catalogue

OUT = Path(__file__).resolve().parents[1] / "docs" / "models" / "pictures"
CELL_M = {"au": 9000.0, "jp": 5000.0}
DETAIL: dict[str, tuple[float, float, float, float]] = {
    "au": (144.3, -38.5, 145.5, -37.6),
    "jp": (139.5, 35.1, 140.6, 36.0),
}
DETAIL_M = 300.0
"""Port Phillip Bay and Tokyo Bay, for what happens within a few kilometres of the sea."""
EDGE, GAP, STEPS = 6, 20, 64
SEA, UNKNOWN, FIRST = 0, 1, 2


def palette() -> list[int]:
    """Colours of the picture: white sea, grey unknown, then the ramp of the overlays."""
    stops = np.array([ImageColor.getrgb(colour) for colour in LOW_TO_HIGH], dtype=float)
    at = np.linspace(0, len(stops) - 1, STEPS)
    ramp = np.stack([np.interp(at, np.arange(len(stops)), stops[:, band]) for band in range(3)], axis=1)
    return [255, 255, 255, 190, 190, 190, *np.rint(ramp).astype(int).ravel().tolist()]


def drawn(workspace: Workspace, region: str, criterion: Criterion, *, detail: bool) -> NDArray[np.uint8]:
    """Palette entries (rows, columns) of one country, or of a bay of it."""
    base = workspace.region(region)
    about = base.region.model_copy(update={"bbox": DETAIL[region]}) if detail else base.region
    data = RegionData(base.catalogue, about, base.access, cell_m=DETAIL_M if detail else CELL_M[region])
    brief = Brief()
    fields: dict[str, Any] = {}
    for name in criterion.fields:
        spec, variant = data.catalogue.fields[name], data.variant(name, brief)
        features = data.prepared(name, variant) if variant is not None else None
        raw = np.full(data.grid.shape, np.nan, np.float32)
        if features is not None:
            raw = spec.measure.on_grid(features, data.grid, data.land)
        fields[name] = raw
    value = criterion.value(Inputs(fields, brief, data.facts))
    entry = FIRST + np.rint(np.nan_to_num(value) * (STEPS - 1))
    entry = np.where(np.isnan(value), UNKNOWN, entry)
    return trimmed(np.where(data.land.on_grid(data.grid), entry, SEA).astype(np.uint8))


def trimmed(entries: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The part that holds land, with a narrow edge."""
    rows, cols = np.nonzero(entries != SEA)
    return np.pad(entries[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1], EDGE, constant_values=SEA)


def picture(workspace: Workspace, criterion: Criterion, *, detail: bool) -> Image.Image:
    """Both countries side by side."""
    parts = [drawn(workspace, region, criterion, detail=detail) for region in CELL_M]
    height = max(part.shape[0] for part in parts)
    whole = np.full((height, sum(part.shape[1] for part in parts) + GAP), SEA, np.uint8)
    left = 0
    for part in parts:
        top = (height - part.shape[0]) // 2
        whole[top : top + part.shape[0], left : left + part.shape[1]] = part
        left += part.shape[1] + GAP
    image = Image.fromarray(whole, "P")
    image.putpalette(palette())
    return image


def main() -> None:
    """Write one picture per criterion named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("criteria", nargs="+")
    parser.add_argument("--detail", action="store_true", help="a bay of each country instead of the whole")
    options = parser.parse_args()
    workspace = Workspace(catalogue(), cache_root())
    OUT.mkdir(parents=True, exist_ok=True)
    for key in options.criteria:
        picture(workspace, workspace.catalogue.criteria[key], detail=options.detail).save(
            OUT / f"{key}.png", optimize=True
        )


if __name__ == "__main__":
    main()
