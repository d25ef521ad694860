"""Assessed site lists of the page, kept for a few scenarios."""

from __future__ import annotations

from functools import lru_cache

from geo.catalogue.preset import Scenario
from geo.choices.site_list import SiteList, site_list
from geo.workspace import Workspace

KEPT = 6


def listed(workspace: Workspace, scenario: Scenario, regions: tuple[str, ...]) -> SiteList:
    """The candidate sites of some regions under a scenario, without the user's own evidence."""
    public = workspace.for_others
    state = tuple(public.region(key).fingerprint for key in regions)
    return _listed(public, scenario.token(), regions, state)


@lru_cache(maxsize=KEPT)
def _listed(workspace: Workspace, token: str, regions: tuple[str, ...], _state: tuple[str, ...]) -> SiteList:
    return site_list(workspace, Scenario.from_token(token), regions)


def with_own_first(workspace: Workspace, scenario: Scenario) -> tuple[str, ...]:
    """All regions, the scenario's own first."""
    return (scenario.region, *(key for key in workspace.catalogue.regions if key != scenario.region))
