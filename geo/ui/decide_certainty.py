"""How sure the ranks are, on the page: SMAA-2 of the candidate sites with as many draws as wanted, and to take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo.maps.text import markdown
from geo.siting import weight_shares
from geo.ui import certainty_tables
from geo.ui.decide_work import answer
from geo.ui.outlook import Outlook
from geo.workspace import Workspace

DRAWS = (1_000, 10_000, 100_000)
BEST = 10
ABOUT = (
    "Weights are drawn around those of the scenario, uncertain inputs between their low and high, and the candidate "
    "sites ranked anew each time (SMAA-2): how often has a site which rank, who beats whom, what weights put it first."
)
Told = dict[str, Any]


def certainty_view(workspace: Workspace, seen: Outlook) -> None:
    """The number of draws, the button, and what was drawn."""
    st.markdown(ABOUT)
    draws = st.selectbox("Draws", DRAWS, 1, format_func=_offered, key="certainty_draws", width=320)
    if seen.own is not None:
        st.caption("Your own sites are left out here: the candidate sites are compared.")
    command = ("rank", "--region", seen.scenario.region, "--robustness", str(draws))
    content = answer(workspace, seen.scenario, command, "Draw the rankings", seen.data.fingerprint)
    if content is not None:
        _found(seen, content)


def _offered(draws: int) -> str:
    """A number of draws with the largest standard error of a share of them: 0.5 / sqrt(draws)."""
    return f"{draws:,} (good to {50 / draws**0.5:.2g} points)"


def _found(seen: Outlook, content: Told) -> None:
    sure = content["metadata"]["certainty"]
    for note in sure["notes"]:
        st.caption(markdown(note))
    sites = ranked_sites(content)
    if "rank_acceptability" not in sure or not sites:
        st.info("There are no ranks to be sure of: two sites or more that nothing bars are needed.")
        return
    off = 100 * sure["largest_standard_error"]
    factor = 100 * sure["confidence_standard_error"]
    st.caption(
        f"{sure['draws']:,} draws of {sure['compared']} sites. Shares of the draws are good to {off:.2g} points (one "
        f"standard error), confidence factors to {factor:.2g}. Concentration {sure['concentration_groups']:g} between "
        f"groups and {sure['concentration_within']:g} within: a high one keeps the weights close to the scenario's."
    )
    best = sites[:BEST]
    st.html(certainty_tables.acceptability(best, sure["rank_acceptability"]))
    _site(seen, sites, sure)
    _pairs(best, sure["pairwise"])
    _downloads(seen, content, sites)


def ranked_sites(content: Told) -> list[Told]:
    """The sites that were compared, best first: the key by which certainty names them, name, rank and own figures."""
    known = content["metadata"]["certainty"].get("rank_acceptability", {})
    rows = [feature["properties"] for feature in content["features"]]
    keyed = [
        {**row, "key": next((str(row[name]) for name in ("site_id", "id", "name") if row.get(name)), str(place))}
        for place, row in enumerate(rows, start=1)
    ]
    return [{**row, "name": str(row.get("name") or row["key"])} for row in keyed if row["key"] in known]


def _site(seen: Outlook, sites: list[Told], sure: Told) -> None:
    names = {site["key"]: f"{site['rank']} {site['name']}" for site in sites}
    key = st.selectbox("Weights that favour", list(names), format_func=lambda each: names[each], key="certainty_site")
    site = next(each for each in sites if each["key"] == key)
    criteria, shares = seen.data.catalogue.criteria, weight_shares(seen.data, seen.scenario)
    weighed = {name: share for name, share in shares.items() if share > 0}
    titles = {name: criteria[name].title for name in weighed}
    first = round(sure["rank_acceptability"][key][0] * sure["draws"])
    times = f"{first:,} of {sure['draws']:,} draws"
    st.html(certainty_tables.central_weights(site, sure["central_weights"].get(key), weighed, titles, times))


def _pairs(best: list[Told], wins: Told | None) -> None:
    if wins is None:
        st.caption("Who beats whom is told of up to 100 sites: here are more.")
    elif len(best) > 1:
        st.html(certainty_tables.pairwise(best, wins))


def _downloads(seen: Outlook, content: Told, sites: list[Told]) -> None:
    sure, name = content["metadata"]["certainty"], f"sitewatt-certainty-{seen.scenario.region}"
    about = {key: content["metadata"].get(key) for key in ("scenario", "data_fingerprint")}
    left, right, _ = st.columns([1, 1, 3])
    left.download_button(
        "JSON",
        lambda: json.dumps({**about, "certainty": sure}, ensure_ascii=False),
        f"{name}.json",
        "application/json",
        key="get_certainty",
        on_click="ignore",
    )
    right.download_button(
        "CSV", lambda: as_csv(sites, sure), f"{name}.csv", "text/csv", key="get_certainty_csv", on_click="ignore"
    )


def as_csv(sites: list[Told], sure: Told) -> str:
    """One number a line: site, name, rank, the measure, what it is about (a rank, criterion or site), the value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["site", "name", "rank", "measure", "of", "value"])
    for site in sites:
        head = [site["key"], _cell(site["name"]), site["rank"]]
        for measure in ("expected_rank", "confidence_factor"):
            writer.writerow([*head, measure, "", site.get(measure)])
        for place, share in enumerate(sure["rank_acceptability"][site["key"]], start=1):
            writer.writerow([*head, "rank_acceptability", place, share])
        tables: Mapping[str, Any] = {"central_weight": sure["central_weights"], "beats": sure["pairwise"] or {}}
        for measure, table in tables.items():
            for of, value in table.get(site["key"], {}).items():
                writer.writerow([*head, measure, of, value])
    return out.getvalue()


def _cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
