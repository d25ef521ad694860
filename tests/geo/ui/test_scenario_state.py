"""Widgets, scenario and address say the same."""

from __future__ import annotations

import pytest

from geo.catalogue.preset import Scenario
from geo.errors import InputError
from geo.ui.scenario_state import begin, limit_key, place_from, put, put_weights, scenario_of, switch_key, weight_key
from layers import catalogue

KNOWN = catalogue()


def state_of(scenario):
    state = {}
    put(state, KNOWN, scenario)
    return state


@pytest.mark.parametrize("region", KNOWN.regions)
@pytest.mark.parametrize("preset", KNOWN.presets)
def test_every_preset_comes_back_from_the_widgets_as_it_went_in(region, preset):
    scenario = KNOWN.scenario(region, preset, 450.0)
    assert scenario_of(state_of(scenario), KNOWN).token() == scenario.token()


@pytest.mark.parametrize("region", KNOWN.regions)
@pytest.mark.parametrize("preset", KNOWN.presets)
def test_a_session_begins_with_its_scenario_though_the_many_widgets_are_not_set(region, preset):
    scenario, state = KNOWN.scenario(region, preset, 450.0), {}
    begin(state, KNOWN, scenario)
    assert not [key for key in state if key.startswith((weight_key(""), switch_key("")))]
    assert scenario_of(state, KNOWN).token() == scenario.token()


def test_what_is_set_later_goes_before_what_stood_there_at_first():
    state = {}
    begin(state, KNOWN, KNOWN.scenario("jp"))
    put(state, KNOWN, KNOWN.scenario("jp", "green", 900.0))
    assert scenario_of(state, KNOWN).token() == KNOWN.scenario("jp", "green", 900.0).token()


def test_limits_switches_and_unknowns_come_back_too():
    start = KNOWN.scenario("jp").model_dump()
    start["constraints"] = {"grid_distance_cap": 40.0, "system_too_small": False, "forest": True}
    scenario = KNOWN.check(Scenario.checked({**start, "unknowns": "exclude", "redundancy": "N"}, where="test"))
    state = state_of(scenario)
    assert state[limit_key("grid_distance_cap")] == 40.0
    assert state[switch_key("system_too_small")] is False
    assert scenario_of(state, KNOWN) == scenario


def test_weights_beyond_the_sliders_keep_their_shares():
    state = {}
    put_weights(state, {"a": 500.0, "b": 250.0, "c": 0.0})
    assert [state[weight_key(key)] for key in "abc"] == [100.0, 50.0, 0.0]


def test_weights_within_the_sliders_stay_as_they_are():
    state = {}
    put_weights(state, {"a": 12.5, "b": 0.0})
    assert state[weight_key("a")] == 12.5


def test_all_weights_zero_is_refused_with_a_clear_sentence():
    state = state_of(KNOWN.scenario("au"))
    state.update({weight_key(key): 0.0 for key in KNOWN.criteria})
    with pytest.raises(InputError, match="all weights are zero"):
        scenario_of(state, KNOWN)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("139.7,35.6", (139.7, 35.6)),
        (" 139.7 , 35.6 ", (139.7, 35.6)),
        ("139.7", None),
        ("a,b", None),
        ("nan,1", None),
        ("1,2,3", None),
        ("", None),
    ],
)
def test_a_place_is_two_numbers(text, place):
    assert place_from(text) == place
