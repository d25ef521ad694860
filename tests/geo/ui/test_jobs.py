"""Children at work: what they tell, what is made of it, and that one failure is not tried for ever."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from geo.catalogue.events import Event
from geo.errors import CacheError
from geo.ui.jobs import Job, Jobs, is_offline, jobs, steps, told
from layers import catalogue


class Place:
    """A workspace of which only the artefacts are asked."""

    def __init__(self, missing=("a",)):
        self.artefacts = SimpleNamespace(missing=lambda keys=None: list(missing))
        self.refreshed = 0

    def renew(self, prepare):
        self.refreshed += 1


DATA = SimpleNamespace(region=SimpleNamespace(key="jp"), fingerprint="f")
SCENARIO = catalogue().scenario("jp")


def ended(work):
    deadline = time.monotonic() + 5
    while work.running() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert not work.running()


def test_bytes_and_ended_artefacts_make_one_share():
    parts = {}
    first = told(Job("fetch"), Event("progress", "a", "A", 50, 100, ended=0, count=4), parts)
    assert first.share == pytest.approx(0.125)
    second = told(first, Event("done", "a", "A", 100, 100, ended=1, count=4), parts)
    assert second.share == pytest.approx(0.25)
    assert "1 of 4 done, 0 of 0 MB" in second.text


def test_what_failed_is_named_by_its_title_and_kept_to_the_end():
    parts = {}
    job = told(Job("fetch"), Event("failed", "a", "Land mask", message="no route", ended=1, count=1), parts)
    assert told(job, Event("finished"), parts).failures == ("Land mask: no route",)


def test_lines_of_a_build_that_are_no_progress_are_passed_over():
    line = '{"region": "jp", "done": 1, "total": 2, "field": "a.b", "seconds": 0.1}'
    assert [step.done for step in steps(["a warning\n", line, "{}", "[1]"])] == [1]


def test_a_fetch_runs_once_and_refreshes_the_workspace(monkeypatch):
    place = Place()
    work = Jobs(place)
    monkeypatch.setattr(work, "_fetch", lambda job: job)
    assert work.fetch().running
    ended(work)
    assert place.refreshed == 1
    assert not work.fetch().running
    assert work.version == 1


def test_nothing_is_fetched_where_nothing_is_missing():
    assert Jobs(Place(missing=())).fetch() is None


def test_a_failure_is_told_and_not_tried_again_unless_asked(monkeypatch):
    work, tries = Jobs(Place()), []

    def fail(job, scenario):
        tries.append(scenario.region)
        raise CacheError("disk full")

    monkeypatch.setattr(work, "_build", fail)
    work.build(DATA, SCENARIO)
    ended(work)
    assert work.build(DATA, SCENARIO).failures == ("disk full",)
    work.build(DATA, SCENARIO, again=True)
    ended(work)
    work.build(DATA, catalogue().scenario("jp", load_mw=900.0))
    ended(work)
    work.build(DATA, SCENARIO.model_copy(update={"energise_by": 2033}))
    ended(work)
    assert tries == ["jp"] * 4


def test_all_sessions_of_a_workspace_share_its_jobs():
    place = Place()
    assert jobs(place) is jobs(place)
    assert jobs(place) is not jobs(Place())


@pytest.mark.parametrize(("value", "offline"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_the_operator_may_forbid_the_network(monkeypatch, value, offline):
    monkeypatch.setenv("SITEWATT_OFFLINE", value)
    assert is_offline() is offline
