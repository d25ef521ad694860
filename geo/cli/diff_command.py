"""`diff`: what moves between two scenario files, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geo.catalogue.preset import Scenario, read_scenario
from geo.cli.context import Call, print_json
from geo.errors import InputError
from geo.exchange.sites import read_sites
from geo.reasons import quantity
from geo.report import candidate_sites
from geo.scenario_diff import compare


def diff_command(call: Call) -> int:
    """Compare two scenario files of one region on the same sites. No map is built: sites are measured at points."""
    options, catalogue = call.options, call.workspace.catalogue
    if options.top < 1:
        raise InputError("--top must be at least 1", where="--top", found=str(options.top))
    first, second = (_read(call, Path(name)) for name in (options.first, options.second))
    if first.region != second.region:
        raise InputError(
            "the scenarios are of different regions", where=options.second, found=second.region, allowed=first.region
        )
    sites = read_sites(Path(options.sites), catalogue.region(first.region)) if options.sites else None
    call = Call(options, call.workspace.public)
    call.fetch_missing()
    data = call.workspace.region(first.region)
    found = compare(data, first, second, candidate_sites(data) if sites is None else sites)
    if options.json:
        print_json(found)
    else:
        _print(found, options.top)
    return 0


def _read(call: Call, path: Path) -> Scenario:
    """A scenario file that names its region; what it leaves out comes from its preset."""
    catalogue = call.workspace.catalogue
    region, preset = _key(path, "region") or call.options.region, _key(path, "preset") or "balanced"
    if not region:
        allowed = ", ".join(catalogue.regions)
        raise InputError(
            "a scenario to compare must name its region", where=str(path), allowed=allowed, mend="--region"
        )
    return catalogue.check(read_scenario(path, catalogue.scenario(region, preset).model_dump()))


def _key(path: Path, name: str) -> str:
    blank = {"region": "", "preset": "", "weights": {}}
    return str(getattr(read_scenario(path, blank), name))


def _print(found: dict[str, Any], top: int) -> None:
    for name, (old, new) in found["settings"].items():
        print(f"{name}: {old} -> {new}")
    if not found["settings"]:
        print("the scenarios are the same")
    print(f"{found['moved']} of {len(found['sites'])} sites change rank")
    for site in found["sites"][:top]:
        old, new = ("barred" if rank is None else str(rank) for rank in site["rank"])
        named = [f"{key} {site['contributions'][key]['change']:+.1f}{fact_words(site, key)}" for key in site["causes"]]
        bars = [f"now barred by {key}" for key in site["barred_by"][1] if key not in site["barred_by"][0]]
        bars += [f"no longer barred by {key}" for key in site["barred_by"][0] if key not in site["barred_by"][1]]
        print(f"{old:>6} -> {new:<6} {site['unbarred_score_change']:+6.1f}  {site['site']}: {', '.join(bars + named)}")


def fact_words(site: dict[str, Any], key: str) -> str:
    """The raw values behind a cause, where they are others now."""
    fact = site["facts"].get(key)
    if fact is None:
        return ""
    old, new = (quantity(value, fact["unit"], 1) for value in fact["raw"])
    before, now = fact["nearest"]
    moved = f", {before} -> {now}" if before != now else ""
    return f" ({old} -> {new}{moved})"
