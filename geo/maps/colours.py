"""A layer's colours in words: which colour stands for which values."""

from __future__ import annotations

import re

from geo.catalogue.layer import Style

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")


def classes(style: Style) -> tuple[tuple[str, str], ...]:
    """Key and colour of every class; numeric keys fall, so that the highest comes first."""
    pairs = [(str(key), str(colour)) for key, colour in style.colours.items()]
    if pairs and all(_number(key) is not None for key, _ in pairs):
        pairs.sort(key=lambda pair: -float(pair[0]))
    return tuple(pairs)


def named_classes(style: Style) -> list[tuple[str, str]]:
    """Label and colour of every class as a legend says it: "330 to 500 kV", "pumped hydro", "7 open shrubland"."""
    pairs = classes(style)
    numbers = [_number(key) for key, _ in pairs]
    if not pairs or any(number is None for number in numbers):
        return [(key.replace("_", " "), colour) for key, colour in pairs]
    unit = f" {style.unit}" if style.unit else ""
    labels = [f"{pairs[0][0]}{unit} and above"]
    labels += [f"{low} to {high}{unit}" for (low, _), (high, _) in zip(pairs[1:], pairs[:-1], strict=True)]
    return [(label, colour) for label, (_, colour) in zip(labels, pairs, strict=True)]


def sound(colour: str) -> str:
    """The colour if it is a plain hexadecimal one, else grey: colours go into style attributes."""
    return colour if _COLOUR.fullmatch(colour) else "#888888"


def colour_of(style: Style, value: object) -> str:
    """Colour of a feature by the value of the style's column."""
    named = dict(classes(style))
    if str(value) in named:
        return named[str(value)]
    if isinstance(value, int | float) and named and all(_number(key) is not None for key in named):
        return next((colour for key, colour in named.items() if value >= float(key) - 0.5), style.colour)
    return style.colour


def _number(key: str) -> float | None:
    try:
        return float(key)
    except ValueError:
        return None
