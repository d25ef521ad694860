"""`gates`: a government's requirements at a point, with the number and the source that decided each."""

from __future__ import annotations

from collections.abc import Iterable

from geo.cli.context import Call, print_json
from geo.cli.rank_commands import point
from geo.exchange.results import json_value
from geo.gate_sheet import GateSheet, sheet_at, stated_facts, told
from geo.models.gates import GateLine, overall


def gates_command(call: Call) -> int:
    """Print the sheet of a region at a point; nothing is built, only what the sheet asks for is measured."""
    options, scenario = call.options, call.scenario()
    lon, lat = point(options.at, call, scenario)
    call.fetch_missing()
    data = call.workspace.region(scenario.region)
    call.expect((data,))
    stated = stated_facts(options.fact, GateSheet.of(data))
    lines = sheet_at(data, lon, lat, scenario.brief, stated)
    if options.json:
        about = {"region": data.region.key, "lon": lon, "lat": lat, "load_mw": scenario.load_mw}
        print_json(json_value({**about, "energise_by": scenario.energise_by, **told(lines)}))
    else:
        _print_sheet(lines)
    return 0


def _print_sheet(lines: Iterable[GateLine]) -> None:
    listed, section = list(lines), ""
    print(f"{overall(listed)} (the worst of {len(listed)} lines)" if listed else "this region has no gate sheet")
    for line in listed:
        if line.section != section:
            section = line.section
            print(section)
        decided = f"{line.number}, {line.decided_source or line.decided_by}" if line.decided_by else "not known"
        print(f"  {line.verdict:11} {line.title}: {decided}")
        print(f"  {'':11} {line.requirement}. {line.basis}. {line.source.split(' ; ')[0]}, {line.date}")
