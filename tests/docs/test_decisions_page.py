"""The worked examples of rules, certainty and explanations on the method page, computed again."""

import re
from pathlib import Path

import numpy as np
import pytest

from geo.certainty import SHOWN_DRAWS
from geo.decision.aggregation import RULES
from geo.decision.counterfactual import needed_values
from geo.decision.stability import stability_intervals
from geo.decision.uncertainty import score_moments
from geo.decision.weight_prior import DEFAULT_CONCENTRATION, WeightPrior

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
VALUES, WEIGHTS = [[0.9, 0.4, 0.6]], [2, 1, 1]


@pytest.mark.parametrize("key", RULES)
def test_the_scores_of_the_example_are_those_of_every_rule(key: str) -> None:
    (told,) = re.findall(rf"^\| `{key}`[^|]* \| ([0-9.]+) \|$", PAGE, flags=re.MULTILINE)
    assert float(told) == pytest.approx(100 * RULES[key].score(VALUES, WEIGHTS)[0], abs=0.005)


def test_the_spread_of_the_example_is_the_closed_form() -> None:
    (told,) = re.findall(r"its standard deviation ([0-9.]+) points\.", PAGE)
    mean, sd = score_moments([[1.0, 0.5]], WeightPrior.of([1, 1], ["one", "one"]))
    assert mean[0] == pytest.approx(0.75)
    assert float(told) == pytest.approx(100 * sd[0], abs=0.005)


def test_the_stated_error_of_the_draws_is_that_of_the_default() -> None:
    assert f"{50 / np.sqrt(SHOWN_DRAWS):.1f} points at {SHOWN_DRAWS:,} draws" in PAGE


def test_the_share_of_the_example_has_the_stated_spread() -> None:
    assert np.sqrt(0.3 * 0.7 / (DEFAULT_CONCENTRATION + 1)) == pytest.approx(0.09, abs=0.001)


def test_the_example_of_reasons_is_right() -> None:
    assert "(0.9, 0.7), (0.8, 0.6) and (0.5, 0.6)" in PAGE
    table = [[0.9, 0.7], [0.8, 0.6], [0.5, 0.6]]
    (told,) = re.findall(r"reaches rank 2 if its first value is at least ([0-9.]+)\.", PAGE)
    assert needed_values(table, [1, 1], 2, 2)[0] == pytest.approx(float(told))
    np.testing.assert_allclose(stability_intervals(table, [1, 1], 1), [[0, 1], [0, 1]])
