"""Both countries in one list on the page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.choices.site_list import joint_ranking
from geo.exchange.results import to_csv, to_geojson
from geo.maps.site_marks import bar_titles
from geo.maps.text import markdown
from geo.ui.decide_lists import listed, with_own_first
from geo.ui.outlook import Outlook
from geo.workspace import Workspace

WANTED = "joint_wanted"
ABOUT = (
    "The candidate sites of both countries in one list. Value functions are absolute: adding or taking away sites "
    "moves no score. A criterion without a common metric in both countries stays out, and the others share its weight."
)


def countries_view(workspace: Workspace, seen: Outlook) -> None:
    """The joint list; the other country is measured when it is asked for."""
    st.markdown(ABOUT)
    if not st.session_state.get(WANTED) and not st.button("Rank both countries", type="primary", key="ask_joint"):
        return
    st.session_state[WANTED] = True
    with st.spinner("Measuring the sites of both countries"):
        found = listed(workspace, seen.scenario, with_own_first(workspace, seen.scenario))
        ranking = joint_ranking(workspace.for_others, found)
    catalogue = workspace.catalogue
    for key, reason in found.ground.left_out.items():
        st.warning(f"Left out: {markdown(catalogue.criteria[key].title)} ({markdown(reason)})")
    if found.ground.left_out:
        st.caption(f"{found.ground.lost_share:.1%} of the weight is left out.")
    else:
        st.caption("Every criterion that weighs has a common metric.")
    for key, reason in found.ground.one_sided_bars.items():
        st.caption(f"{markdown(catalogue.constraints[key].title)}: {markdown(reason)}")
    table = ranking.table
    st.dataframe(
        pd.DataFrame(
            {
                "#": table["rank"],
                "Site": table["name"],
                "Country": [catalogue.regions[key].title for key in table["region"]],
                "# there": table["rank_in_region"],
                "Score": table["score"].round(1),
                "Barred by": [bar_titles(keys, catalogue) for keys in table["excluded_by"]],
                "Unknown weight, %": (table["unknown_weight_share"] * 100).round(1),
            }
        ),
        hide_index=True,
        height=520,
    )
    left, right, _ = st.columns([1, 1, 3])
    left.download_button(
        "GeoJSON", lambda: to_geojson(ranking), "sitewatt-joint.geojson", key="get_joint", on_click="ignore"
    )
    right.download_button("CSV", lambda: to_csv(ranking), "sitewatt-joint.csv", key="get_joint_csv", on_click="ignore")
