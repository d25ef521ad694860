"""A scenario from a person's own file: small TOML, read as text, checked like any other input."""

from __future__ import annotations

import tomllib

import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.errors import InputError
from geo.maps.text import markdown
from geo.ui.scenario_state import put

UPLOAD, FAULT = "scenario_upload", "_scenario_fault"
MAX_BYTES = 100_000


def scenario_file(catalogue: Catalogue) -> None:
    """The way to open a scenario; what is wrong with a file is said beside it."""
    st.file_uploader("Open a scenario (TOML)", type="toml", key=UPLOAD, on_change=_opened, args=(catalogue,))
    fault = st.session_state.pop(FAULT, "")
    if fault:
        st.error(markdown(fault))


def parsed(content: bytes, name: str, catalogue: Catalogue) -> Scenario:
    """The scenario of a file; what it leaves out comes from its preset. InputError names the file and the field."""
    if len(content) > MAX_BYTES:
        raise InputError(
            "the scenario file is too large", where=name, found=f"{len(content):,} bytes", allowed="100 kB"
        )
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("not a readable TOML file", where=name, found=str(error)[:200]) from error
    region, preset = table.get("region", next(iter(catalogue.regions))), table.get("preset", "balanced")
    base = catalogue.scenario(str(region), str(preset)).model_dump()
    return catalogue.check(Scenario.checked({**base, **table}, where=name))


def _opened(catalogue: Catalogue) -> None:
    upload = st.session_state[UPLOAD]
    if upload is None:
        return
    try:
        scenario = parsed(upload.getvalue(), upload.name, catalogue)
    except InputError as error:
        st.session_state[FAULT] = str(error)
        return
    put(st.session_state, catalogue, scenario)  # type: ignore[arg-type]
    st.session_state["place"] = None
