"""How a score comes about: every criterion and constraint in words, from the catalogue."""

from __future__ import annotations

import re
from functools import lru_cache

import pandas as pd
import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.paths import limits_path
from geo.ui.outlook import Outlook
from geo.ui.tables import html_table

STEPS = """
Every criterion measures one thing in its own unit. A fixed value function turns it into a value from 0 (worthless) to 1
(as good as it gets), the same in both countries. The score is the weighted mean of the values, times 100, unless
another rule is chosen (geometric mean, limiting factor, ordered weighted average, TOPSIS). What bars a place is
no low score but a gate: no good score elsewhere buys it back. A value that is not known is shown as unknown.

Sites are scored from exact distances, the coloured map from cells of one kilometre; the two agree within a cell's
width. The percentile says which share of the land that could be built on and that the grid serves scores lower.

This is screening, not a grid study: distance and voltage class say nothing of spare capacity.
"""


RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
HEADING = re.compile(r"^(#+ )", re.MULTILINE)


def method_page(outlook: Outlook) -> None:
    """Explanation, limits and tables."""
    with st.expander("**What this map cannot tell you**", key="limits"):
        st.markdown(limits())
    st.markdown("#### How a score comes about")
    st.markdown(STEPS)
    st.markdown("#### Criteria")
    st.html(html_table(criterion_table(outlook.data.catalogue), narrow=("Group", "Evidence")))
    st.markdown("#### What bars a place")
    st.html(html_table(constraint_table(outlook.data.catalogue)))


@lru_cache(maxsize=1)
def limits() -> str:
    """The page of limits as Markdown for this page: headings below ours, links only where they lead to the web."""
    text = limits_path().read_text(encoding="utf-8").partition("\n")[2]
    return HEADING.sub(r"###\1", RELATIVE_LINK.sub(r"\1", text))


def criterion_table(catalogue: Catalogue) -> pd.DataFrame:
    """One row a criterion."""
    return pd.DataFrame(
        [
            {
                "Group": c.group,
                "Criterion": c.title,
                "Unit": c.unit,
                "Value": c.value_function.describe(c.unit),
                "Evidence": c.evidence,
                "Why": c.rationale,
                "References": "; ".join(c.references),
            }
            for c in catalogue.criteria.values()
        ]
    )


def constraint_table(catalogue: Catalogue) -> pd.DataFrame:
    """One row a constraint."""
    return pd.DataFrame(
        [
            {
                "Constraint": c.title,
                "Limit": f"{c.limit:g} {c.unit}" if c.limits_allowed else "",
                "On at first": c.on,
                "Coarse data": c.coarse,
                "Why": c.rationale,
                "References": "; ".join(c.references),
            }
            for c in catalogue.constraints.values()
        ]
    )
