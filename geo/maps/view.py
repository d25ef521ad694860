"""What a map shows, as plain values: layers, an overlay, marked sites. No data is read and nothing is drawn here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Bounds = tuple[float, float, float, float]
FIGURE_HERE = "\x01"
"""Stands for a figure in the form of a line; no text holds it (`geo.maps.text.plain`)."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SITE_COLUMNS = ("name", "lon", "lat", "colour", "rank", "detail", "ring")


@dataclass(frozen=True, kw_only=True)
class LayerView:
    """One entry of the layer control.

    Parameters
    ----------
    urls : pairs of a zoom and an address
        GeoJSON from that zoom on, in rising order; for rasters one pair with the template of the tiles ("{z}/{x}/{y}").
    data : mapping, optional
        The GeoJSON itself, for a map that must stand alone.
    classes : pairs of a key and a colour
        By the value of `by`; numeric keys are lower limits.
    label : column, title and unit of what a tooltip says
    base : whether it is the ground that everything else lies on
    """

    key: str
    title: str
    theme: str
    kind: Literal["line", "point", "area", "raster"]
    colour: str
    urls: tuple[tuple[int, str], ...] = ()
    data: Mapping[str, Any] | None = None
    by: str = ""
    classes: tuple[tuple[str, str], ...] = ()
    label: tuple[tuple[str, str, str], ...] = ()
    shown: bool = False
    base: bool = False
    radius: float = 4.0
    width: float = 2.0
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OverlayView:
    """The raster over the ground: tiles by address, or one picture in Web Mercator within `bounds`."""

    title: str
    url: str
    bounds: Bounds
    opacity: float = 1.0
    picture: bool = False


@dataclass(frozen=True, kw_only=True)
class SiteMark:
    """A candidate site on the map. `colour` is "#rrggbb"; `detail` are lines under its name, `ring` the colour of its
    gates; rank 0 stands for one not measured yet."""

    key: str
    name: str
    lon: float
    lat: float
    colour: str
    rank: int | None
    detail: str
    barred: bool
    ring: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What of a candidate site never changes."""

    key: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The place whose reasons are shown; `centred` moves the map there if it is out of sight, `zoom` looks so near."""

    lon: float
    lat: float
    name: str = ""
    centred: bool = False
    zoom: int = 0


@dataclass(frozen=True, kw_only=True)
class AreaMark:
    """An outline on the map: its closed ring of lon, lat [degrees]. `detail` is what stands under its name."""

    name: str
    rank: int | None
    detail: str
    ring: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class GroundView:
    """What stays while everything else changes: region, layers, the online base map that may be chosen.

    `sources` are titles by key: features cite by key, people read titles. `places` are the sites' own, in the order in
    which changes count them.
    """

    region: str
    title: str
    bounds: Bounds
    layers: tuple[LayerView, ...]
    places: tuple[Place, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    online: str = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    online_title: str = "OpenStreetMap (online)"
    online_attribution: str = "© OpenStreetMap contributors, ODbL"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the script."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """What changes: the overlay, the marks, the chosen place. `building`: keys of raster layers without tiles yet."""

    sites_title: str
    sites: tuple[SiteMark, ...] = ()
    overlay: OverlayView | None = None
    chosen: Chosen | None = None
    note: str = ""
    building: tuple[str, ...] = ()
    areas: tuple[AreaMark, ...] = ()

    def to_dict(self, places: Sequence[str] = ()) -> dict[str, Any]:
        """Plain values for the script; the sites column by column, since they travel with every change. Barred sites
        are those without a rank.

        Parameters
        ----------
        places : keys of the places that the map's ground holds; sites among them are told by number
        """
        number = {key: at for at, key in enumerate(places)}
        known = all(site.key in number for site in self.sites)
        names = SITE_COLUMNS[3:] if known else SITE_COLUMNS
        columns: dict[str, Any] = {name: [getattr(site, name) for site in self.sites] for name in names}
        details = [detail.partition("\n") for detail in columns.pop("detail")]
        columns["colours"] = "".join(colour[1:] for colour in columns.pop("colour"))
        columns["figures"] = ";".join(" ".join(_FIGURE.findall(first)) for first, _, _ in details)
        columns["coded"] = {
            "ring": _coded(columns.pop("ring")),
            "form": _coded([_FIGURE.sub(FIGURE_HERE, first) for first, _, _ in details]),
            "lines": _coded([more for _, _, more in details]),
        }
        if known:
            columns["at"] = [number[site.key] for site in self.sites]
        plain = {**asdict(replace(self, sites=())), "sites": columns}
        return plain if self.areas else {key: value for key, value in plain.items() if key != "areas"}


def _coded(texts: Sequence[str]) -> dict[str, Any]:
    """The distinct texts, and the number of each site's own among them: many are alike, and all travel often. Up to 36
    texts are numbered by digits and letters in a row."""
    distinct = list(dict.fromkeys(texts))
    number = {text: at for at, text in enumerate(distinct)}
    numbers = [number[text] for text in texts]
    few = len(distinct) <= len(DIGITS)
    return {"of": distinct, "at": "".join(DIGITS[at] for at in numbers) if few else numbers}
