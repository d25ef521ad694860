"""Which sites one event may take out together: groups that the layers know, and plain nearness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import FailureGroups
from geo.choices.site_list import SiteList
from geo.errors import InputError
from geo.space.ellipsoid import to_ecef

NEAR: Final = "distance"
NEAR_BASIS: Final = "one storm or earthquake seldom reaches both of two places so far apart: assumption"


@dataclass(frozen=True)
class Clash:
    """Sites of which at most one may be chosen.

    Attributes
    ----------
    key, kind : which rule it is, and what fails
    name : the thing that fails
    sites : rows of the list
    """

    key: str
    kind: str
    name: str
    sites: tuple[int, ...]


def rules_of(catalogue: Catalogue) -> dict[str, FailureGroups]:
    """Every rule that the layers know, by key."""
    return {key: rule for layer in catalogue.layers.values() for key, rule in layer.failure_groups.items()}


def rules_in_force(catalogue: Catalogue, also: Sequence[str], without: Sequence[str]) -> tuple[str, ...]:
    """Keys of the rules that keep sites apart: those on at first, some more, without some."""
    known = rules_of(catalogue)
    for key in (*also, *without):
        if key not in known and key != NEAR:
            allowed = ", ".join([*known, NEAR])
            raise InputError("no such failure group", where="portfolio", found=key, allowed=allowed)
    return tuple(key for key, rule in known.items() if (rule.on or key in also) and key not in without)


def groups_at(listed: SiteList, key: str) -> list[tuple[str, ...]]:
    """Names of the groups of one rule at every site of the list; nothing where a region has no data."""
    found: list[tuple[str, ...]] = []
    for data, (sites, assessment) in zip(listed.states, listed.parts, strict=True):
        owner = next(layer for layer in data.catalogue.layers.values() if key in layer.failure_groups)
        lon, lat = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
        if data.reader(owner.key) is None or not len(sites):
            found += [()] * len(sites)
        else:
            found += owner.failure_groups[key].of(data, lon, lat, assessment.scenario.brief)
    return found


def clashes_of(listed: SiteList, key: str, kind: str, groups: Sequence[tuple[str, ...]]) -> list[Clash]:
    """One clash for every group that holds two sites or more; groups of different regions are different things."""
    regions = listed.sites["region"].tolist()
    held: dict[tuple[str, str], list[int]] = {}
    for row, names in enumerate(groups):
        for name in names:
            held.setdefault((regions[row], name), []).append(row)
    return [Clash(key, kind, name, tuple(rows)) for (_, name), rows in held.items() if len(rows) > 1]


def near_clashes(listed: SiteList, apart_km: float) -> list[Clash]:
    """One clash for every pair of sites nearer than a distance."""
    points = listed.sites.geometry
    places = to_ecef(points.x.to_numpy(), points.y.to_numpy())
    apart = np.linalg.norm(places[:, None, :] - places[None, :, :], axis=2)
    pairs = np.argwhere(np.triu(apart < apart_km, k=1))
    return [Clash(NEAR, "hazard", f"{apart[i, j]:.0f} km apart", (int(i), int(j))) for i, j in pairs]
