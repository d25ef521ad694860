"""Colours of the overlays, as tiles draw them and as legends explain them: one object for both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.catalogue import Catalogue
from geo.tiles.overlays import Shown

DRAWING_VERSION = 1
"""Raised when the same data is drawn differently, so that browsers ask for the new tiles."""

CLEAR, BARRED, BARRED_LINE, UNKNOWN, UNKNOWN_LINE, FIRST = range(6)
"""Palette entries: transparent, barred ground and its hatching, unknown ground and its hatching, first own colour."""
RAMP_STEPS = 200
OPACITY = 205
LOW_TO_HIGH = ("#ffffd9", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58")
"""ColorBrewer YlGnBu (Brewer, Harrower and the Pennsylvania State University, Apache 2.0): ordered in lightness, safe
for colour-blind readers, pale where little stands out."""
LITTLE_TO_MUCH = ("#f7f4f9", "#d4b9da", "#df65b0", "#ce1256", "#67001f")
"""ColorBrewer PuRd."""
NAMED = (
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#994f00", "#44aa99", "#332288", "#dd7733",
    "#999933", "#882255", "#117733", "#e59ab3", "#5f5f9f", "#7a5230",
)  # fmt: skip
"""Colours that stand for names: Paul Tol's bright and muted schemes (colour-blind safe), then darker mixtures."""
GATE_COLOURS = {"pass": "#0077bb", "fail": "#cc3311", "unknown": "#b5b5b5"}
"""Blue, red and grey of Paul Tol's vibrant scheme: apart for colour-blind readers, and the grey apart from both."""
GATE_WORDS = {"pass": "Pass", "fail": "Fail", "unknown": "Unknown: no pass"}
BARRED_COLOURS = ("#5b5b5b", 95), ("#3c3c3c", 150)
UNKNOWN_COLOURS = ("#f3c6dd", 150), ("#cc79a7", 215)
BUILDABLE_COLOURS = "#117733", "#ddcc77"
LEGEND_STEPS = 5
SPREAD_TOP = 15.0
"""Standard deviation [points] of the last colour: at a concentration of 25 the weights alone give 10 at most."""

Bytes = NDArray[np.uint8]
Rgba = tuple[int, int, int, int]


@dataclass(frozen=True)
class Stop:
    """One line of a legend.

    Attributes
    ----------
    label : text, without unit
    colour : "#rrggbb"
    alpha : opacity, 0 to 1
    value : number that the colour stands for, in the palette's unit; None for a class
    hatch : colour of the hatching, empty for none
    """

    label: str
    colour: str
    alpha: float = OPACITY / 255
    value: float | None = None
    hatch: str = ""


@dataclass(frozen=True, eq=False)
class Palette:
    """Colours of one overlay.

    Attributes
    ----------
    title, unit : what the legend is headed with
    kind : "ramp" where colours run from stop to stop, "classes" where each stands for itself
    stops : the legend, low to high or in the order of the classes; then what is barred and unknown in `also`
    own : colours from palette entry `FIRST` on
    low, high : values [unit] of the first and the last entry of a ramp
    codes : class number of each own colour, for classes
    """

    title: str
    unit: str
    kind: str
    stops: tuple[Stop, ...]
    also: tuple[Stop, ...]
    own: tuple[Rgba, ...]
    low: float = 0.0
    high: float = 1.0
    codes: tuple[int, ...] = ()

    @cached_property
    def entries(self) -> Bytes:
        """Red, green, blue, opacity of every palette entry, (entries, 4)."""
        fixed = [(0, 0, 0, 0), *(rgba(*c) for c in BARRED_COLOURS), *(rgba(*c) for c in UNKNOWN_COLOURS)]
        return np.array([*fixed, *self.own], dtype=np.uint8)

    def entry(self, values: NDArray[np.floating]) -> Bytes:
        """Palette entry of each value in `unit` (class numbers for classes); NaN and unlisted classes are unknown."""
        values = np.asarray(values, dtype=np.float64)
        unknown = np.isnan(values)
        known = np.where(unknown, self.low, values)
        if self.kind == "classes":
            table = np.full(256, UNKNOWN, np.uint8)
            table[list(self.codes)] = np.arange(FIRST, FIRST + len(self.codes))
            found = table[np.clip(known, 0, 255).astype(np.intp)]
        else:
            share = np.clip((known - self.low) / (self.high - self.low), 0.0, 1.0)
            found = (FIRST + np.floor(share * (len(self.own) - 1) + 0.5)).astype(np.uint8)
        return np.where(unknown, np.uint8(UNKNOWN), found)


