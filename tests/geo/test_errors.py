"""What an error says is allowed: all names where they are few, the nearest spellings where they are many."""

from __future__ import annotations

import pytest

from geo.catalogue.preset import Scenario
from geo.errors import InputError, spelled
from layers import catalogue


def test_few_names_are_told_in_full() -> None:
    assert spelled("ap", ["au", "jp"]) == "au, jp"
    assert spelled("ap", []) == "none"


def test_of_many_names_the_three_nearest_spellings_are_told() -> None:
    names = [f"criterion_{n}" for n in range(20)] + ["solar", "slope", "surge"]
    told = spelled("Solar_", names)
    assert told.startswith("one of 23 names, the nearest are solar, ")
    assert told.count(",") == 3


def test_a_name_of_any_length_is_compared_quickly() -> None:
    names = [f"criterion_{n}" for n in range(60)]
    assert spelled("criterion_7" + "x" * 1_000_000, names).startswith("one of 60 names")


def test_a_token_with_an_unknown_criterion_names_the_nearest_and_not_the_whole_list() -> None:
    known = catalogue()
    plain = known.scenario("jp")
    wrong = Scenario.from_token(plain.model_copy(update={"weights": {"conection_cost": 1.0}}).token())
    with pytest.raises(InputError, match="unknown criterion") as caught:
        known.check(wrong)
    assert "the nearest are connection_cost, " in caught.value.allowed
    assert len(caught.value.allowed) < 160
