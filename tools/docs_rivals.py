"""Draw the picture of `docs/models/rivals.md`: known campuses of both countries by status, larger loads as larger dots.

Run by hand after a change of `data/facts/campuses.csv`::

    python tools/docs_rivals.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from PIL import Image, ImageDraw

from geo.catalogue.paths import cache_root
from geo.workspace import Workspace
from layers import catalogue

OUT = Path(__file__).resolve().parents[1] / "docs" / "models" / "pictures" / "rivals.png"
WIDTH, GAP, TWICE = 560, 24, 2
LEAST, PER_ROOT_MW = 3.0, 0.35
"""Radius of a dot [pixels]: least, and for every root of a megawatt."""


def country(workspace: Workspace, region: str) -> Image.Image:
    """One country with its campuses, drawn twice as large and scaled down so that edges are smooth."""
    data = workspace.region(region)
    west, south, east, north = data.region.bbox
    stretch = np.cos(np.deg2rad((south + north) / 2))
    scale = TWICE * WIDTH / ((east - west) * stretch)
    image = Image.new("RGB", (TWICE * WIDTH, int((north - south) * scale)), "white")
    pen = ImageDraw.Draw(image)

    def at(lon: float, lat: float) -> tuple[float, float]:
        return (lon - west) * stretch * scale, (north - lat) * scale

    outline = data.access.geojson(f"outline_{region}")
    for shape in shapely.get_parts(outline[outline["kind"] == "land"].geometry.to_numpy()):
        pen.polygon([at(*xy) for xy in shapely.get_coordinates(shapely.get_exterior_ring(shape))], fill="#e8ebee")
    layer, campuses = data.catalogue.layers["campuses"], data.features("campuses")
    for row in sorted(campuses.to_dict("records"), key=lambda r: -np.nan_to_num(r["load_mw"])):
        radius = TWICE * (LEAST + PER_ROOT_MW * np.sqrt(np.nan_to_num(row["load_mw"])))
        x, y = at(row["lon"], row["lat"])
        box = (x - radius, y - radius, x + radius, y + radius)
        pen.ellipse(box, fill=layer.style.colours[row["status"]], outline="white", width=TWICE)
    return image.resize((WIDTH, image.height // TWICE), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the picture with a legend below it."""
    known = catalogue()
    workspace = Workspace(known, cache_root())
    drawn = [country(workspace, region) for region in known.regions]
    height = max(image.height for image in drawn)
    whole = Image.new("RGB", (len(drawn) * (WIDTH + GAP) - GAP, height + 30), "white")
    for number, image in enumerate(drawn):
        whole.paste(image, (number * (WIDTH + GAP), height - image.height))
    pen, x = ImageDraw.Draw(whole), 8
    for status, colour in known.layers["campuses"].style.colours.items():
        pen.ellipse((x, height + 9, x + 12, height + 21), fill=colour)
        pen.text((x + 18, height + 9), status, fill="#333333")
        x += 110
    whole.quantize(64).save(OUT, optimize=True)


if __name__ == "__main__":
    main()
