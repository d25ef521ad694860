"""`backtest`: where known campuses stand on the map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geo.backtest import known_campuses, null_scenario, report, run, with_briefs
from geo.cli.context import Call, print_json, show_build
from geo.exchange.sites import read_sites

SHOWN = 10


def backtest_command(call: Call) -> int:
    """Test a scenario against known campuses, or against given sites."""
    options, scenario = call.options, call.scenario()
    sites = read_sites(Path(options.sites), call.workspace.catalogue.region(scenario.region)) if options.sites else None
    call = Call(options, call.workspace.public)
    data = call.ready(scenario)
    sites = known_campuses(data) if sites is None else sites
    table = with_briefs(scenario, data, sites)
    wanted = sorted(set(zip(table["tested_mw"].astype(float), table["tested_year"].astype(int), strict=True)))
    for chosen in (scenario, null_scenario(scenario, data)):
        for load, year in wanted:
            own = chosen.model_copy(update={"load_mw": load, "energise_by": year})
            call.workspace.build(data, own, show_build)
    found = report(run(call.workspace, data, scenario, sites), data, scenario)
    if options.json:
        print_json(found)
    else:
        _print(found)
    return 0


def _print(found: dict[str, Any]) -> None:
    for name, row in found["summary"].items():
        print(name.replace("_", " "))
        for key, value in row.items():
            print(f"  {key.replace('_', ' '):<22} {_said(value)}")
    print(f"{'percentile':>10}  {'null':>6}  {'score':>6}  {'MW':>6}  {'by':>4}  site")
    for row in found["sites"][:SHOWN]:
        score = "barred" if row["score"] is None else f"{row['score']:6.1f}"
        mark = " (stalled or refused)" if row["negative"] else ""
        places = f"{100 * row['placement']:10.1f}  {100 * row['null_placement']:6.1f}"
        print(f"{places}  {score:>6}  {row['tested_mw']:6.0f}  {row['tested_year']}  {row['site']}{mark}")
    print(found["note"])


def _said(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        return ", ".join(f"{key} {count}" for key, count in value.items()) or "nothing"
    if isinstance(value, list):
        return " to ".join(f"{number:.3f}" for number in value)
    return str(value) if isinstance(value, int) else f"{value:.3f}"
