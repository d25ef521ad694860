"""The worked examples of rules, certainty and explanations on the method page, computed again."""

import re
from pathlib import Path

import pytest

from geo.decision.aggregation import RULES

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
VALUES, WEIGHTS = [[0.9, 0.4, 0.6]], [2, 1, 1]


@pytest.mark.parametrize("key", RULES)
def test_the_scores_of_the_example_are_those_of_every_rule(key: str) -> None:
    (told,) = re.findall(rf"^\| `{key}`[^|]* \| ([0-9.]+) \|$", PAGE, flags=re.MULTILINE)
    assert float(told) == pytest.approx(100 * RULES[key].score(VALUES, WEIGHTS)[0], abs=0.005)
