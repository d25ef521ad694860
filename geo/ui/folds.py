"""Groups of settings that can be opened. What is closed draws nothing: each widget costs every change of the page.

The label of a fold never changes, since Streamlit would take it for another one; what changes is written behind it by a
style rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

KEPT: Final = "session"
"""Widgets inside a fold keep their value while it is closed (`persist_state`)."""


def fold(title: str, key: str) -> DeltaGenerator | None:
    """Draw the head of a group; what holds its widgets where it is open, None where it is closed."""
    box = st.expander(title, key=key, on_change="rerun")
    return box if box.open else None


def unfold(key: str) -> None:
    """Open a group; before it is drawn in this run."""
    st.session_state[key] = True


def fold_key(kind: str, title: str) -> str:
    """Name of a group's fold, fit for a style rule."""
    return f"{kind}_{re.sub(r'[^a-z0-9]+', '_', title.lower())}"


def behind(place: str, text: str) -> str:
    """Style rule that writes a text behind what a selector finds; signs that mean something to CSS are left out."""
    plain = re.sub(r"[\\'\"<>\n\r]", " ", text)
    return f"{place}::after{{content:' · {plain}'}}"


def behind_fold(key: str, text: str) -> str:
    """The same behind a fold's head."""
    return behind(f".st-key-{key} summary p", text)


def write_behind(rules: Iterable[str]) -> None:
    """Put style rules into the page."""
    st.html(f"<style>{''.join(rules)}</style>")
