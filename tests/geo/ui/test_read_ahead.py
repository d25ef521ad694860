"""Reading ahead waits for quiet, and is done once for each state of a region."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
from shapely import Point

from geo.ui import read_ahead
from geo.ui.read_ahead import ReadAhead


class Data:
    """Stands for a region state: can be held weakly."""


class Seen:
    def __init__(self, data, measured=True):
        self.data, self.measured, self.asked = data, measured, threading.Event()
        self.sites = SimpleNamespace(geometry=SimpleNamespace(iloc=[Point(150.0, -33.0)]))
        self.at, self.places = 0.0, []
        self.steps: list[float] = []

    def prepare(self, _lon, _lat):
        for name in ("a", "b", "c"):
            self.steps.append(time.monotonic())
            yield name

    def explain(self, lon, lat):
        self.at = time.monotonic()
        self.places.append((lon, lat))
        self.asked.set()


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(read_ahead, "PAUSE_S", 0.2)


def test_a_map_that_changes_puts_the_reading_off_until_it_rests():
    ahead, seen = ReadAhead(), Seen(Data())
    ahead.drawn(seen)
    time.sleep(0.1)
    ahead.drawn(seen)
    last = time.monotonic()
    assert seen.asked.wait(10)
    assert seen.at - last >= 0.19
    assert seen.places == [(150.0, -33.0)]


def test_a_state_is_read_once_and_another_again():
    ahead, data = ReadAhead(), Data()
    first, again, other = Seen(data), Seen(data), Seen(Data())
    for seen in (first, again, other):
        ahead.drawn(seen)
    assert first.asked.wait(10)
    assert other.asked.wait(10)
    assert not again.places


def test_nothing_is_read_before_the_sites_are_measured():
    ahead, seen = ReadAhead(), Seen(Data(), measured=False)
    ahead.drawn(seen)
    assert not seen.asked.wait(0.4)


def test_a_map_that_changes_between_two_steps_is_waited_for():
    ahead, seen = ReadAhead(), Seen(Data())
    steps = seen.prepare

    def changed(lon, lat):
        for name in steps(lon, lat):
            if name == "b":
                ahead.drawn(seen)
            yield name

    seen.prepare = changed
    ahead.drawn(seen)
    assert seen.asked.wait(10)
    first, second, third = seen.steps
    assert second - first < 0.19
    assert third - second >= 0.19
