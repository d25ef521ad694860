"""How far the layers' levers would have to go at a place: "a 330 kV substation within 12 km would give rank 5"."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.decision.lever import Lever
from geo.reasons import Stand, amount
from geo.siting import Assessment


def pulled(found: Assessment, row: int, stand: Stand) -> list[dict[str, Any]]:
    """The levers that lift the place's rank, each with the greatest amount that still gives the rank it names.

    Parameters
    ----------
    found : assessment of the place, at `row`
    stand : the place among the sites
    """
    data, lon, lat = found.fields.data, float(found.fields.lon[row]), float(found.fields.lat[row])
    there = [layer for layer in data.catalogue.layers.values() if layer.levers and data.reader(layer.key) is not None]
    made = [
        (name, lever)
        for layer in there
        for name, make in layer.levers.items()
        for lever in make(data, lon, lat, found.scenario.brief)
    ]
    told = [Pull(stand, lever).told(name) for name, lever in made if lever.criterion in stand.keys]
    return [each for each in told if each is not None]


@dataclass(frozen=True)
class Pull:
    """One lever at one place."""

    stand: Stand
    lever: Lever

    def rank_at(self, steps: int) -> int:
        """Rank of the place with the lever at an amount of so many steps; what is there today is never lost."""
        at = self.stand.keys.index(self.lever.criterion)
        function = self.stand.criterion(self.lever.criterion).value_function
        value = float(function(np.array([self.lever.raw(steps * self.lever.step)]))[0])
        return self.stand.rank_with(at, max(value, float(self.stand.table[0, at])))

    def told(self, name: str) -> dict[str, Any] | None:
        """The lever in words and numbers; None where it lifts the place by no rank."""
        best = self.rank_at(0)
        if best >= self.stand.rank:
            return None
        aim = max(best, self.stand.aim or best)
        steps = last_that(lambda tried: self.rank_at(tried) <= aim, 0, math.floor(self.lever.most / self.lever.step))
        criterion, far = self.stand.criterion(self.lever.criterion), steps * self.lever.step
        raw = self.lever.raw(far)
        return {
            "kind": "lever",
            "key": criterion.key,
            "title": criterion.title,
            "by": name,
            "value": far,
            "unit": self.lever.unit,
            "raw": round(raw, 6),
            "rank": self.rank_at(steps),
            "of": 1 + len(self.stand.names),
            "still_barred_by": [],
            "text": f"{criterion.title}: {amount(criterion, raw)} if {self.lever.words(far)}, "
            f"then rank {self.rank_at(steps)} of {1 + len(self.stand.names)}",
        }


def last_that(holds: Callable[[int], bool], first: int, last: int) -> int:
    """The greatest whole number in [first, last] that holds, where `first` does and what holds is a run from there.

    Where it is no run the answer still holds, but a greater one may too.
    """
    low, high = first, last + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
