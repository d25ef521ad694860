"""Items of the scorecard of law and security: one dated fact or number about a country or one of its states.

An item is shown as it is. A scenario may also let it gate or weigh, through an ordinary constraint or criterion;
nothing enters the score of a cell by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Use = Literal["shown", "gates", "weighs", "gates and weighs"]
Evidence = Literal["measured", "modelled", "assumed", "unverified", "unknown"]
UNVERIFIED = "unverified"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the scorecard.

    Parameters
    ----------
    id : stable key, unique in a region
    heading : topic in words; lines of one heading stand together
    region : region key
    state : state, territory or prefecture; empty for the whole country
    title : what it is about, in a few words; the same in two countries where the lines belong side by side
    value, unit : the fact in a word or number
    fact : the fact in a sentence
    direction : "helps", "hinders", "mixed" or "context", our reading; empty for a number
    binds : "training", "inference" or "both"
    evidence : class of evidence
    source, date : pages that state it, separated by " ; ", and the date of the statement
    terms : licence where it is not that of our fact tables
    optional : True where the terms forbid commercial use: shown only on demand
    setting : key of the criterion and the constraint through which a scenario may use it; empty where it has no number
    series : (year, value) in rising order, for indices
    """

    id: str
    heading: str
    region: str
    title: str
    value: str
    fact: str
    source: str
    date: str
    evidence: Evidence
    state: str = ""
    unit: str = ""
    direction: str = ""
    binds: str = "both"
    terms: str = ""
    optional: bool = False
    setting: str = ""
    series: tuple[tuple[int, float], ...] = ()

    @property
    def trend(self) -> str:
        """First and last year of the series in words, with the change; empty without a series."""
        if len(self.series) < 2:
            return ""
        (first, before), (last, after) = self.series[0], self.series[-1]
        return f"{before:.3g} in {first}, {after:.3g} in {last} ({after - before:+.2g})"


def use_of(setting: str, weights: Mapping[str, float], limits: Collection[str]) -> Use:
    """What a scenario does with the items of a setting.

    Parameters
    ----------
    weights : weight by criterion
    limits : keys of the constraints that are on
    """
    weighs, gates = weights.get(setting, 0.0) > 0, setting in limits
    if weighs and gates:
        return "gates and weighs"
    return "weighs" if weighs else "gates" if gates else "shown"


def holds_in(items: Iterable[Item], state: str) -> list[Item]:
    """Items of the country, then those of one of its states, each in the order given."""
    listed = list(items)
    mine = [item for item in listed if state and item.state == state]
    return [item for item in listed if not item.state] + mine


def headings(items: Iterable[Item]) -> list[str]:
    """Headings in the order in which they first appear."""
    return list(dict.fromkeys(item.heading for item in items))
