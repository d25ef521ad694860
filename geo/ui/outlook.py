"""What the page shows of one scenario: the region's state, its ranked sites, and whether the fields are there yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

import geopandas as gpd
import numpy as np

from geo.build.fields import missing_fields
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.certainty import Certainty, certainty, with_certainty
from geo.decision.brief import Brief
from geo.places import PlaceFields
from geo.report import candidate_sites, explain_point, place_fields, rank_assessed
from geo.siting import Assessment, Ranking, Suitability, assess, nowhere, rank
from geo.surface import needed_fields
from geo.tiles.overlays import EXACT_FOR_THE_SUM, Shown
from geo.web.shelf import shelf
from geo.workspace import SurfaceStore, Workspace

KEPT_REGIONS, KEPT_PLACES, KEPT_OUTLOOKS = 8, 64, 4
_SITES = SurfaceStore(KEPT_REGIONS)
_SEEN = SurfaceStore(KEPT_OUTLOOKS)
"""Outlooks of the last scenarios: a click, another panel or another tab asks for the same again."""


class Unbuilt(Workspace):
    """A workspace whose fields are still being built: sites are scored from their vectors, percentiles are unknown."""

    def suitability(self, data: RegionData, scenario: Scenario) -> Suitability:
        """Scores of no cell at all."""
        return nowhere(data, scenario)


@dataclass(frozen=True)
class Outlook:
    """One scenario in its region. What takes time is done when it is asked for, once.

    Attributes
    ----------
    standing : the candidate sites in order of score, without percentiles: what the map needs, within milliseconds
    ranking : the same with percentiles where the fields are built, which takes a pass over the whole region
    built : whether every field that the load needs is in the cache
    missing : how many fields are not
    own : the user's own sites, which stand in place of the candidate sites where there are any
    """

    workspace: Workspace
    data: RegionData
    scenario: Scenario
    missing: int
    own: Sites | None = None

    @property
    def _known(self) -> Sites:
        return self.own or _sites(self.data)

    @cached_property
    def _sure(self) -> Certainty:
        """How sure scores and ranks are."""
        return certainty(self._found)

    @cached_property
    def _found(self) -> Assessment:
        return assess(self._known.fields, self.scenario)

    @cached_property
    def standing(self) -> Ranking:
        """Sites by score, with how sure their ranks are."""
        plain = rank(self._known.sites, self._found, nowhere(self.data, self.scenario))
        return with_certainty(plain, self._sure)

    def measure(self) -> None:
        """Measure the sites, where that has not been done; who comes second waits for the first."""
        with self._known.measuring:
            _ = self.standing
        self._known.measured[self.scenario.brief] = self.scenario

    @property
    def measured(self) -> bool:
        """Whether the sites are measured, so that a ranking takes milliseconds."""
        return self.scenario.brief in self._known.measured

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites that are ranked, measured or not."""
        return self._known.sites

    @cached_property
    def ranking(self) -> Ranking:
        """Sites by score with percentiles, and what is to be cited with them."""
        return rank_assessed(self.workspace, self.data, self._known.sites, self._found, self._sure)

    @cached_property
    def exported(self) -> Ranking:
        """The ranking as it may be handed on: without the user's own evidence."""
        if not self.data.access.ledger.rows:
            return self.ranking
        public = self.workspace.public
        if self.built:
            public.build(public.region(self.scenario.region), self.scenario)
        theirs = outlook(public, self.scenario)
        if self.own is None:
            return theirs.ranking
        sites = self.own.sites
        fields = place_fields(theirs.data, sites, keep=False)
        return replace(theirs, own=Sites(lambda: (sites, fields))).ranking

    @property
    def built(self) -> bool:
        """Whether the overlay can be drawn."""
        return self.missing == 0

    @property
    def ready(self) -> bool:
        """Whether it could be drawn by now, looked up anew."""
        return not self.workspace.missing(self.data, self.scenario)

    def drawable(self, overlay: Shown) -> bool:
        """Whether every field of an overlay is in the cache, and the rule has such an overlay."""
        if overlay.kind in EXACT_FOR_THE_SUM and self.scenario.rule != "weighted_sum":
            return False
        if not self.built or overlay.kind not in ("gate", "criterion", "field"):
            return self.built
        names = (overlay.key,) if overlay.kind == "field" else self.data.catalogue.criteria[overlay.key].fields
        wanted = self.data.wanted(names, self.scenario.brief)
        return not missing_fields(self.data, self.workspace.fields, wanted)

    def prepare(self, lon: float, lat: float) -> Iterator[str]:
        """Measure a point for every criterion, field by field: most of what the first reasons of a region take."""
        fields = PlaceFields(self.data, np.array([lon]), np.array([lat]))
        for criterion in self.data.catalogue.criteria.values():
            for name in criterion.fields_for(self.scenario.brief):
                fields.field(name, self.scenario.brief)
                yield name

    def explain(self, lon: float, lat: float) -> dict[str, Any]:
        """Score and reasons of a point (`geo.report.explain_point`)."""
        if self.own is not None:
            return explain_point(self.workspace, self.data, self.scenario, lon, lat, self.standing)
        return _explained(self.workspace, self.data, self.scenario.token(), lon, lat)


