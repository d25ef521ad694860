"""Names of what a tile can show: a score, a gate, a criterion's value, a raster layer, what bars and serves a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from geo.catalogue.catalogue import Catalogue
from geo.errors import InputError

Plain = Literal["suitability", "uncertainty", "cautious", "limiting", "unknown", "buildable", "serviced"]
EXACT_FOR_THE_SUM = ("uncertainty", "cautious")
"""Overlays of the spread of the score, whose closed form holds for the weighted sum alone."""
Kind = Plain | Literal["gate", "criterion", "field"]


@dataclass(frozen=True)
class Shown:
    """What a tile shows.

    Attributes
    ----------
    kind : which kind of overlay
    key : criterion key (of a gate too), or field name ("layer.field"); empty for the other kinds
    """

    kind: Kind
    key: str = ""

    @property
    def name(self) -> str:
        """Name in an address."""
        return f"{self.kind}.{self.key}" if self.key else self.kind


def overlay_titles(catalogue: Catalogue) -> dict[str, str]:
    """Title of every overlay by its name, in the order in which a person would look at them."""
    titles = {
        "suitability": "Suitability",
        "uncertainty": "How sure: spread of the score",
        "cautious": "Suitability less its spread",
        "limiting": "What limits most",
        "unknown": "Share of weight unknown",
        "buildable": "Where building is not barred",
        "serviced": "Buildable and serviced by the grid",
    }
    titles |= {f"gate.{key}": gate.title for key, gate in catalogue.gates.items()}
    values = {key: criterion for key, criterion in catalogue.criteria.items() if not criterion.is_gate}
    titles |= {f"criterion.{key}": criterion.title for key, criterion in values.items()}
    return titles | {f"field.{name}": catalogue.fields[name].title for name in raster_fields(catalogue)}


def raster_fields(catalogue: Catalogue) -> list[str]:
    """Fields that are a layer's own picture: those that a raster layer's style colours."""
    return [
        f"{layer.key}.{layer.style.by}"
        for layer in catalogue.layers.values()
        if layer.style.kind == "raster" and f"{layer.key}.{layer.style.by}" in catalogue.fields
    ]


def overlay(catalogue: Catalogue, name: str) -> Shown:
    """What a name means; InputError for a name that nothing has."""
    for plain in get_args(Plain):
        if name == plain:
            return Shown(plain)
    kind, _, key = name.partition(".")
    if kind == "gate" and key in catalogue.gates:
        return Shown("gate", key)
    if kind == "criterion" and key in catalogue.criteria and key not in catalogue.gates:
        return Shown("criterion", key)
    if kind == "field" and key in raster_fields(catalogue):
        return Shown("field", key)
    raise InputError("unknown overlay", found=repr(name)[:80], allowed=", ".join(overlay_titles(catalogue)))
