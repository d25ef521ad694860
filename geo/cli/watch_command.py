"""`watch`: which shortlisted site moved since the last look, and which fact moved it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.catalogue.paths import ledger_path
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.cli.context import Call, print_json, tell
from geo.errors import InputError
from geo.exchange.ledger import writing
from geo.exchange.results import json_value
from geo.exchange.sites import read_sites
from geo.exchange.watchlist import NAME, read_watchlist, write_watchlist
from geo.report import candidate_sites, criteria_at, details_at, rank_sites
from geo.siting import Ranking
from geo.watchlist import CONTRIBUTION, CRITERION, Fact, Move, Snapshot, Told, Watched, moves, scenario_moved

TOP = 20
MOST = 200
ROW, KEY = "watch_row", "watch_key"


def watch_command(call: Call) -> int:
    """Look at the watched sites, say what moved since the last look, and keep what was seen."""
    options, scenario = call.options, call.scenario()
    top = options.top if options.top is not None else (MOST if options.sites else TOP)
    if not 1 <= top <= MOST:
        raise InputError("too few or too many sites", where="--top", found=str(top), allowed=f"1 to {MOST}")
    path, key = ledger_path().with_name(NAME), _watch_key(scenario, options.sites)
    region = call.workspace.catalogue.region(scenario.region)
    own = read_sites(Path(options.sites), region) if options.sites else None
    data = call.ready(scenario)
    with writing(path):
        kept = read_watchlist(path)
        before = kept.snapshots.get(key)
        now = look(call, data, scenario, candidate_sites(data) if own is None else own, top, before)
        if not options.keep:
            write_watchlist(path, kept.with_(key, now))
    _tell(call, before, now)
    return 0


def look(
    call: Call, data: RegionData, scenario: Scenario, sites: gpd.GeoDataFrame, top: int, before: Snapshot | None
) -> Snapshot:
    """The sites that were watched before, and the first `top` of today's ranking, as they stand now."""
    marked = sites.assign(**{ROW: range(len(sites)), KEY: _names(sites)})
    ranking = rank_sites(call.workspace, data, scenario, marked)
    table = ranking.table
    known = {site.site for site in before.sites} if before else set()
    chosen = table[table[KEY].isin(known) | (pd.RangeIndex(len(table)) < top)]
    return Snapshot(
        taken=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        fingerprint=data.fingerprint,
        scenario=_settings(scenario),
        sites=tuple(_watched(call, data, scenario, ranking, row) for _, row in chosen.iterrows()),
    )


def _watched(call: Call, data: RegionData, scenario: Scenario, ranking: Ranking, row: pd.Series[Any]) -> Watched:
    point = row["geometry"]
    gates = {key: str(row[f"gate_{key}"]) for key in data.catalogue.gates}
    return Watched(
        site=str(row[KEY]),
        name=str(row.get("name") or row[KEY]),
        lon=round(float(point.x), 6),
        lat=round(float(point.y), 6),
        rank=json_value(row["rank"]),
        score=json_value(row["score"]),
        gates=gates,
        barred_by=tuple(row["excluded_by"]),
        told=_criteria(call, data, ranking, int(row[ROW])) | _details(data, scenario, point.x, point.y),
    )


def _criteria(call: Call, data: RegionData, ranking: Ranking, row: int) -> dict[str, Told]:
    """Raw value and contribution of every weighted criterion, with its nearest feature or its layer as the fact."""
    found = criteria_at(call.workspace, data, ranking.assessment, row)
    return {
        f"{CRITERION}{key}": Told(
            figures={"raw": told["raw"], CONTRIBUTION: told[CONTRIBUTION]}, fact=_cited(told["nearest"], told["source"])
        )
        for key, told in found.items()
        if told["weight"] > 0
    }


def _cited(nearest: dict[str, Any] | None, source: dict[str, Any]) -> Fact:
    if nearest is not None:
        return Fact(id=nearest["name"], source=nearest["source"], date=nearest["date"])
    return Fact(id=source["layer"], source="; ".join([*source["titles"], *source.get("tables", ())]))


def _details(data: RegionData, scenario: Scenario, lon: float, lat: float) -> dict[str, Told]:
    """What layers tell with `figures` and a `fact`."""
    told: dict[str, Told] = {}
    for layer, details in details_at(data, scenario.brief, lon, lat).items():
        for name, detail in details.items():
            if "figures" in detail:
                fact = detail.get("fact")
                cited = Fact(**{key: str(fact.get(key) or "") for key in ("id", "source", "date")}) if fact else None
                told[f"{layer}.{name}"] = Told(figures=detail["figures"], fact=cited)
    return told


def _names(sites: gpd.GeoDataFrame) -> list[str]:
    """A name for each site that stays the same from look to look: its id, its name, or its coordinates."""
    points = [f"{point.x:.5f} {point.y:.5f}" for point in sites.geometry]
    column = next((name for name in ("site_id", "id", "name") if name in sites.columns), None)
    if column is None:
        return points
    names = [str(name) for name in sites[column]]
    return [name if names.count(name) == 1 else f"{name} {at}" for name, at in zip(names, points, strict=True)]


def _settings(scenario: Scenario) -> dict[str, Any]:
    plain: dict[str, Any] = scenario.model_dump(include={"weights", "constraints", "unknowns"})
    return plain | {"weights": {key: weight for key, weight in scenario.weights.items() if weight > 0}}


def _watch_key(scenario: Scenario, sites: str | None) -> str:
    """A name for what is watched: region, preset, brief and sites; weights may move without starting anew."""
    parts = [scenario.region, scenario.preset, scenario.brief.to_dict(), str(Path(sites).resolve()) if sites else ""]
    text = json.dumps(parts, sort_keys=True)
    return f"{scenario.region} {scenario.preset} {hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _tell(call: Call, before: Snapshot | None, now: Snapshot) -> None:
    found = moves(before, now) if before else []
    settings = scenario_moved(before, now) if before else []
    if call.options.json:
        plain = {"since": before.taken if before else None, "now": now.taken, "settings_moved": settings}
        print_json(plain | {"watched": len(now.sites), "moves": [json_value(move.to_dict()) for move in found]})
        return
    if before is None:
        tell(f"{len(now.sites)} sites are watched from now on; the next look says what moved")
        return
    if settings:
        print(f"settings moved, ranks may follow: {', '.join(settings)}")
    for site, group in groupby(found, key=lambda move: (move.name, move.site)):
        print(f"{site[0]} ({site[1]})")
        for move in group:
            print(f"  {_line(move)}")
    tell(f"{len({move.site for move in found})} of {len(now.sites)} watched sites moved since {before.taken}")


def _line(move: Move) -> str:
    if move.what == "watched":
        return "is watched from now on" if move.after else "is no longer among the sites"
    line = f"{move.what}: {_word(move.before)} -> {_word(move.after)}"
    if move.fact is None and move.fact_before is None:
        return f"{line}  (no fact about this site moved; others did)"
    before = f", before {move.fact_before}" if move.fact_before and move.fact_before != move.fact else ""
    return f"{line}  by {move.fact or 'nothing told any more'}{before}"


def _word(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return "none" if value is None or value == [] else ", ".join(value) if isinstance(value, list) else str(value)
