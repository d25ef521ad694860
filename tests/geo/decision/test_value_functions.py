import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.decision.value_functions import Classes, Linear, Logistic, Piecewise, Step, from_dict
from geo.errors import DataError

NEAR_GRID = Linear(worst=150, best=0)
HUMP = Piecewise(((0, 0), (10, 1), (20, 0)))
ALL = [
    NEAR_GRID,
    Linear(worst=2, best=8),
    Piecewise(((0, 1), (30, 0.8), (100, 0))),
    Piecewise(((0, 0), (1, 0.5), (2, 0.5), (3, 1))),
    Logistic(middle=50, scale=-10),
    Logistic(middle=2, scale=0.5),
    Step(threshold=100),
    Step(threshold=100, low=0.9, high=0.2),
    HUMP,
    Classes(((1, 0.0), (7, 0.4), (3, 1.0))),
]
MONOTONE = [function for function in ALL if function.direction]
raws = st.floats(-1e6, 1e6)


def test_linear_is_straight_between_worst_and_best_and_flat_beyond():
    np.testing.assert_allclose(NEAR_GRID([0, 75, 150, 200, -5]), [1, 0.5, 0, 0, 1])


def test_piecewise_runs_through_its_points():
    np.testing.assert_allclose(HUMP([-1, 0, 5, 10, 15, 30]), [0, 0, 0.5, 1, 0.5, 0])


def test_logistic_is_half_in_the_middle_and_nine_tenths_ln_9_scales_away():
    function = Logistic(middle=10, scale=2)
    np.testing.assert_allclose(function([10, 10 + 2 * math.log(9), 10 - 2 * math.log(9)]), [0.5, 0.9, 0.1])


def test_logistic_survives_values_far_away():
    np.testing.assert_array_equal(Logistic(0, 1)([-1e9, 1e9]), [0, 1])


def test_step_jumps_at_its_threshold():
    np.testing.assert_array_equal(Step(100)([99.9, 100, 101]), [0, 1, 1])


def test_classes_give_each_code_its_value_and_an_unlisted_code_is_unknown():
    function = Classes(((1, 0.0), (7, 0.4), (3, 1.0)))
    np.testing.assert_array_equal(function([1, 3, 7, 2, 9, -4]), [0, 1, 0.4, np.nan, np.nan, np.nan])


@pytest.mark.parametrize("function", ALL)
def test_unknown_stays_unknown_and_everything_else_lies_in_0_to_1(function):
    raw = np.array([np.nan, -1e5, 0, 1, 2.5, 7, 99, 1e5])
    values = function(raw)
    assert math.isnan(values[0])
    inside = values[1:][~np.isnan(values[1:])]
    assert inside.min() >= 0
    assert inside.max() <= 1


@pytest.mark.parametrize("function", ALL)
def test_float32_stays_float32_and_whole_numbers_are_welcome(function):
    assert function(np.ones((2, 2), np.float32)).dtype == np.float32
    assert function(np.ones(3, np.int16)).dtype == np.float64


@pytest.mark.parametrize("function", MONOTONE)
@given(a=raws, b=raws)
def test_a_monotone_function_never_turns_back(function, a, b):
    low, high = function(sorted([a, b]))
    assert (high - low) * function.direction >= 0


@pytest.mark.parametrize("function", MONOTONE)
@given(value=st.floats(0.01, 0.99))
def test_the_inverse_is_worth_what_was_asked_for(function, value):
    raw = function.inverse(value)
    top = float(np.nanmax(function([-1e6, 1e6])))
    if value > top:
        assert math.isnan(raw)
    elif math.isfinite(raw):
        assert function([raw])[0] >= value - 1e-9


def test_the_inverse_of_linear_by_hand():
    assert NEAR_GRID.inverse(0.8) == pytest.approx(30)
    assert math.isnan(NEAR_GRID.inverse(1.2))


def test_the_inverse_of_a_flat_stretch_is_its_least_demanding_end():
    assert Piecewise(((0, 0), (1, 0.5), (2, 0.5), (3, 1))).inverse(0.5) == 1
    assert Piecewise(((0, 1), (1, 0.5), (2, 0.5), (3, 0))).inverse(0.5) == 2


def test_the_inverse_of_a_step_is_its_threshold():
    assert Step(100).inverse(0.5) == 100
    assert Step(100, low=1, high=0).inverse(0.5) == pytest.approx(100)
    assert Step(100, low=1, high=0).inverse(0.5) < 100


def test_a_function_that_turns_back_has_no_inverse():
    assert math.isnan(HUMP.inverse(0.5))
    assert math.isnan(ALL[-1].inverse(0.5))


@pytest.mark.parametrize("function", ALL)
def test_the_dictionary_form_survives_json(function):
    assert from_dict(json.loads(json.dumps(function.to_dict()))) == function


@pytest.mark.parametrize("function", ALL)
def test_a_function_describes_itself_in_one_clause(function):
    words = function.describe("km")
    assert words
    assert "\n" not in words


def test_the_description_names_the_unit():
    assert NEAR_GRID.describe("km") == "0 at 150 km, 1 at 0 km, straight between"
    assert Step(12500).describe("") == "0 below 12,500, 1 from there on"


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Linear(1, 1),
        lambda: Linear(math.nan, 1),
        lambda: Piecewise(((0, 0),)),
        lambda: Piecewise(((0, 0), (0, 1))),
        lambda: Piecewise(((0, 0), (1, 1.5))),
        lambda: Logistic(0, 0),
        lambda: Step(0, 0.5, 0.5),
        lambda: Classes(()),
        lambda: Classes(((1, 0.5), (1, 0.6))),
        lambda: from_dict({"kind": "wavy"}),
        lambda: from_dict({}),
        lambda: from_dict({"kind": "linear", "worst": 1, "best": 2, "bset": 3}),
        lambda: from_dict({"kind": "linear", "worst": 1}),
        lambda: from_dict({"kind": "piecewise", "points": [["a", 1], [2, 3]]}),
    ],
)
def test_a_malformed_function_is_an_error_that_says_what_is_allowed(broken):
    with pytest.raises(DataError, match="allowed"):
        broken()
