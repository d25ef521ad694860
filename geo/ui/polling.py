"""Runs that a page asks for by the clock say nothing of its controls.

A page that watches a job asks once a second, and each time says what all its controls stood at a moment before. What
the server has set meanwhile (the weights of a preset, say) would be set back by it.
"""

from __future__ import annotations

from dataclasses import replace

from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

ASK = "request_rerun"
_ask = getattr(ScriptRequests, ASK, None)


def poll_without_controls() -> None:
    """Let a run by the clock leave the controls alone; where a release of Streamlit asks otherwise, it does not."""
    if _ask is not None:
        setattr(ScriptRequests, ASK, asked)


def asked(requests: ScriptRequests, run: RerunData) -> bool:
    """Ask for a run; what visitors have done travels with the runs that they themselves ask for."""
    assert _ask is not None
    return bool(_ask(requests, replace(run, widget_states=None) if run.is_auto_rerun else run))
