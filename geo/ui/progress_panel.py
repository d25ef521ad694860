"""What is being fetched and built, with bars; when it is done the page draws itself anew."""

from __future__ import annotations

import streamlit as st

from geo.maps.text import markdown
from geo.ui.jobs import Job, Jobs
from geo.ui.outlook import Outlook

EVERY_S = 1.0
TITLES = {"fetch": "Fetching data", "build": "Building the region's fields"}


def progress_panel(work: Jobs, seen: Outlook) -> None:
    """Bars of what is at work, or a button that says what has failed. Takes the same room whatever it says."""
    if work.running():
        st.session_state["_jobs_version"] = work.version
        _watch(work, seen)
        return
    fetch, build = work.current("fetch"), work.current("build")
    if fetch is not None and fetch.failures:
        _fetch_failed(fetch, work)
    if build is not None and not seen.built:
        _build_failed(build, work, seen)


@st.fragment(run_every=EVERY_S)
def _watch(work: Jobs, seen: Outlook) -> None:
    running = work.running()
    ended = not running or work.version != st.session_state.get("_jobs_version")
    if ended or (not seen.built and seen.ready):
        st.rerun()
    for job in running if seen.built else running[-1:]:
        if job.kind == "build" and seen.built:
            st.caption(f"In the background: fields of further criteria, {job.done:g} of {job.total:g}")
        else:
            st.progress(job.share, text=f"{TITLES[job.kind]}: {markdown(job.text)}")


def _fetch_failed(job: Job, work: Jobs) -> None:
    with st.popover(f"{len(job.failures)} file sets not fetched: bundled data stands in", icon=":material/cloud_off:"):
        for failure in job.failures:
            st.markdown(f"- {markdown(failure)}")
        if st.button("Try again", key="fetch_retry"):
            work.fetch(again=True)
            st.rerun()


def _build_failed(job: Job, work: Jobs, seen: Outlook) -> None:
    with st.popover("The coloured map is not built", icon=":material/warning:"):
        for failure in job.failures or ("The build has ended and fields are still missing.",):
            st.markdown(markdown(failure))
        st.markdown("The ranking stands all the same.")
        if st.button("Build again", key="build_retry"):
            work.build(seen.data, seen.scenario, again=True)
            st.rerun()