def palette(catalogue: Catalogue, shown: Shown) -> Palette:
    """The palette of an overlay."""
    if shown.kind == "suitability":
        return ramp("Suitability", "points", LOW_TO_HIGH, 0.0, 100.0, also=(BARRED_STOP, UNKNOWN_STOP))
    if shown.kind == "cautious":
        both = (BARRED_STOP, UNKNOWN_STOP)
        return ramp("Suitability less one standard deviation", "points", LOW_TO_HIGH, 0.0, 100.0, also=both)
    if shown.kind == "uncertainty":
        both = (BARRED_STOP, UNKNOWN_STOP)
        return ramp("Standard deviation of the score", "points", LITTLE_TO_MUCH, 0.0, SPREAD_TOP, also=both)
    if shown.kind == "unknown":
        return ramp("Share of weight unknown", "%", LITTLE_TO_MUCH, 0.0, 100.0)
    if shown.kind == "limiting":
        titles = {number: criterion.title for number, criterion in enumerate(catalogue.criteria.values())}
        colours = tuple(islice(cycle(NAMED), len(titles)))
        return classes("What limits most", titles, colours, also=(BARRED_STOP, UNKNOWN_STOP))
    if shown.kind in ("buildable", "serviced"):
        names = ["Buildable and serviced", "Buildable, not serviced"] if shown.kind == "serviced" else ["Buildable"]
        colours = BUILDABLE_COLOURS[: len(names)]
        return classes("Where building is not barred", dict(enumerate(names)), colours, also=(BARRED_STOP,))
    if shown.kind == "gate":
        return classes(
            catalogue.gates[shown.key].title, dict(enumerate(GATE_WORDS.values())), tuple(GATE_COLOURS.values())
        )
    if shown.kind == "criterion":
        title = catalogue.criteria[shown.key].title
        return ramp(f"Value: {title}", "", LOW_TO_HIGH, 0.0, 1.0, also=(UNKNOWN_STOP,))
    return _field_palette(catalogue, shown.key)


def _field_palette(catalogue: Catalogue, name: str) -> Palette:
    """Colours of a raster layer from its style: "7 open shrubland" names a class, a bare number is a stop."""
    style, spec = catalogue.layer_of(name).style, catalogue.fields[name]
    if all(_is_number(key) for key in style.colours):
        values, colours = [float(key) for key in style.colours], tuple(style.colours.values())
        return ramp(spec.title, style.unit, colours, values[0], values[-1], values=values, also=(UNKNOWN_STOP,))
    numbers = {int(key.split()[0]): " ".join(key.split()[1:]) for key in style.colours}
    return classes(spec.title, numbers, tuple(style.colours.values()), also=(UNKNOWN_STOP,))


def ramp(
    title: str,
    unit: str,
    colours: tuple[str, ...],
    low: float,
    high: float,
    *,
    values: list[float] | None = None,
    also: tuple[Stop, ...] = (),
) -> Palette:
    """Colours that run evenly from `low` to `high`, or through `values` (one a colour) where these are given."""
    at = np.asarray(values) if values else np.linspace(low, high, len(colours))
    places = np.linspace(low, high, RAMP_STEPS + 1)
    parts = np.array([rgba(colour) for colour in colours], dtype=np.float64).T
    mixed = np.rint([np.interp(places, at, part) for part in parts]).astype(int).T
    own = tuple((int(r), int(g), int(b), int(a)) for r, g, b, a in mixed)
    marks = at if values else np.linspace(low, high, LEGEND_STEPS + 1)
    rows = np.rint((marks - low) / (high - low) * RAMP_STEPS).astype(int)
    hues = ["#{:02x}{:02x}{:02x}".format(*own[row][:3]) for row in rows]
    stops = tuple(Stop(f"{mark:g}", hue, value=float(mark)) for mark, hue in zip(marks, hues, strict=True))
    return Palette(title, unit, "ramp", stops, also, own, low, high)


def classes(title: str, names: dict[int, str], colours: tuple[str, ...], also: tuple[Stop, ...] = ()) -> Palette:
    """One colour for each class number."""
    stops = tuple(Stop(name, colour) for name, colour in zip(names.values(), colours, strict=True))
    return Palette(title, "", "classes", stops, also, tuple(rgba(colour) for colour in colours), codes=tuple(names))


def rgba(colour: str, opacity: int = OPACITY) -> Rgba:
    """Red, green, blue and opacity (0 to 255) of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), opacity


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _special(label: str, ground: tuple[str, int], line: tuple[str, int]) -> Stop:
    return Stop(label, ground[0], ground[1] / 255, hatch=line[0])


BARRED_STOP = _special("Barred", *BARRED_COLOURS)
UNKNOWN_STOP = _special("Unknown", *UNKNOWN_COLOURS)
