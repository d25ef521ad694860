"""`portfolio`: a total load over several sites that fail apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geo.choices.portfolio import PortfolioWish, portfolio
from geo.cli.campus_commands import geojson_target
from geo.cli.context import Call, print_json, tell
from geo.cli.joint_command import first_region, given_sites, regions_of
from geo.exchange.atomic import write_whole


def portfolio_command(call: Call) -> int:
    """Choose the best independent set; write the file asked for, or print it."""
    options = call.options
    keys = regions_of(options.region, call.workspace.catalogue.regions)
    scenario = first_region(call, keys)
    sizes = tuple(options.sites_mw or [scenario.load_mw])
    wish = PortfolioWish(options.total_mw, sizes, options.apart_km, tuple(options.also), tuple(options.without))
    target, given = geojson_target(options.output), given_sites(call, keys)
    call = Call(options, call.workspace.public)
    call.fetch_missing()
    call.expect([call.workspace.region(key) for key in keys])
    content = portfolio(call.workspace, scenario, keys, wish, given)
    if target is not None:
        write(target, content)
        tell(f"wrote {len(content['features'])} sites to {target}")
    if options.json:
        print_json(content)
    elif target is None:
        _print(content)
    return 0


def write(target: Path, content: dict[str, Any]) -> None:
    """The collection as GeoJSON."""
    write_whole(target, json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode())


def _print(content: dict[str, Any]) -> None:
    price = content["metadata"]["price"]
    for row in (feature["properties"] for feature in content["features"]):
        print(f"{row['load_mw']:6.0f} MW  {row['score']:5.1f}  {row['region']}  {row['name']}: {row['role']}")
        groups = "; ".join(f"{key}: {', '.join(names)}" for key, names in row["groups"].items())
        print(f"{'':18}{groups}")
        stand_in = ", ".join(row["substitutes"]) or "nobody"
        lost = row["points_lost_without_it"]
        tail = "" if lost is None else f", {lost:.2f} points less"
        print(f"{'':18}without it {row['left_if_lost_mw']:g} MW are left; {stand_in} would stand in{tail}")
    print(f"mean score {price['mean_score']:.2f}, {price['points_lost']:.2f} points below the best set that may share:")
    print(f"  {', '.join(price['unconstrained_sites'])} ({price['unconstrained_mean_score']:.2f})")
    for kind, lost in price["points_lost_by_kind_alone"].items():
        print(f"  apart by {kind} alone: {'impossible' if lost is None else f'{lost:.2f} points'}")
    for row in price["money"].values():
        print(f"  {row['title']}: {row['more'] or 0:+.1f} {row['unit']}")
    print(content["metadata"]["note"])
