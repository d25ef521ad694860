"""`watch`: which shortlisted site moved since the last look, and which fact moved it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from geo.catalogue.paths import ledger_path
from geo.cli.context import Call, print_json, tell
from geo.errors import InputError
from geo.exchange.ledger import writing
from geo.exchange.results import json_value
from geo.exchange.sites import read_sites
from geo.exchange.watchlist import NAME, read_watchlist, write_watchlist
from geo.report import candidate_sites
from geo.shortlist import MOST, TOP, look, watch_key
from geo.watchlist import Snapshot, moves, scenario_moved, told_line


def watch_command(call: Call) -> int:
    """Look at the watched sites, say what moved since the last look, and keep what was seen."""
    options, scenario = call.options, call.scenario()
    top = options.top if options.top is not None else (MOST if options.sites else TOP)
    if not 1 <= top <= MOST:
        raise InputError("too few or too many sites", where="--top", found=str(top), allowed=f"1 to {MOST}")
    path, key = ledger_path().with_name(NAME), watch_key(scenario, options.sites)
    region = call.workspace.catalogue.region(scenario.region)
    own = read_sites(Path(options.sites), region) if options.sites else None
    data = call.ready(scenario)
    with writing(path):
        kept = read_watchlist(path)
        before = kept.snapshots.get(key)
        now = look(call.workspace, data, scenario, candidate_sites(data) if own is None else own, top, before)
        if not options.keep:
            write_watchlist(path, kept.with_(key, now))
    _tell(call, before, now)
    return 0


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
            print(f"  {told_line(move)}")
    tell(f"{len({move.site for move in found})} of {len(now.sites)} watched sites moved since {before.taken}")
