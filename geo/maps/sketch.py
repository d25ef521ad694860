"""A plain picture of a region in SVG, shown where no map library has been fetched: nothing is ever blank."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import shapely

from geo.maps.colours import sound
from geo.maps.text import html
from geo.maps.view import Bounds, SiteMark

WIDTH = 900.0
COARSE_DEGREES = 0.05
Point = tuple[float, float]


class Frame:
    """Web Mercator within a box, scaled to the picture's width."""

    def __init__(self, bounds: Bounds) -> None:
        west, south, east, north = bounds
        self.west, self.top = west, _mercator(north)
        self.scale = WIDTH / (east - west)
        self.height = (self.top - _mercator(south)) * self.scale

    def at(self, lon: float, lat: float) -> Point:
        """Picture coordinates of a place."""
        return (lon - self.west) * self.scale, (self.top - _mercator(lat)) * self.scale

    def path(self, coordinates: Iterable[Point], *, closed: bool) -> str:
        """SVG path data of a line."""
        steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in (self.at(lon, lat) for lon, lat in coordinates))
        return f"M{steps}{'Z' if closed else ''}"


def sketch(
    bounds: Bounds,
    land: Iterable[shapely.Geometry],
    lines: Iterable[tuple[shapely.Geometry, str]],
    sites: Iterable[SiteMark],
    title: str,
) -> str:
    """The region as one `<svg>`: land, coloured lines, sites with their names as tool tips."""
    frame = Frame(bounds)
    ground = "".join(frame.path(ring, closed=True) for shape in land for ring in _rings(shape))
    drawn = "".join(
        f"<path d='{frame.path(line, closed=False)}' stroke='{sound(colour)}'/>"
        for shape, colour in lines
        for line in _lines(shape)
    )
    marks = "".join(_mark(frame, site) for site in sites)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH:.0f} {frame.height:.0f}' "
        f"role='img' aria-label='{html(title)}' font-family='sans-serif' font-size='15'>"
        "<rect width='100%' height='100%' fill='#dbe7ee'/>"
        f"<path d='{ground}' fill='#f4f1ea' stroke='#8d97a0' stroke-width='0.8' fill-rule='evenodd'/>"
        f"<g fill='none' stroke-width='1.4'>{drawn}</g>{marks}</svg>"
    )


def _mark(frame: Frame, site: SiteMark) -> str:
    x, y = frame.at(site.lon, site.lat)
    colour = "#9aa3ab" if site.barred else sound(site.colour)
    words = html(f"{site.name}: {site.detail}")
    dot = f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4.5' fill='{colour}' stroke='#1f2933'><title>{words}</title></circle>"
    if site.rank != 1:
        return dot
    side = f"x='{x + 9:.1f}'" if x < WIDTH * 0.7 else f"x='{x - 9:.1f}' text-anchor='end'"
    return f"{dot}<text {side} y='{y + 5:.1f}'>{html(site.name)}</text>"


def _rings(shape: shapely.Geometry) -> Iterator[list[Point]]:
    for part in shapely.get_parts(shapely.simplify(shape, COARSE_DEGREES)):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield [(x, y) for x, y in part.exterior.coords]


def _lines(shape: shapely.Geometry) -> Iterator[list[Point]]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "LineString" and not part.is_empty:
            yield [(x, y) for x, y in part.coords]


def _mercator(lat: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(lat))))
