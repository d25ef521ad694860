"""What may be typed: commands, options and their help."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from geo.catalogue.catalogue import Catalogue
from geo.certainty import SHOWN_DRAWS as DRAWS
from geo.cli.choice_options import add_pareto, add_portfolio
from geo.cli.option_parser import PROGRAM, Parser
from geo.cli.serve_command import add_serve
from geo.decision.aggregation import RULES
from geo.exchange.weights import SHORT
from geo.models.ledger import CONFIDENCES


def parser(catalogue: Catalogue, version: str) -> Parser:
    """The whole command line."""
    top = Parser(
        prog=PROGRAM,
        description="Where several hundred megawatts of AI computing could go in Australia and Japan, and why there.",
    )
    top.add_argument("--version", action="version", version=f"sitewatt {version}")
    commands = top.add_subparsers(dest="command", required=True, metavar="command", parser_class=Parser)
    regions = tuple(catalogue.regions)
    _add_layers(commands, regions)
    _add_fetch(commands)
    _add_check(commands)
    _add_rank(commands, regions)
    _add_score(commands, regions)
    _add_gates(commands, regions)
    _add_map(commands, regions)
    _add_campuses(commands, regions)
    add_portfolio(commands, _scenario, _json, regions)
    add_pareto(commands, _scenario, _json, regions)
    _add_backtest(commands, regions)
    _add_diff(commands, regions)
    _add_build(commands, regions)
    add_serve(commands)
    _add_ledger(commands, regions)
    _add_watch(commands, regions)
    return top


def parse(catalogue: Catalogue, version: str, argv: Sequence[str]) -> argparse.Namespace:
    """Arguments of one call; InputError for anything that cannot be understood."""
    return parser(catalogue, version).parse_args(argv)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _scenario(command: argparse.ArgumentParser, regions: tuple[str, ...], *, several: bool = False) -> None:
    if several:
        allowed = f"{', '.join(regions)}; several joined by commas, or all, give one list"
        command.add_argument("--region", required=True, metavar="REGION", help=allowed)
    else:
        command.add_argument("--region", required=True, choices=regions, help="region to work on")
    command.add_argument("--preset", help="weights to start from (default: balanced)")
    command.add_argument(
        "--scenario", metavar="FILE", help="scenario file (TOML); what it leaves out comes from the preset"
    )
    command.add_argument(
        "--load-mw", type=float, metavar="N", help="grid load of the campus in MW, 20 to 2000 (default: 300)"
    )
    command.add_argument(
        "--redundancy",
        choices=("N", "N-1"),
        help="served with everything in service, or after the worst outage (default: N-1)",
    )
    command.add_argument("--energise-by", type=int, metavar="YEAR", help="year in which the load must be served")
    command.add_argument(
        "--hub", metavar="KEY", action="append", help="hub whose users are served, such as tokyo (may be repeated)"
    )
    command.add_argument(
        "--weight", action="append", default=[], metavar="KEY=N", help="set one weight; may be repeated"
    )
    command.add_argument("--weights", metavar="HOW", help=f"set all weights: {SHORT}")
    command.add_argument("--rule", choices=tuple(RULES), help="how values make one score (default: weighted_sum)")
    command.add_argument(
        "--attitude", type=float, metavar="N", help="of the rule owa: 0 careful to 1 daring (default: 0.3)"
    )
    command.add_argument(
        "--offline", action="store_true", help="never open the network; use what is bundled and cached"
    )
    command.add_argument(
        "--expect-fingerprint", metavar="HEX", help="end with 2 unless the data have this fingerprint (several: commas)"
    )


def _add_layers(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("layers", help="list layers, criteria, constraints and the data tier in use")
    command.add_argument("--region", choices=regions, help="only this region")
    command.add_argument(
        "--data", action="store_true", help="also rows, unverified rows, vintage, licence and what stands in"
    )
    _json(command)


def _add_fetch(commands: argparse._SubParsersAction[Parser]) -> None:
    command = commands.add_parser("fetch", help="download data into the cache (default: the package tier)")
    command.add_argument("keys", nargs="*", metavar="KEY", help="artefacts or layers; none: the default set")
    command.add_argument("--upstream", action="store_true", help="also the pinned upstream files that layers can use")
    command.add_argument("--live", action="store_true", help="also the live services that layers can use (large)")
    command.add_argument("--again", action="store_true", help="ask live services anew, though an answer is here")
    command.add_argument("--all", action="store_true", help="everything pinned except non-commercial sets")
    command.add_argument("--list", action="store_true", help="say what is there and what is not")
    command.add_argument("--offline", action="store_true", help="only from a mirror or installed packages")
    command.add_argument("--json-progress", action="store_true", help="progress as JSON lines")
    _json(command)


def _add_check(commands: argparse._SubParsersAction[Parser]) -> None:
    command = commands.add_parser("check", help="check catalogue, fact tables, sources and cache")
    _json(command)


def _private(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--with-ledger", action="store_true", help="also put your own evidence into what is written (default: never)"
    )


def _add_rank(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("rank", help="rank sites and write GeoJSON or CSV")
    _scenario(command, regions, several=True)
    command.add_argument(
        "--sites", metavar="FILE", help="CSV with lon and lat, or GeoJSON (default: the candidate sites)"
    )
    command.add_argument("--top", type=int, metavar="N", help="write only the first N")
    command.add_argument(
        "--robustness",
        type=int,
        metavar="N",
        help=f"rankings drawn to say how sure the ranks are, 0 for none (default: {DRAWS}, and less detail)",
    )
    command.add_argument("-o", "--output", metavar="FILE", help="out.geojson or out.csv")
    _private(command)
    _json(command)


def _add_score(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("score", help="score one point and say why")
    _scenario(command, regions)
    command.add_argument("--at", nargs=2, required=True, metavar=("LON", "LAT"), help="WGS 84 degrees")
    _private(command)
    _json(command)


def _add_gates(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("gates", help="decide a government's gate sheet at a point, line by line")
    _scenario(command, regions)
    command.add_argument("--at", nargs=2, required=True, metavar=("LON", "LAT"), help="WGS 84 degrees")
    command.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="what you state: a number, yes or no; may repeat",
    )
    _json(command)


def _add_map(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("map", help="write one self-contained HTML map")
    _scenario(command, regions)
    command.add_argument("-o", "--output", metavar="FILE", required=True, help="map.html")
    _private(command)


def _add_campuses(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("campuses", help="find the best areas for the load anywhere in a region")
    _scenario(command, regions)
    command.add_argument("--top", type=int, default=10, metavar="N", help="how many (default: 10)")
    command.add_argument("--spacing-km", type=float, default=10.0, metavar="KM", help="least distance (default: 10)")
    command.add_argument("--mw-per-ha", type=float, default=10.0, metavar="N", help="load on a hectare (default: 10)")
    command.add_argument("--least-score", type=float, default=0.0, metavar="N", help="least score of every cell")
    command.add_argument(
        "--refine-m", type=float, default=100.0, metavar="M", help="cells of the windows (default: 100; 0: none)"
    )
    command.add_argument(
        "--also-cell-m",
        type=float,
        action="append",
        default=[],
        metavar="M",
        help="search the whole map with cells of this size too, for its ranks",
    )
    command.add_argument("-o", "--output", metavar="FILE", help="campuses.geojson")
    _json(command)


def _add_backtest(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("backtest", help="test the map against known campuses")
    _scenario(command, regions)
    command.add_argument(
        "--sites", metavar="FILE", help="sites with load_mw, metro, status if known (default: known campuses)"
    )
    _json(command)


def _add_diff(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("diff", help="what moves between two scenario files, and why")
    command.add_argument("first", metavar="A", help="scenario file (TOML)")
    command.add_argument("second", metavar="B", help="scenario file (TOML) of the same region")
    command.add_argument("--region", choices=regions, help="region of files that name none")
    command.add_argument("--sites", metavar="FILE", help="CSV or GeoJSON (default: the candidate sites)")
    command.add_argument("--top", type=int, default=10, metavar="N", help="sites to print (default: 10)")
    command.add_argument("--offline", action="store_true", help="never open the network")
    _json(command)


def _add_build(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("build", help="build the fields of a region into the cache")
    command.add_argument("--region", required=True, choices=regions)
    command.add_argument("--load-mw", type=float, metavar="N", help="only the fields that a load needs (default: all)")
    command.add_argument("--redundancy", choices=("N", "N-1"), default="N-1")
    command.add_argument("--token", metavar="TEXT", help="what a scenario needs, by its token in the app's address")
    command.add_argument("--json-progress", action="store_true", help="progress as JSON lines")


def _add_ledger(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("ledger", help="your own evidence: what a utility answered you; stays here")
    actions = command.add_subparsers(dest="action", required=True, metavar="action", parser_class=Parser)
    _json(actions.add_parser("list", help="every row, and which are superseded"))
    add = actions.add_parser("add", help="add one answer about one bus")
    add.add_argument("--bus", required=True, help="name of the substation or bus")
    add.add_argument("--region", required=True, choices=regions)
    add.add_argument("--at", nargs=2, type=float, required=True, metavar=("LON", "LAT"), help="WGS 84 degrees")
    add.add_argument("--radius-km", type=float, default=10.0, metavar="KM", help="how far it reaches (default: 10)")
    add.add_argument("--firm-mw", type=float, required=True, metavar="MW", help="firm megawatts that can be had")
    add.add_argument("--year", type=int, required=True, help="calendar year from which they can be had")
    add.add_argument("--confidence", required=True, choices=CONFIDENCES, help="signed or binding, written, only said")
    add.add_argument("--note", default="", help="one line")
    add.add_argument("--date", metavar="YYYY-MM-DD", help="day of the answer (default: today)")
    remove = actions.add_parser("remove", help="remove the rows of a bus")
    remove.add_argument("bus", help="name as in the ledger")
    remove.add_argument("--date", metavar="YYYY-MM-DD", help="only the answer of this day")
    remove.add_argument("--year", type=int, help="only the row of this year")


def _add_watch(commands: argparse._SubParsersAction[Parser], regions: tuple[str, ...]) -> None:
    command = commands.add_parser("watch", help="what moved at your sites since the last look, and which fact moved it")
    _scenario(command, regions)
    command.add_argument("--sites", metavar="FILE", help="CSV or GeoJSON, all of it (default: the best candidates)")
    command.add_argument("--top", type=int, metavar="N", help="how many of the best are watched (default: 20)")
    command.add_argument("--keep", action="store_true", help="keep the last look to compare with; save nothing")
    _json(command)
