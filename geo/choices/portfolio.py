"""A total load over several sites that share no failure group, what each is there for, and what independence costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np

from geo.catalogue.preset import Scenario
from geo.choices.clashes import NEAR, NEAR_BASIS, Clash, clashes_of, groups_at, near_clashes, rules_in_force, rules_of
from geo.choices.site_list import SiteList, joint_metadata, site_list
from geo.decision.portfolio import Options, choose, most_mw
from geo.errors import InputError
from geo.exchange.results import COORDINATE_DECIMALS, json_value
from geo.workspace import Workspace

MOST_SITES: Final = 2000
YEARLY_MONEY: Final = "US$ million"
NAMED: Final = 3
NOTE: Final = (
    "Failure groups are what our tables know, with the assumptions stated; two sites in different groups can still "
    "fail together. The best set in points of the score, not a grid study."
)


@dataclass(frozen=True)
class PortfolioWish:
    """What is looked for.

    Attributes
    ----------
    total_mw : load of all sites together
    sites_mw : loads that a site may have
    apart_km : least distance between two sites
    also, without : keys of failure groups to mind beside those minded at first, and not to mind
    """

    total_mw: float = 900.0
    sites_mw: tuple[float, ...] = (300.0,)
    apart_km: float = 200.0
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.sites_mw:
            raise InputError("a portfolio needs a load for its sites", where="sites_mw", allowed="20 to 2000 MW")
        if not (np.isfinite(self.total_mw) and 0 < self.total_mw <= 20_000):
            raise InputError("no such total", where="total_mw", found=f"{self.total_mw:g}", allowed="20 to 20000 MW")
        if self.total_mw < min(self.sites_mw):
            raise InputError(
                "the total is below the load of one site",
                where="total_mw",
                found=f"{self.total_mw:g} MW",
                allowed=f"{min(self.sites_mw):g} MW or more",
                mend="lower --sites-mw",
            )
        if not 0 <= self.apart_km <= 5000:
            raise InputError("no such distance", where="apart_km", found=f"{self.apart_km:g}", allowed="0 to 5000 km")


@dataclass(frozen=True)
class Field:
    """Everything that a portfolio chooses from: the sites at each load, options, and what clashes."""

    lists: Mapping[float, SiteList]
    options: Options
    loads: tuple[float, ...]
    clashes: tuple[Clash, ...]
    groups: Mapping[str, list[tuple[str, ...]]]
    rules: tuple[str, ...]

    @property
    def first(self) -> SiteList:
        """The list that names the sites."""
        return next(iter(self.lists.values()))

    def sets(self, without: Sequence[str] = (), only: str | None = None) -> list[tuple[int, ...]]:
        """Clashing sites, without those of some kinds, or those of one kind alone."""
        kept = [c for c in self.clashes if c.kind not in without and (only is None or c.kind == only)]
        return [clash.sites for clash in kept]

    def raw(self, option: int, criterion: str) -> float:
        """Raw value of a criterion for an option."""
        listed = self.lists[float(self.options.load_mw[option])]
        return float(listed.raw(criterion)[self.options.site[option]])


def portfolio(
    workspace: Workspace,
    scenario: Scenario,
    regions: Sequence[str],
    wish: PortfolioWish,
    given: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> dict[str, Any]:
    """The best independent set as a FeatureCollection; InputError names what clashes where there is none."""
    field = _field(workspace, scenario, regions, wish, given)
    chosen = choose(field.options, wish.total_mw, field.sets())
    if chosen is None:
        raise _impossible(field, wish)
    chosen = sorted(chosen, key=lambda n: (-field.options.load_mw[n], -field.options.score[n], n))
    free = choose(field.options, wish.total_mw)
    assert free is not None
    about = joint_metadata(workspace, field.first)
    about["title"] = about["title"].replace("ranking", "portfolio")
    about |= {"wish": _wish(wish), "rules": _rules(workspace, field, wish), "price": _price(field, wish, chosen, free)}
    about["note"] = NOTE
    features = [_feature(field, wish, chosen, n, rank) for rank, n in enumerate(chosen, start=1)]
    content: dict[str, Any] = json_value({"type": "FeatureCollection", "metadata": about, "features": features})
    return content


def _field(
    workspace: Workspace,
    scenario: Scenario,
    regions: Sequence[str],
    wish: PortfolioWish,
    given: Mapping[str, gpd.GeoDataFrame] | None,
) -> Field:
    lists = {}
    for load in dict.fromkeys(float(load) for load in wish.sites_mw):
        at_load = Scenario.checked({**scenario.model_dump(), "load_mw": load}, where="sites_mw")
        lists[load] = site_list(workspace, at_load, regions, given)
    first = next(iter(lists.values()))
    if len(first.sites) > MOST_SITES:
        raise InputError("too many sites for a portfolio", found=f"{len(first.sites):,}", allowed=f"{MOST_SITES:,}")
    rows = [(row, load, float(score)) for load, one in lists.items() for row, score in enumerate(one.score)]
    kept = [row for row in rows if np.isfinite(row[2])]
    if not kept:
        bars = sorted({key for keys in first.excluded_by for key in keys})
        raise InputError("no site is left to choose from", where="portfolio", found=f"barred by {', '.join(bars)}")
    site, load_mw, score = (np.array(column) for column in zip(*kept, strict=True))
    options = Options(site.astype(np.int64), load_mw.astype(np.float64), score.astype(np.float64))
    rules = rules_in_force(workspace.catalogue, wish.also, wish.without)
    known = rules_of(workspace.catalogue)
    groups = {key: groups_at(first, key) for key in rules}
    clashes = [c for key in rules for c in clashes_of(first, key, known[key].kind, groups[key])]
    if NEAR not in wish.without and wish.apart_km > 0:
        clashes += near_clashes(first, wish.apart_km)
    return Field(lists, options, tuple(lists), tuple(clashes), groups, rules)


def _impossible(field: Field, wish: PortfolioWish) -> InputError:
    """Why there is no such set: the most that can be had, and which kinds of groups, left out, would give it."""
    free = most_mw(field.options)
    if free < wish.total_mw:
        found = f"{free:,.0f} MW at {len(set(field.options.site.tolist()))} sites that nothing bars"
        return InputError("the sites cannot carry the total", where="total_mw", found=found)
    most = most_mw(field.options, field.sets())
    kinds = list(dict.fromkeys(clash.kind for clash in field.clashes))
    gained = {kind: most_mw(field.options, field.sets(without=[kind])) for kind in kinds}
    told = ", ".join(f"{mw:,.0f} MW without the {kind} groups" for kind, mw in gained.items() if mw > most)
    largest = sorted(field.clashes, key=lambda clash: -len(clash.sites))[:NAMED]
    names = "; ".join(f"{clash.name} ({clash.key}, {len(clash.sites)} sites)" for clash in largest)
    return InputError(
        f"no independent set reaches {wish.total_mw:,.0f} MW",
        where="portfolio",
        found=f"at most {most:,.0f} MW apart{'; ' + told if told else ''}; the largest groups: {names}",
        mend="--without GROUP, a smaller --apart-km, other --sites-mw, or both regions",
    )


def _wish(wish: PortfolioWish) -> dict[str, Any]:
    return {
        "total_mw": wish.total_mw,
        "sites_mw": list(wish.sites_mw),
        "apart_km": wish.apart_km,
        "also": list(wish.also),
        "without": list(wish.without),
    }


def _rules(workspace: Workspace, field: Field, wish: PortfolioWish) -> list[dict[str, Any]]:
    known = rules_of(workspace.catalogue)
    rows: list[dict[str, Any]] = [
        {
            "key": key,
            "kind": rule.kind,
            "title": rule.title,
            "basis": rule.basis,
            "minded": key in field.rules,
            "clashes": sum(clash.key == key for clash in field.clashes),
        }
        for key, rule in known.items()
    ]
    near = sum(clash.key == NEAR for clash in field.clashes)
    title, minded = f"Nearer than {wish.apart_km:g} km", NEAR not in wish.without and wish.apart_km > 0
    return [
        *rows,
        {"key": NEAR, "kind": "hazard", "title": title, "basis": NEAR_BASIS, "minded": minded, "clashes": near},
    ]


def _price(field: Field, wish: PortfolioWish, chosen: list[int], free: list[int]) -> dict[str, Any]:
    """What independence costs against the best set without it: in points, in money, and by kind of group alone."""
    options = field.options
    best = options.mean_score(free)
    kinds = list(dict.fromkeys(clash.kind for clash in field.clashes))
    alone = {kind: choose(options, wish.total_mw, field.sets(only=kind)) for kind in kinds}
    return {
        "mean_score": round(options.mean_score(chosen), 4),
        "unconstrained_mean_score": round(best, 4),
        "points_lost": round(best - options.mean_score(chosen), 4),
        "points_lost_by_kind_alone": {
            kind: None if found is None else round(best - options.mean_score(found), 4) for kind, found in alone.items()
        },
        "unconstrained_sites": [field.first.names[options.site[n]] for n in free],
        "money": _money(field, chosen, free),
    }


def _money(field: Field, chosen: list[int], free: list[int]) -> dict[str, Any]:
    """Sums of criteria in money over both sets; None where one is unknown."""
    rows = {}
    for key, criterion in field.first.states[0].catalogue.criteria.items():
        if criterion.unit.startswith(YEARLY_MONEY):
            sums = [sum(field.raw(n, key) for n in found) for found in (chosen, free)]
            rows[key] = {
                "title": criterion.title,
                "unit": criterion.unit,
                "independent": round(sums[0], 2),
                "unconstrained": round(sums[1], 2),
                "more": round(sums[0] - sums[1], 2),
            }
    return rows


def _feature(field: Field, wish: PortfolioWish, chosen: list[int], n: int, rank: int) -> dict[str, Any]:
    options, listed = field.options, field.first
    row, load = int(options.site[n]), float(options.load_mw[n])
    point = listed.sites.geometry.iloc[row]
    total = float(options.load_mw[chosen].sum())
    properties = {
        "rank": rank,
        "name": listed.names[row],
        "region": str(listed.sites["region"].iloc[row]),
        "load_mw": load,
        "share": round(load / total, 4),
        "score": round(float(options.score[n]), 4),
        **_role(field, chosen, n),
        "left_if_lost_mw": round(total - load, 2),
        **_substitute(field, wish, chosen, n),
        "groups": {key: list(names[row]) for key, names in field.groups.items() if names[row]},
    }
    where = [round(point.x, COORDINATE_DECIMALS), round(point.y, COORDINATE_DECIMALS)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": where}, "properties": properties}


def _role(field: Field, chosen: list[int], n: int) -> dict[str, Any]:
    """What a site brings: the criterion in which its contribution stands farthest above the others' mean."""
    listed, titles = field.lists[float(field.options.load_mw[n])], field.first.states[0].catalogue.criteria
    others = [int(field.options.site[m]) for m in chosen if m != n]
    row = int(field.options.site[n])
    leads = {}
    for key in listed.ground.kept:
        points = listed.contribution(key)
        leads[key] = float(points[row] - (points[others].mean() if others else 0.0))
    best = max(leads, key=lambda key: leads[key])
    if leads[best] <= 0:
        return {"role": "holds a group of its own; nowhere ahead of the others", "role_lead": 0.0}
    return {"role": titles[best].title, "role_criterion": best, "role_lead": round(leads[best], 4)}


def _substitute(field: Field, wish: PortfolioWish, chosen: list[int], n: int) -> dict[str, Any]:
    """Who would stand in, and how many points of the mean it would cost, if the site could not be had."""
    options = field.options
    kept = np.flatnonzero(options.site != options.site[n])
    rest = Options(options.site[kept], options.load_mw[kept], options.score[kept])
    found = choose(rest, wish.total_mw, field.sets())
    if found is None:
        return {"substitutes": [], "points_lost_without_it": None}
    names = field.first.names
    before = {int(options.site[m]) for m in chosen}
    new = [names[site] for site in rest.site[found].tolist() if site not in before]
    lost = options.mean_score(chosen) - rest.mean_score(found)
    return {"substitutes": new, "points_lost_without_it": round(lost, 4)}
