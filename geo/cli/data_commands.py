"""`layers`, `fetch`, `check` and `build`: what there is, getting it, and whether it holds together."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from geo.build.fields import build_fields, every_field
from geo.catalogue.check import faults
from geo.catalogue.events import json_writer
from geo.catalogue.fetch import fetch
from geo.catalogue.holdings import holding
from geo.catalogue.paths import mirror_root
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.catalogue.source import Source
from geo.cli.context import Call, print_json, show_build, show_fetch, tell
from geo.decision.brief import Brief
from geo.errors import InputError
from geo.surface import needed_fields


def layers(call: Call) -> int:
    """List every layer with its criteria, constraints and the tier in use by region."""
    catalogue = call.workspace.catalogue
    chosen = [call.options.region] if call.options.region else list(catalogue.regions)
    regions = {key: call.workspace.region(key) for key in chosen}
    rows = [_layer_row(key, regions) for key in catalogue.layers]
    if call.options.data:
        for row in rows:
            row["data"] = {name: _holding_row(call, row["key"], data) for name, data in regions.items()}
    if call.options.json:
        print_json({"layers": rows, "presets": [p.model_dump() for p in catalogue.presets.values()]})
        return 0
    for row in rows:
        tiers = ", ".join(f"{region} {tier}" for region, tier in row["tier"].items())
        print(f"{row['key']:22} {row['title']}  [{tiers}]")
        for name, held in row.get("data", {}).items():
            print(f"{'':22}   {name}: {held['coverage']}, {held['unverified']} rows unverified, {held['fallback']}")
            print(f"{'':22}   {name}: {held['vintage'] or 'no date'}; {'; '.join(held['licences'])}")
        for criterion in row["criteria"]:
            print(f"{'':22}   criterion {criterion['key']} [{criterion['unit']}]: {criterion['title']}")
        for constraint in row["constraints"]:
            state = "on" if constraint["on"] else "off"
            print(f"{'':22}   constraint {constraint['key']}: {constraint['title']} ({state})")
    return 0


def _holding_row(call: Call, key: str, data: RegionData) -> dict[str, Any]:
    artefacts = call.workspace.artefacts

    def day(source: Source) -> str:
        return (artefacts.retrieved(source.key) if source.key in artefacts.pinned else "") or source.retrieved

    held = holding(data, data.catalogue.layers[key], call.workspace.sources, day)
    plain = {name: getattr(held, name) for name in ("tier", "coverage", "rows", "unverified", "vintage", "fallback")}
    return plain | {"licences": list(held.licences), "sources": list(held.sources)}


def _layer_row(key: str, regions: dict[str, RegionData]) -> dict[str, Any]:
    layer = next(iter(regions.values())).catalogue.layers[key]
    tiers = {name: reader.tier if (reader := data.reader(key)) else "none" for name, data in regions.items()}
    return {
        "key": key,
        "title": layer.title,
        "theme": layer.theme,
        "description": layer.description,
        "tier": tiers,
        "sources": sorted({source for reader in layer.readers for source in reader.sources}),
        "gap": layer.gap,
        "criteria": [
            {
                "key": c.key,
                "title": c.title,
                "unit": c.unit,
                "evidence": c.evidence,
                "weight": c.weight,
                "rationale": c.rationale,
                "value_function": c.value_function.describe(c.unit),
            }
            for c in layer.criteria
        ],
        "constraints": [c.to_dict() for c in layer.constraints],
    }


def fetch_command(call: Call) -> int:
    """Fetch artefacts; 0 when all that was asked for is in the cache, 1 otherwise."""
    options, store = call.options, call.workspace.artefacts
    if options.list:
        return _list(call)
    keys = _wanted(call)
    listen = json_writer(sys.stdout) if options.json_progress else show_fetch
    stop = threading.Event()
    try:
        report = fetch(
            store, keys, listen=listen, mirror=mirror_root(), offline=options.offline, stop=stop, again=options.again
        )
    except KeyboardInterrupt:
        stop.set()
        raise
    if options.json:
        print_json({"fetched": report.fetched, "present": report.skipped, "failed": report.failed})
    elif not options.json_progress:
        counts = f"{len(report.fetched)} fetched, {len(report.skipped)} already there, {len(report.failed)} failed"
        tell(f"{counts}; cache {store.cache}")
    return 0 if report.ok else 1


def _wanted(call: Call) -> list[str] | None:
    options, store, catalogue = call.options, call.workspace.artefacts, call.workspace.catalogue
    needs = {key: sorted({n for r in layer.readers for n in r.needs}) for key, layer in catalogue.layers.items()}
    if options.all:
        return [key for key, pin in store.pinned.items() if not pin.non_commercial and pin.kind != "live"]
    live = {key for key, pin in store.pinned.items() if pin.kind == "live"}
    if options.upstream or (options.live and not options.keys):
        used = sorted({n for names in needs.values() for n in names})
        wanted = [key for key, pin in store.pinned.items() if pin.default]
        wanted += [key for key in used if (options.live if key in live else options.upstream)]
        return list(dict.fromkeys([*wanted, *options.keys]))
    if not options.keys:
        return None
    return [name for key in options.keys for name in _of_layer(needs.get(key, [key]), live, options.live)]


def _of_layer(needs: list[str], live: set[str], ask: bool) -> list[str]:
    """What is fetched for one layer: its pinned files; live services where they are all it has, or when asked for."""
    pinned = [key for key in needs if key not in live]
    return needs if ask or not pinned else pinned


def _list(call: Call) -> int:
    rows = call.workspace.artefacts.status()
    if call.options.json:
        print_json([vars(row) if hasattr(row, "__dict__") else row for row in rows])
        return 0
    for row in rows:
        mark = "here" if row.present else "-"
        print(f"{mark:5} {row.key:32} {row.tier:9} {row.size_bytes / 1e6:7.1f} MB  {row.licence}  {row.error}".rstrip())
    return 0


def check(call: Call) -> int:
    """Check catalogue, facts, sources and cache; 1 when anything is wrong."""
    found = faults(call.workspace.catalogue, call.workspace.artefacts) + _ledger_faults(call)
    if call.options.json:
        print_json({"ok": not found, "faults": found})
    else:
        for fault in found:
            print(fault)
        tell(f"{len(found)} faults" if found else "catalogue, facts, sources and cache are sound")
    return 1 if found else 0


def _ledger_faults(call: Call) -> list[str]:
    try:
        _ = call.workspace.ledger
    except InputError as error:
        return [str(error)]
    return []


def build(call: Call) -> int:
    """Build the fields of a region, all of them or what one load needs."""
    options = call.options
    data = call.workspace.region(options.region)
    listen = (lambda p: print(_line(p.to_dict()), flush=True)) if options.json_progress else show_build
    wanted = _fields(call, data)
    built = build_fields(data, call.workspace.fields, wanted, listen)
    if not options.json_progress:  # else an app is running, which keeps what it has shown
        from geo.ui.first_answers import keep_first_answers

        keep_first_answers(call.workspace, data.region.key)
        tell(f"{data.region.title}: {built} fields built, {len(wanted) - built} were there")
    return 0


def _fields(call: Call, data: RegionData) -> list[tuple[str, str]]:
    """Every field in every variant, or the variants of one scenario, those that its map needs first."""
    options, catalogue = call.options, data.catalogue
    if options.token is None and options.load_mw is None:
        return every_field(data)
    if options.token is not None:
        scenario = catalogue.check(Scenario.from_token(options.token))
    else:
        brief = Brief(load_mw=options.load_mw, redundancy=options.redundancy)
        scenario = catalogue.scenario(data.region.key, load_mw=brief.load_mw)
        scenario = scenario.model_copy(update={"redundancy": brief.redundancy})
    if scenario.region != data.region.key:
        raise InputError("the scenario is of another region", where="token", found=scenario.region)
    first = needed_fields(data, scenario)
    wanted = data.wanted(catalogue.fields, scenario.brief)
    return sorted(wanted, key=lambda field: field not in first)


def _line(content: dict[str, object]) -> str:
    return json.dumps(content)
