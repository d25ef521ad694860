"""The grid connection of one place in plain values: the chosen substation and the runner-up, with their cost."""

from __future__ import annotations

from typing import Any

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.errors import InputError
from geo.models.grid_connection import BOUNDS, Quote, Range, capital_recovery_factor, circuits
from layers._connection import escalation
from layers._options import connection_options

NOT_COUNTED = "land, works deeper in the utility's network, losses, operation"


def connection(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """What joining the grid here costs: millions of local currency and of US dollars, in prices of the base year."""
    try:
        quotes = connection_options(data, lon, lat, brief)
    except InputError as error:
        return {"unreachable": str(error)}
    costs, factors = quotes[0].offer.costs, escalation(data.look)
    told = [_quote(quote, brief) for quote in quotes[:2]]
    best = quotes[0].offer
    return {
        "load_mw": brief.load_mw,
        "redundancy": brief.redundancy,
        "currency": costs.currency,
        "price_year": max(year for year, factor in factors.items() if factor == 1.0),
        "escalation_from_year": {str(year): factor for year, factor in factors.items() if factor != 1.0},
        "discount_rate": costs.discount_rate,
        "life_years": costs.life_years,
        "not_counted": NOT_COUNTED,
        "chosen": told[0],
        "runner_up": told[1] if len(told) > 1 else None,
        "figures": {"substation": best.name, "annual_usd_million": round(quotes[0].annual_usd.central, 2)},
        "fact": {"id": best.id, "source": best.source, "date": best.date},
    }


def _quote(quote: Quote, brief: Brief) -> dict[str, Any]:
    offer, costs = quote.offer, quote.offer.costs
    yearly = capital_recovery_factor(costs.discount_rate, costs.life_years)
    return {
        "substation": offer.name,
        "substation_id": offer.id,
        "class_kv": costs.voltage_kv,
        "distance_km": round(offer.distance_km, 2),
        "line_km": round(offer.distance_km * costs.route_factor.central, 2),
        "terrain_screening": "land cover of 5.5 km and slope of 9 km cells along the straight line",
        "circuits": circuits(brief.redundancy),
        "terrain_factor": _plain(offer.terrain, 1.0),
        "capital_local_million": _plain(quote.capital, 1.0),
        "capital_usd_million": _plain(quote.capital, costs.usd),
        "annual_local_million": _plain(quote.capital, yearly),
        "annual_usd_million": _plain(quote.annual_usd, 1.0),
        "source": offer.source,
        "date": offer.date,
    }


def _plain(money: Range, factor: float) -> dict[str, float]:
    return {bound: round(money.of(bound) * factor, 2) for bound in BOUNDS}
