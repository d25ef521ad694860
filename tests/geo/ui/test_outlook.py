"""What stands before the sites are measured, and what is remembered of having measured them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from geo.maps.site_marks import places_of, waiting_marks
from geo.ui import map_views
from geo.ui.outlook import at_hand, glance, is_new, last_scenario, outlook
from geo.workspace import Workspace


@pytest.fixture
def fresh(bundled_jp: Workspace) -> Workspace:
    """Bundled data of which nothing has been measured in this process."""
    return Workspace(bundled_jp.catalogue, bundled_jp.cache)


def test_before_they_are_measured_sites_stand_on_the_map_without_rank_or_verdict(fresh):
    scenario = fresh.catalogue.scenario("jp")
    seen = glance(fresh, scenario)
    assert is_new(fresh, scenario)
    assert not seen.measured
    view = map_views.change(seen, "suitability", 1.0, None)
    assert {(mark.rank, mark.barred) for mark in view.sites} == {(0, False)}
    assert [mark.name for mark in view.sites] == list(seen.sites["name"])
    assert view.note == map_views.MEASURING
    assert view.overlay is not None


def test_measured_sites_have_ranks_and_their_scenario_is_the_last(fresh):
    first, second = (fresh.catalogue.scenario("jp", load_mw=load) for load in (300.0, 320.0))
    data = fresh.region("jp")
    assert last_scenario(data) is None
    for scenario in (first, second):
        outlook(fresh, scenario)
        assert at_hand(fresh, scenario)
    assert last_scenario(data) == second
    assert not is_new(fresh, first)
    marks = map_views.marks(glance(fresh, first))
    assert sorted(mark.rank for mark in marks if not mark.barred) == list(
        range(1, 1 + sum(not mark.barred for mark in marks))
    )
    assert len(waiting_marks(places_of(glance(fresh, first).sites))) == len(marks)


def test_raster_layers_wait_until_their_field_is_in_the_cache(monkeypatch, tmp_path):
    monkeypatch.setattr(map_views, "raster_fields", lambda _: ["cover.kind", "nothing.here"])
    seen = SimpleNamespace(
        data=SimpleNamespace(
            catalogue=SimpleNamespace(layer_of=lambda name: SimpleNamespace(key=name.split(".")[0])),
            reader=lambda key: None if key == "nothing" else key,
        ),
        workspace=SimpleNamespace(fields=SimpleNamespace(path=lambda _data, field, variant: tmp_path / field)),
    )
    assert map_views.building(seen) == ("cover",)
    (tmp_path / "cover.kind").touch()
    assert map_views.building(seen) == ()
