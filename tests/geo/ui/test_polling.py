"""Runs by the clock, as Streamlit queues them beside those of visitors."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from geo.ui import polling


@pytest.fixture(autouse=True)
def _patched(monkeypatch):
    monkeypatch.setattr(ScriptRequests, polling.ASK, getattr(ScriptRequests, polling.ASK))
    polling.poll_without_controls()


def states(value: str) -> WidgetStates:
    return WidgetStates(widgets=[WidgetState(id="panel", string_value=value)])


def asked(*runs: RerunData) -> RerunData:
    requests = ScriptRequests()
    for run in runs:
        assert requests.request_rerun(run)
    return requests.on_scriptrunner_ready().rerun_data


def test_a_run_by_the_clock_says_nothing_of_the_controls():
    run = asked(RerunData(fragment_id="watch", widget_states=states("late"), is_auto_rerun=True))
    assert run.widget_states is None
    assert run.fragment_id_queue == ["watch"]


def test_a_visitor_s_run_keeps_what_it_says_beside_one_by_the_clock():
    visitor = RerunData(fragment_id="map", widget_states=states("new"))
    clock = RerunData(fragment_id="watch", widget_states=states("late"), is_auto_rerun=True)
    for runs in ((visitor, clock), (clock, visitor)):
        run = asked(*runs)
        assert run.widget_states == states("new")
        assert sorted(run.fragment_id_queue) == ["map", "watch"]
