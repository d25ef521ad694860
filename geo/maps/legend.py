"""Legends as HTML for the page: the overlay's ramp or classes, and the signs of the layers. The map carries none."""

from __future__ import annotations

from collections.abc import Iterable

from geo.catalogue.layer import Layer
from geo.maps.client_files import client
from geo.maps.colours import named_classes, sound
from geo.maps.text import html
from geo.tiles.palette import GATE_COLOURS, Palette, Stop

RAMP_STOPS = 12


def overlay_legend(palette: Palette) -> str:
    """Title with unit, colours with their values, then what is barred and what is unknown."""
    unit = f" <span class='sw-unit'>{html(palette.unit)}</span>" if palette.unit else ""
    body = _ramp(palette) if palette.kind == "ramp" else "".join(_class(stop) for stop in palette.stops)
    also = "".join(_class(stop) for stop in palette.also)
    return f"<div class='sw-legend'><b>{html(palette.title)}</b>{unit}<div class='sw-keys'>{body}{also}</div></div>"


def layers_legend(layers: Iterable[Layer]) -> str:
    """Signs of every layer that is drawn, layer by layer."""
    return "<div class='sw-legend sw-columns'>" + "".join(_layer(layer) for layer in layers) + "</div>"


def sites_legend(palette: Palette) -> str:
    """How candidate sites are marked."""
    colours = [stop.colour for stop in palette.stops]
    dots = "".join(_sign("point", colour) for colour in (colours[1], colours[len(colours) // 2], colours[-1]))
    barred = "<i class='sw-sign sw-cross'>×</i>"
    rings = "".join(
        f"<i class='sw-sign sw-ring' style='border-color:{sound(colour)}'></i>" for colour in GATE_COLOURS.values()
    )
    return (
        "<div class='sw-legend'><div class='sw-keys'>"
        f"<span>{dots} site, coloured by score, best nine numbered</span><span>{barred} barred site</span>"
        f"<span>{rings} ring: every gate passed, one failed, not known</span></div></div>"
    )


def _ring(colour: str) -> str:
    return f"<i class='sw-sign sw-ring' style='border-color:{sound(colour)}'></i>"


def legend_style() -> str:
    """Style sheet of the legends."""
    return client("legend.css")


def gradient(palette: Palette) -> str:
    """CSS gradient of a ramp, low to high."""
    own = palette.own
    picked = [own[round(i * (len(own) - 1) / RAMP_STOPS)] for i in range(RAMP_STOPS + 1)]
    return "linear-gradient(90deg," + ",".join(f"rgb({r},{g},{b})" for r, g, b, _ in picked) + ")"


def _ramp(palette: Palette) -> str:
    span = palette.high - palette.low
    ticks = "".join(
        f"<span style='left:{100 * ((stop.value or 0.0) - palette.low) / span:.1f}%'>{html(stop.label)}</span>"
        for stop in palette.stops
    )
    return (
        f"<div class='sw-ramp'><i style='background:{gradient(palette)}'></i><div class='sw-ticks'>{ticks}</div></div>"
    )


def _class(stop: Stop) -> str:
    colour = sound(stop.colour)
    hatch = sound(stop.hatch) if stop.hatch else ""
    ground = f"repeating-linear-gradient(45deg,{hatch} 0 1.5px,{colour}66 1.5px 5px)" if hatch else colour
    return f"<span><i class='sw-sign sw-box' style='background:{ground}'></i>{html(stop.label)}</span>"


def _layer(layer: Layer) -> str:
    style = layer.style
    pairs = named_classes(style) or [(layer.title, style.colour)]
    unit = f" <span class='sw-unit'>{html(style.unit)}</span>" if style.unit else ""
    head = f"<b>{html(layer.title)}</b>{unit}" if len(pairs) > 1 or style.colours else ""
    keys = "".join(f"<span>{_sign(style.kind, colour)}{html(label)}</span>" for label, colour in pairs)
    return f"<div class='sw-block'>{head}<div class='sw-keys sw-tall'>{keys}</div></div>"


def _sign(kind: str, colour: str) -> str:
    shape = {"line": "sw-line", "point": "sw-dot"}.get(kind, "sw-box")
    return f"<i class='sw-sign {shape}' style='background:{sound(colour)}'></i>"
