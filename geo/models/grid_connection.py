"""What it costs to join the grid: line, bays and transformers of one connection, as capital and as a yearly sum.

A connection of class `voltage_kv` has one circuit at N and two at N-1, each able to carry the load alone, and a station
on the campus whose transformers still carry it with the worst one out. Capital cost, in millions of local currency of
the base year:

    length = distance * terrain factor (mean along the line) * route factor
    line = priced length * cost per km of two circuits * (1, or the share of one circuit)
    priced length = length * short-line factor, and never less than that of a shorter line
    bays = 2 ends * circuits * cost of a bay
    transformers = load / power factor * installed-to-needed * cost per MVA
    capital = line + bays + transformers,   yearly = capital * CRF,   CRF = d (1 + d)^n / ((1 + d)^n - 1)

Not counted: land, the way to the fence on the utility's side (deep reinforcement), losses, operation. Unit costs and
their sources stand in `data/facts/connection_costs.csv`; the short-line and terrain factors are those of NREL reVX.
There a line just over 3 or 10 miles is cheaper than one just under; here the dearer price is kept until the longer line
passes it, so that of one class the station with the least weighted length is the cheapest. The bounds of short lines
are taken of the weighted length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Floats = npt.NDArray[np.floating[Any]]
SHORT_KM, MEDIUM_KM = 3 * 1.609344, 10 * 1.609344


@dataclass(frozen=True)
class Range:
    """A figure with its low and high, in one unit."""

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.central <= self.high:
            raise InputError(
                "a range must rise from low to high", found=f"{self.low}, {self.central}, {self.high}", allowed=">= 0"
            )

    def times(self, other: Range) -> Range:
        """Low with low, central with central, high with high."""
        return Range(self.low * other.low, self.central * other.central, self.high * other.high)

    def of(self, bound: str) -> float:
        """The figure called "low", "central" or "high"."""
        return float(getattr(self, bound))


BOUNDS = ("low", "central", "high")
OPEN_GROUND = Range(1.0, 1.0, 1.0)


@dataclass(frozen=True)
class UnitCosts:
    """Unit costs of one region and class, in millions of its currency of the base year.

    Attributes
    ----------
    line_km : per km of a line of two circuits
    bay : per line bay
    transformer_mva : per installed MVA, its bays included
    single_share : one circuit against two on the same towers
    route_factor : length of the route against the straight distance
    short, medium : factor of lines below 3 and below 10 miles
    installed : installed against needed transformer capacity, by redundancy
    usd : US dollars for one unit of the currency
    """

    voltage_kv: float
    line_km: Range
    bay: Range
    transformer_mva: Range
    single_share: Range
    route_factor: Range
    short: Range
    medium: Range
    installed: dict[str, float]
    power_factor: float
    discount_rate: float
    life_years: float
    currency: str
    usd: float


def capital_recovery_factor(rate: float, years: float) -> float:
    """Yearly share of a sum that pays it back with interest; 1 / years where the rate is zero."""
    if not (rate >= 0 and years > 0):
        raise InputError("rate and life of an annuity", found=f"{rate}, {years}", allowed="rate >= 0, years > 0")
    growth = (1 + rate) ** years
    return rate * growth / (growth - 1) if rate > 0 else 1 / years


def circuits(redundancy: str) -> int:
    """Circuits of a connection: two at N-1, each able to carry the load alone; one at N."""
    return 2 if redundancy == "N-1" else 1


def priced_length(length_km: Floats, short: float, medium: float) -> Floats:
    """Length [km] with the factor of lines below 3 miles and below 10 miles (reVX), never falling with the length."""
    below_medium = np.maximum(medium * length_km, short * SHORT_KM)
    beyond = np.maximum(length_km, np.maximum(medium * MEDIUM_KM, short * SHORT_KM))
    return np.where(length_km < SHORT_KM, short * length_km, np.where(length_km < MEDIUM_KM, below_medium, beyond))


def installed_mva(load_mw: float, redundancy: str, costs: UnitCosts) -> float:
    """Transformer capacity on the campus [MVA] that still carries the load after the worst outage."""
    return load_mw / costs.power_factor * costs.installed[redundancy]


def capital_cost(
    distance_km: Floats,
    load_mw: float,
    redundancy: str,
    costs: UnitCosts,
    bound: str = "central",
    terrain: Floats | float = 1.0,
) -> Floats:
    """Capital cost of a connection in millions of local currency of the base year.

    Parameters
    ----------
    distance_km : float array
        Straight distance to the substation; NaN gives NaN.
    bound : {"low", "central", "high"}
    terrain : mean factor of the ground along the line, 1 for open ground
    """
    length = distance_km * terrain * costs.route_factor.of(bound)
    count = circuits(redundancy)
    per_km = costs.line_km.of(bound) * (1.0 if count == 2 else costs.single_share.of(bound))
    priced = priced_length(length, costs.short.of(bound), costs.medium.of(bound))
    bays = 2 * count * costs.bay.of(bound)
    transformers = installed_mva(load_mw, redundancy, costs) * costs.transformer_mva.of(bound)
    return np.asarray(priced * per_km + bays + transformers)


def annual_cost_usd(
    distance_km: Floats,
    load_mw: float,
    redundancy: str,
    costs: UnitCosts,
    bound: str = "central",
    terrain: Floats | float = 1.0,
) -> Floats:
    """Yearly cost of a connection in millions of US dollars of the base year."""
    yearly = capital_recovery_factor(costs.discount_rate, costs.life_years) * costs.usd
    return capital_cost(distance_km, load_mw, redundancy, costs, bound, terrain) * yearly


@dataclass(frozen=True)
class Offer:
    """A substation that could be joined: what it is called, its class, how far it is and over what ground."""

    name: str
    costs: UnitCosts
    distance_km: float
    terrain: Range = OPEN_GROUND
    id: str = ""
    source: str = ""
    date: str = ""


@dataclass(frozen=True)
class Quote:
    """An offer with its capital in local currency [millions] and its yearly cost [US$ millions], both as ranges."""

    offer: Offer
    capital: Range
    annual_usd: Range


def quotes(offers: Sequence[Offer], load_mw: float, redundancy: str) -> list[Quote]:
    """Offers with their cost, the cheapest by the central yearly cost first: the chosen one and the runners-up."""
    made = [_quote(offer, load_mw, redundancy) for offer in offers]
    return sorted(made, key=lambda quote: (quote.annual_usd.central, quote.offer.distance_km))


def _quote(offer: Offer, load_mw: float, redundancy: str) -> Quote:
    where = np.array([offer.distance_km])
    capital = [float(capital_cost(where, load_mw, redundancy, offer.costs, b, offer.terrain.of(b))[0]) for b in BOUNDS]
    yearly = capital_recovery_factor(offer.costs.discount_rate, offer.costs.life_years) * offer.costs.usd
    return Quote(offer, Range(*capital), Range(*(sum_ * yearly for sum_ in capital)))
