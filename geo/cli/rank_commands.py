"""`rank` and `score`: sites in order, and one point with its reasons."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from geo.catalogue.preset import Scenario
from geo.certainty import SHOWN_DRAWS
from geo.cli.context import Call, print_json, tell
from geo.cli.joint_command import joint_command, regions_of
from geo.cli.ranking_text import print_ranking, reason_lines
from geo.decision.robustness import MAX_DRAWS
from geo.errors import InputError
from geo.exchange.atomic import write_whole
from geo.exchange.results import json_value, to_csv, to_geojson
from geo.exchange.sites import read_sites
from geo.reasons import quantity
from geo.report import explain_point, rank_sites, ranked_sites

SHOWN = 15


def rank_command(call: Call) -> int:
    """Rank sites; write the file asked for, or print the first few."""
    options = call.options
    writer = _writer(options.output)
    if options.top is not None and options.top < 1:
        raise InputError("--top must be at least 1", where="--top", found=str(options.top))
    draws = _draws(options.robustness)
    keys = regions_of(options.region, call.workspace.catalogue.regions)
    if len(keys) > 1 and options.robustness is not None:
        raise InputError("certainty is told of one region's ranking", where="--robustness", found=options.region)
    if len(keys) > 1:
        return joint_command(call, keys, writer)
    options.region = keys[0]
    scenario = call.scenario()
    sites = read_sites(Path(options.sites), call.workspace.catalogue.region(scenario.region)) if options.sites else None
    data = call.ready(scenario)
    ranking = rank_sites(call.workspace, data, scenario, sites, draws=draws, detail=options.robustness is not None)
    if options.with_ledger:
        ranking.metadata["own_evidence"] = [asdict(row) for row in data.access.ledger.newest(data.region.key)]
    if options.output:
        write_whole(Path(options.output), writer(ranking, options.top))
        count = len(ranking.table.head(options.top)) if options.top else len(ranking.table)
        tell(f"wrote {count} sites to {options.output}")
    if options.json:
        print(to_geojson(ranking, options.top).decode())
    elif not options.output:
        print_ranking(ranking, options.top or SHOWN)
    return 0


def score(call: Call) -> int:
    """Score one point and print why."""
    scenario = call.scenario()
    lon, lat = point(call.options.at, call, scenario)
    data = call.ready(scenario)
    found = explain_point(call.workspace, data, scenario, lon, lat, ranked_sites(data, scenario))
    if call.options.json:
        print_json(json_value(found))
    else:
        _print_point(found)
    return 0


def _draws(asked: int | None) -> int:
    if asked is not None and not 0 <= asked <= MAX_DRAWS:
        allowed = f"0 (none) to {MAX_DRAWS:,}"
        raise InputError("so many rankings cannot be drawn", where="--robustness", found=str(asked), allowed=allowed)
    return SHOWN_DRAWS if asked is None else asked


def _writer(output: str | None) -> Any:
    ending = Path(output).suffix.lower() if output else ".geojson"
    writers = {".geojson": to_geojson, ".json": to_geojson, ".csv": to_csv}
    if ending not in writers:
        raise InputError("unknown kind of output", where="--output", found=output or "", allowed="*.geojson, *.csv")
    if output and not Path(output).resolve().parent.is_dir():
        raise InputError("the folder does not exist", where="--output", found=str(Path(output).parent))
    return writers[ending]


def point(texts: list[str], call: Call, scenario: Scenario) -> tuple[float, float]:
    """Longitude and latitude of `--at`; InputError where they are no place of the region."""
    try:
        lon, lat = (float(text) for text in texts)
    except ValueError as error:
        raise InputError(
            "a point is two numbers", where="--at", found=" ".join(texts), allowed="LON LAT in degrees"
        ) from error
    region = call.workspace.catalogue.region(scenario.region)
    if not (np.isfinite(lon) and np.isfinite(lat)) or not region.contains(lon, lat):
        west, south, east, north = region.bbox
        swapped = region.contains(lat, lon)
        raise InputError(
            f"the point is outside {region.title}",
            where="--at",
            found=f"lon {lon:g}, lat {lat:g}",
            allowed=f"lon {west:g} to {east:g}, lat {south:g} to {north:g}",
            mend="longitude and latitude look swapped" if swapped else "",
        )
    return lon, lat


def _print_point(found: dict[str, Any]) -> None:
    bars = "; ".join(found["excluded_by"])
    print(f"score {found['score']:.1f}, percentile {found['percentile']:.1f}" if not bars else f"barred by {bars}")
    for key, word in found["gates"].items():
        print(f"  gate {key}: {word.upper()}")
    rows = sorted(found["criteria"].items(), key=lambda item: (item[1]["weight"] == 0, -item[1]["contribution"]))
    heads = {True: "points of the score, by criterion:", False: "without weight:"}
    for key, row in rows:
        head = heads.pop(row["weight"] > 0, "")
        if head:
            print(head)
        near = row["nearest"]
        tail = f"  {near['name']} at {near['distance_km']:.1f} km" if near else ""
        points = f"{row['contribution']:6.2f}" if row["weight"] > 0 else "      "
        print(f"  {points}  {key}: {quantity(row['raw'], row['unit'], row['decimals'])}{tail}")
    for line in reason_lines(found["reasons"]):
        print(line)
