"""What several regions can be compared by: criteria that both know, in one metric. The rest stays out and says why.

Value functions are absolute, so a site's value does not depend on what else is in a list. What is common is decided by
the regions and their data alone, never by the sites of a list: the order does not depend on its extent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.criterion import Criterion
from geo.errors import InputError
from geo.report import candidate_sites, place_fields
from geo.siting import weight_shares
from geo.surface import weighted

MONEY: Final = "US$"
"""The one currency in which regions are compared."""
MONEY_SIGNS: Final = ("$", "¥", "yen")


@dataclass(frozen=True)
class CommonGround:
    """What a joint list rests on.

    Attributes
    ----------
    kept : share of the weight of each criterion that counts in the joint list; they sum to 1
    left_out : reason by criterion that has weight in the scenario and no common metric
    lost_share : share of the scenario's weight that is left out
    one_sided_bars : reason by constraint in force that some region has no data for, and so never bars there
    """

    kept: dict[str, float]
    left_out: dict[str, str]
    lost_share: float
    one_sided_bars: dict[str, str]

    def scenario(self, scenario: Scenario, region: str) -> Scenario:
        """The scenario of one of the regions with the common weights alone."""
        weights = {key: weight if key in self.kept else 0.0 for key, weight in scenario.weights.items()}
        return scenario.model_copy(update={"region": region, "weights": weights})


def common_ground(states: Sequence[RegionData], scenario: Scenario) -> CommonGround:
    """What of a scenario's weights and bars holds in every one of some regions."""
    shares = weight_shares(states[0], scenario)
    left: dict[str, str] = {}
    if len(states) > 1:
        for key in weighted(scenario):
            reason = _no_common_metric(states, scenario, states[0].catalogue.criteria[key])
            if reason:
                left[key] = reason
    kept = {key: shares[key] for key in weighted(scenario) if key not in left}
    total = sum(kept.values())
    if total <= 0:
        raise InputError(
            "the regions share none of the criteria that weigh",
            where="weights",
            found="; ".join(f"{key}: {reason}" for key, reason in left.items()),
            mend="give weight to a criterion that both regions know",
        )
    return CommonGround(
        {key: share / total for key, share in kept.items()},
        left,
        sum(shares[key] for key in left),
        _one_sided(states, scenario) if len(states) > 1 else {},
    )


def _no_common_metric(states: Sequence[RegionData], scenario: Scenario, criterion: Criterion) -> str:
    """Why a criterion cannot stand in a joint list, or ""."""
    if any(sign in criterion.unit for sign in MONEY_SIGNS) and MONEY not in criterion.unit:
        return f"its unit is {criterion.unit}, and regions are compared in {MONEY}"
    for data in states:
        missing = unread(data, criterion.fields)
        if missing:
            return f"no data of {', '.join(missing)} in {data.region.title}"
        if not _known_anywhere(data, scenario, criterion):
            return f"unknown at every candidate site of {data.region.title}"
    return ""


def unread(data: RegionData, fields: Sequence[str]) -> list[str]:
    """Layers behind some fields that no reader can read in a region."""
    layers = dict.fromkeys(data.catalogue.layer_of(name).key for name in fields)
    return [key for key in layers if data.reader(key) is None]


def _known_anywhere(data: RegionData, scenario: Scenario, criterion: Criterion) -> bool:
    sites = candidate_sites(data)
    fields = place_fields(data, sites)
    raw = criterion.raw(fields.inputs(criterion.fields_for(scenario.brief), scenario.brief))
    return bool(np.isfinite(np.asarray(raw, dtype=np.float64)).any())


def _one_sided(states: Sequence[RegionData], scenario: Scenario) -> dict[str, str]:
    catalogue = states[0].catalogue
    found = {}
    for key in catalogue.limits(scenario):
        without = [d.region.title for d in states if unread(d, catalogue.constraints[key].fields)]
        if without:
            found[key] = f"no data in {', '.join(without)}: it bars nothing there"
    return found
