"""One call of the command line: parse, run, turn an expected error into one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.paths import ledger_path, usable_cache
from geo.cli import (
    backtest_command,
    campus_commands,
    data_commands,
    diff_command,
    gates_command,
    ledger_commands,
    map_commands,
    pareto_command,
    portfolio_command,
    rank_commands,
    serve_command,
    watch_command,
)
from geo.cli.context import Call
from geo.cli.outcome import exit_code
from geo.cli.parser import parse
from geo.exchange.ledger import reader
from geo.exchange.results import software_version
from geo.workspace import Workspace

COMMANDS: dict[str, Callable[[Call], int]] = {
    "layers": data_commands.layers,
    "fetch": data_commands.fetch_command,
    "check": data_commands.check,
    "build": data_commands.build,
    "rank": rank_commands.rank_command,
    "score": rank_commands.score,
    "gates": gates_command.gates_command,
    "map": map_commands.map_command,
    "campuses": campus_commands.campuses_command,
    "portfolio": portfolio_command.portfolio_command,
    "pareto": pareto_command.pareto_command,
    "backtest": backtest_command.backtest_command,
    "diff": diff_command.diff_command,
    "serve": lambda call: serve_command.serve(call.options),
    "ledger": ledger_commands.ledger_command,
    "watch": watch_command.watch_command,
}


def main(catalogue: Callable[[], Catalogue], argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 2 bad input, 1 anything else that we expected)."""

    def run() -> int:
        known = catalogue()
        options = parse(known, software_version(), sys.argv[1:] if argv is None else argv)
        workspace = Workspace(known, usable_cache(), reader(ledger_path(), known.regions))
        return COMMANDS[options.command](Call(options, workspace).for_others())

    return exit_code(run)