def outlook(workspace: Workspace, scenario: Scenario) -> Outlook:
    """Rank the region's candidate sites under a scenario, with percentiles where the fields are built."""
    seen = glance(workspace, scenario)
    seen.measure()
    return seen


def glance(workspace: Workspace, scenario: Scenario) -> Outlook:
    """The same before the sites are measured: enough for a map of everything but scores."""
    data = workspace.region(scenario.region)
    missing = _missing(workspace, data, scenario)
    chosen = workspace if not missing else _unbuilt(workspace)
    key = (chosen, data, scenario.token(), missing)
    return _SEEN.get(key, lambda: Outlook(chosen, data, scenario, missing))


def _missing(workspace: Workspace, data: RegionData, scenario: Scenario) -> int:
    """How many fields are not in the cache. Which ones a region's first map needs is kept for the next start: to find
    out, tables are read. Their files are not opened for it: that wants the land cells, and so half of all libraries."""
    if _sites(data).measured:
        return len(workspace.missing(data, scenario))
    name = f"needed {data.fingerprint} {scenario.token()}"
    needed = shelf(workspace).get(name, lambda: json.dumps(needed_fields(data, scenario)).encode())
    return sum(not on_disk(workspace, data, field, variant) for field, variant in json.loads(needed))


def on_disk(workspace: Workspace, data: RegionData, field: str, variant: str = "") -> bool:
    """Whether a field's file is there, sound or not, or nothing can be read for it."""
    if data.reader(data.catalogue.layer_of(field).key) is None:
        return True
    return workspace.fields.path(data, field, variant).is_file()


def is_new(workspace: Workspace, scenario: Scenario) -> bool:
    """Whether nothing has been measured in the region yet, for no load: a first start."""
    return not _sites(workspace.region(scenario.region)).measured


def measure(workspace: Workspace, data: RegionData, scenario: Scenario) -> None:
    """Measure the sites of a region state that is not shown yet."""
    Outlook(workspace, data, scenario, missing=0).measure()


def last_scenario(data: RegionData) -> Scenario | None:
    """The scenario for whose load and year the sites of a region state were measured last."""
    return next(iter(list(_sites(data).measured.values())[-1:]), None)


def at_hand(workspace: Workspace, scenario: Scenario) -> bool:
    """Whether the sites are measured for the scenario's load, so that an outlook takes milliseconds."""
    return scenario.brief in _sites(workspace.region(scenario.region)).measured


@dataclass(frozen=True)
class Sites:
    """Sites of a region state with their fields, which neither weights nor load touch; read when they are asked for.

    Attributes
    ----------
    read : gives the sites and their fields
    measured : briefs for which they have been measured, in order, each with the last scenario that asked
    measuring : held by who does so
    """

    read: Callable[[], tuple[gpd.GeoDataFrame, PlaceFields]]
    measured: dict[Brief, Scenario] = field(default_factory=dict)
    measuring: Lock = field(default_factory=Lock)

    @cached_property
    def _found(self) -> tuple[gpd.GeoDataFrame, PlaceFields]:
        return self.read()

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites."""
        return self._found[0]

    @property
    def fields(self) -> PlaceFields:
        """Their fields."""
        return self._found[1]


def _sites(data: RegionData) -> Sites:
    return _SITES.get(data, lambda: Sites(lambda: _read_sites(data)))


def _read_sites(data: RegionData) -> tuple[gpd.GeoDataFrame, PlaceFields]:
    sites = candidate_sites(data)
    return sites, place_fields(data, sites)


@lru_cache(maxsize=KEPT_REGIONS)
def _unbuilt(workspace: Workspace) -> Unbuilt:
    return Unbuilt(workspace.catalogue, workspace.cache)


@lru_cache(maxsize=KEPT_PLACES)
def _explained(workspace: Workspace, data: RegionData, token: str, lon: float, lat: float) -> dict[str, Any]:
    scenario, known = Scenario.from_token(token), _sites(data)
    standing = rank(known.sites, assess(known.fields, scenario), nowhere(data, scenario))
    return explain_point(workspace, data, scenario, lon, lat, standing)
