"""`serve`: open the app, from a clone or from an installed wheel. It needs no catalogue, and does not wait for one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from geo.catalogue.paths import page_path, usable_cache
from geo.cli.option_parser import PROGRAM, Parser
from geo.cli.outcome import exit_code
from geo.errors import InputError

NAME = "serve"


def main(argv: Sequence[str]) -> int:
    """`sitewatt serve ...` by itself; what all other commands import would hold up the page by half a second.

    Parameters
    ----------
    argv : what was typed after the program's name
    """
    parser = Parser(prog=PROGRAM)
    add_serve(parser.add_subparsers(dest="command", required=True, parser_class=Parser))
    return exit_code(lambda: serve(parser.parse_args(argv)))


def add_serve(commands: Any) -> None:
    """`serve`."""
    command: argparse.ArgumentParser = commands.add_parser(NAME, help="open the app in the browser")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    command.add_argument("--port", type=int, default=8501, help="port (default: 8501)")
    command.add_argument("--no-browser", action="store_true", help="do not open a browser window")


def serve(options: argparse.Namespace) -> int:
    """Run the app until it is stopped; returns the exit code."""
    if not 1 <= options.port <= 65535:
        raise InputError("no such port", where="--port", found=str(options.port), allowed="1 to 65535")
    usable_cache()
    from geo.ui.server import run  # what the other commands need none of

    run(page_path(), options.host, options.port, browser=not options.no_browser)
    return 0
