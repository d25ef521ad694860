"""Options of the commands that choose among sites: `portfolio` and `pareto`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

SITES = "CSV with lon and lat, or GeoJSON (default: the candidate sites)"


def add_portfolio(
    commands: Any, scenario: Callable[..., None], as_json: Callable[[Any], None], regions: tuple[str, ...]
) -> None:
    """`portfolio`."""
    command: argparse.ArgumentParser = commands.add_parser(
        "portfolio", help="spread a total load over sites that share no grid, cable or hazard"
    )
    scenario(command, regions, several=True)
    command.add_argument("--total-mw", type=float, default=900.0, metavar="N", help="load of all sites (default: 900)")
    command.add_argument(
        "--sites-mw", type=float, nargs="+", metavar="N", help="loads that a site may have (default: the scenario's)"
    )
    command.add_argument("--apart-km", type=float, default=200.0, metavar="KM", help="least distance (default: 200)")
    command.add_argument("--also", action="append", default=[], metavar="GROUP", help="mind this failure group too")
    command.add_argument("--without", action="append", default=[], metavar="GROUP", help="do not mind this one")
    command.add_argument("--sites", metavar="FILE", help=SITES)
    command.add_argument("-o", "--output", metavar="FILE", help="portfolio.geojson")
    as_json(command)


def add_pareto(
    commands: Any, scenario: Callable[..., None], as_json: Callable[[Any], None], regions: tuple[str, ...]
) -> None:
    """`pareto`."""
    command: argparse.ArgumentParser = commands.add_parser(
        "pareto", help="sites that no other beats in every chosen objective"
    )
    scenario(command, regions, several=True)
    command.add_argument(
        "--objectives", metavar="A,B", help="criteria, joined by commas (default: those that the layers offer)"
    )
    command.add_argument("--sites", metavar="FILE", help=SITES)
    command.add_argument("-o", "--output", metavar="FILE", help="pareto.geojson")
    as_json(command)
