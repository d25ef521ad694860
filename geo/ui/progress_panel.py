"""What is being fetched and built, with bars; when it is done the page draws itself anew."""

from __future__ import annotations

import streamlit as st

from geo.maps.text import markdown
from geo.ui.jobs import Job, Jobs

EVERY_S = 1.0
TITLES = {"fetch": "Fetching data", "build": "Building the region's fields"}


def progress_panel(work: Jobs) -> None:
    """Bars of what is at work, and what has failed. Says nothing where nothing is to be said."""
    if work.running():
        st.session_state["_jobs_version"] = work.version
        _watch(work)
    for job in (work.current("fetch"), work.current("build")):
        if job is not None and not job.running and job.failures:
            _failed(job, work)


@st.fragment(run_every=EVERY_S)
def _watch(work: Jobs) -> None:
    running = work.running()
    if not running or work.version != st.session_state.get("_jobs_version"):
        st.rerun()
    for job in running:
        st.progress(job.share, text=f"{TITLES[job.kind]}: {markdown(job.text)}")


def _failed(job: Job, work: Jobs) -> None:
    if job.kind == "build":
        st.error(f"{markdown(job.failures[-1])} The ranking stands; the coloured map does not.")
        return
    st.warning(f"{len(job.failures)} file sets could not be fetched; bundled data stands in.")
    with st.expander("Which, and why"):
        for failure in job.failures:
            st.markdown(f"- {markdown(failure)}")
        if st.button("Try again", key="fetch_retry"):
            work.fetch(again=True)
            st.rerun()
