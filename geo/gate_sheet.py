"""Gate sheets of a region at a place: the lines of the layers, decided by what is stated and what the map knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.errors import InputError
from geo.models.gates import VERDICTS, Facts, GateLine, Known, gate_sheet, overall
from geo.places import PlaceFields

SHOWN_DECIMALS = 1
TRUE, FALSE = ("true", "yes"), ("false", "no")


@dataclass(frozen=True)
class GateSheet:
    """The sheet of a region: its lines, and the criteria that the map is asked for."""

    data: RegionData
    rows: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, data: RegionData) -> GateSheet:
        """The lines that the layers give for a region; none where no government asks."""
        layers = [layer for layer in data.catalogue.layers.values() if layer.gate_sheet and data.reader(layer.key)]
        return cls(data, tuple(row for layer in layers if layer.gate_sheet for row in layer.gate_sheet(data.look)))

    @property
    def asked(self) -> list[str]:
        """Criteria of the catalogue that the map is asked for."""
        named = dict.fromkeys(str(row["site_fact"]) for row in self.rows if row["site_fact"])
        return [key for key in named if key in self.data.catalogue.criteria]

    @property
    def stated(self) -> dict[str, bool]:
        """Facts that only a person can state, by key; True for a yes or no, False for a number."""
        kinds = {str(row["fact"]): row["rule"] in ("is_true", "is_false") for row in self.rows}
        yes_no = {str(row["site_fact"]): True for row in self.rows if row["site_rule"] == "is_true"}
        return {key: kind for key, kind in {**kinds, **yes_no}.items() if key not in self.data.catalogue.criteria}

    @property
    def labels(self) -> dict[str, str]:
        """What each stated fact is about, with its unit, by key."""
        named = {key: key.replace("_", " ").capitalize() for key in self.stated}
        for row in self.rows:
            if row["fact"] in named:
                named[str(row["fact"])] = f"{row['title']}, {row['unit']}" if row["unit"] else str(row["title"])
        return named

    def at(
        self,
        lon: float,
        lat: float,
        brief: Brief,
        raw: Mapping[str, float],
        stated: Facts | None = None,
    ) -> list[GateLine]:
        """Decide every line at a place.

        Parameters
        ----------
        raw : raw values of at least the criteria in `asked`
        stated : what a person states, by key; it goes before what the map knows
        """
        facts: dict[str, Any] = {
            key: Known(round(float(raw[key]), SHOWN_DECIMALS), self._cited(key)) for key in self.asked
        }
        for layer in self.data.catalogue.layers.values():
            if self.rows and layer.gate_facts is not None:
                facts.update(layer.gate_facts(self.data, lon, lat))
        return self.decided(brief, facts, stated)

    def decided(self, brief: Brief, facts: Facts, stated: Facts | None = None) -> list[GateLine]:
        """Decide every line by what is known; what a person states goes first, and must be asked for by a line."""
        unknown = set(stated or {}) - set(self.stated)
        if unknown:
            raise InputError(
                "no line of the gate sheet asks for this",
                where="facts of the gate sheet",
                found=", ".join(sorted(repr(key)[1:-1] for key in unknown))[:80] or "no key",
                allowed=", ".join(self.stated) or "nothing: this region has no gate sheet",
            )
        everything = {**facts, **(stated or {})}
        return gate_sheet(self.rows, self.data.region.key, everything, brief.load_mw, brief.energise_by)

    def _cited(self, key: str) -> str:
        criterion = self.data.catalogue.criteria[key]
        reader = self.data.reader(self.data.catalogue.owner(key).key)
        tables = [table.format(region=self.data.region.key) for table in reader.tables] if reader else []
        named = ", ".join((*(reader.sources if reader else ()), *tables))
        return f"the map: {criterion.title} ({named or 'no data here yet'})"


def sheet_at(data: RegionData, lon: float, lat: float, brief: Brief, stated: Facts | None = None) -> list[GateLine]:
    """The decided lines at one place; only the criteria that the sheet asks for are measured."""
    sheet = GateSheet.of(data)
    fields = PlaceFields(data, np.array([lon]), np.array([lat]))
    raw = {}
    for key in sheet.asked:
        criterion = data.catalogue.criteria[key]
        raw[key] = float(criterion.raw(fields.inputs(criterion.fields, brief))[0])
    return sheet.at(lon, lat, brief, raw, stated)


def told(lines: Iterable[GateLine]) -> dict[str, Any]:
    """Decided lines as plain values: the worst verdict, how many there are of each, and every line."""
    listed = list(lines)
    counts = {verdict: sum(line.verdict == verdict for line in listed) for verdict in reversed(VERDICTS)}
    return {"overall": overall(listed), "counts": counts, "lines": [asdict(line) for line in listed]}


def stated_facts(texts: Iterable[str], sheet: GateSheet) -> dict[str, Known]:
    """Facts typed as KEY=VALUE; InputError for anything that is no yes, no or number."""
    found = {}
    for text in texts:
        key, _, value = text.partition("=")
        found[key.strip()] = Known(_value(text, value.strip().lower(), sheet.stated.get(key.strip(), False)), "stated")
    return found


def _value(text: str, value: str, yes_no: bool) -> float | bool:
    if value in (*TRUE, *FALSE):
        return value in TRUE
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if yes_no or not np.isfinite(number):
        allowed = "KEY=yes or KEY=no" if yes_no else "KEY=NUMBER, KEY=yes or KEY=no"
        raise InputError("a fact cannot be used", where="--fact", found=repr(text)[:80], allowed=allowed)
    return number
