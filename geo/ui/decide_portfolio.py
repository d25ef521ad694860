"""A portfolio on the page: settings, the chosen sites with their roles, the price of independence."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from geo.choices.clashes import NEAR, rules_of
from geo.maps.text import markdown
from geo.ui.decide_map import decide_map, mark, table_choice
from geo.ui.decide_work import answer
from geo.ui.outlook import Outlook
from geo.ui.tables import html_table
from geo.workspace import Workspace

TABLE = "decide_portfolio_table"
ABOUT = (
    "A total load over several candidate sites, of which no two share a grid, a cable landing or a hazard that we know "
    "of. The best set is found exactly; what independence costs is told."
)


def portfolio_view(workspace: Workspace, seen: Outlook) -> None:
    """Settings, the button, and the set."""
    st.markdown(ABOUT)
    own = seen.scenario.region
    everywhere = [own, *(key for key in workspace.catalogue.regions if key != own)]
    first, second, third, fourth = st.columns(4)
    total = first.number_input("Total, MW", 20.0, 20_000.0, 900.0, step=100.0, format="%g", key="portfolio_total")
    sizes = second.text_input("Loads of a site, MW", f"{seen.scenario.load_mw:g}", key="portfolio_sizes")
    apart = third.number_input("Apart, km", 0.0, 5000.0, 200.0, step=50.0, format="%g", key="portfolio_apart")
    both = fourth.toggle("Both countries", key="portfolio_both", help="Criteria without a common metric stay out")
    known = rules_of(workspace.catalogue)
    minded = st.multiselect(
        "Keep apart by",
        list(known),
        [key for key, rule in known.items() if rule.on],
        format_func=lambda key: known[key].title,
        key="portfolio_rules",
    )
    loads = _loads(sizes)
    if loads is None:
        st.error("The loads of a site are numbers of megawatts, such as 200, 300.")
        return
    command: tuple[str, ...] = (
        "portfolio",
        "--region",
        ",".join(everywhere) if both else own,
        "--total-mw",
        f"{total:g}",
    )
    command += ("--apart-km", f"{apart:g}", *(word for key in minded for word in ("--also", key)))
    command += tuple(word for key in known if key not in minded for word in ("--without", key))
    command += ("--sites-mw", *loads)
    state = "+".join(workspace.region(key).fingerprint for key in (everywhere if both else [own]))
    content = answer(workspace, seen.scenario, command, "Choose the sites", state)
    if content is not None:
        _found(seen, content)


def _loads(text: str) -> tuple[str, ...] | None:
    try:
        return tuple(f"{float(part):g}" for part in text.replace(";", ",").split(",") if part.strip()) or None
    except ValueError:
        return None


def _found(seen: Outlook, content: dict[str, Any]) -> None:
    features, about = content["features"], content["metadata"]
    points = [feature["geometry"]["coordinates"] for feature in features]
    rows = [f["properties"] | {"lon": at[0], "lat": at[1]} for f, at in zip(features, points, strict=True)]
    chosen = table_choice(TABLE)
    at = (rows[chosen]["lon"], rows[chosen]["lat"]) if chosen is not None and chosen < len(rows) else None
    marks = [mark(seen, row, f"{row['load_mw']:g} MW, score {row['score']:.1f}\n{row['role']}") for row in rows]
    decide_map(seen, "Portfolio", marks, chosen=at)
    st.dataframe(_table(rows), key=TABLE, hide_index=True, on_select="rerun", selection_mode="single-row")
    _price(about["price"])
    with st.expander("Failure groups, what they rest on, and who stands in which"):
        st.html(html_table(_groups(rows)))
        st.html(html_table(_rules(about["rules"])))
    for key, reason in about["left_out"].items():
        st.caption(f"Left out of the joint list: {markdown(key)} ({markdown(reason)})")
    st.caption(markdown(about["note"]))
    st.download_button(
        "GeoJSON",
        json.dumps(content, ensure_ascii=False),
        f"sitewatt-portfolio-{'-'.join(about['regions'])}.geojson",
        "application/geo+json",
        key="get_portfolio",
        on_click="ignore",
    )


def _price(price: dict[str, Any]) -> None:
    free = markdown(", ".join(price["unconstrained_sites"]))
    kinds = ", ".join(
        f"{kind} {'impossible' if lost is None else f'{lost:.2f}'}"
        for kind, lost in price["points_lost_by_kind_alone"].items()
    )
    money = "; ".join(
        f"{markdown(m['title'])} {m['more'] or 0:+.1f} {markdown(m['unit'])}" for m in price["money"].values()
    )
    st.markdown(
        f"**Price of independence: {price['points_lost']:.2f} points** of the mean score "
        f"({price['mean_score']:.2f} against {price['unconstrained_mean_score']:.2f} of {free}). "
        f"Apart by one kind alone: {kinds}. {money}"
    )


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "#": row["rank"],
                "Site": row["name"],
                "Region": row["region"],
                "MW": row["load_mw"],
                "Score": round(row["score"], 1),
                "Role: ahead of the others in": row["role"],
                "by, points": round(row["role_lead"], 1),
                "MW left without it": row["left_if_lost_mw"],
                "Would stand in": ", ".join(row["substitutes"]),
                "points lost then": None
                if row["points_lost_without_it"] is None
                else round(row["points_lost_without_it"], 2),
            }
            for row in rows
        ]
    )


def _groups(rows: list[dict[str, Any]]) -> pd.DataFrame:
    keys = list(dict.fromkeys(key for row in rows for key in row["groups"]))
    return pd.DataFrame(
        [{"Site": row["name"], **{key: ", ".join(row["groups"].get(key, [])) for key in keys}} for row in rows]
    )


def _rules(rules: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Group": rule["title"],
                "Kind": rule["kind"],
                "Minded": rule["minded"],
                "Clashes": str(rule["clashes"]) if rule["minded"] else "",
                "Rests on": rule["basis"] + (", see the distance above" if rule["key"] == NEAR else ""),
            }
            for rule in rules
        ]
    )
