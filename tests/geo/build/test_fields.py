"""How a build shares the interpreter between its threads."""

from __future__ import annotations

import sys

import pytest

from geo.build.fields import TURN_S, short_turns


@pytest.fixture(autouse=True)
def _as_before():
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_turns_are_short_while_a_build_runs_and_as_before_after_it():
    sys.setswitchinterval(0.005)
    with short_turns():
        assert sys.getswitchinterval() == pytest.approx(TURN_S)
    assert sys.getswitchinterval() == pytest.approx(0.005)


def test_they_are_as_before_after_a_build_that_failed():
    sys.setswitchinterval(0.005)
    with pytest.raises(ValueError, match="stopped"), short_turns():
        raise ValueError("stopped")
    assert sys.getswitchinterval() == pytest.approx(0.005)


def test_turns_that_are_shorter_already_stay():
    sys.setswitchinterval(TURN_S / 4)
    with short_turns():
        assert sys.getswitchinterval() == pytest.approx(TURN_S / 4)
