"""`pareto`: sites that no other beats in every chosen objective."""

from __future__ import annotations

from typing import Any

from geo.choices.trade_offs import FRONT, UNKNOWN, collection, trade_offs
from geo.cli.campus_commands import geojson_target
from geo.cli.context import Call, print_json, tell
from geo.cli.joint_command import listed_sites, regions_of
from geo.cli.portfolio_command import write


def pareto_command(call: Call) -> int:
    """Find the front; write the file asked for, or print it."""
    options = call.options
    keys = regions_of(options.region, call.workspace.catalogue.regions)
    target = geojson_target(options.output)
    objectives = tuple(part.strip() for part in options.objectives.split(",")) if options.objectives else ()
    found = trade_offs(listed_sites(call, keys), objectives)
    content = collection(call.workspace, found)
    if target is not None:
        write(target, content)
        tell(f"wrote {len(content['features'])} sites to {target}, {content['metadata']['counts'][FRONT]} on the front")
    if options.json:
        print_json(content)
    elif target is None:
        _print(content)
    return 0


def _print(content: dict[str, Any]) -> None:
    about = content["metadata"]
    for row in about["objectives"]:
        print(f"{row['better']} is better: {row['title']} [{row['unit']}]")
    counts = about["counts"]
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    keys = [row["key"] for row in about["objectives"]]
    places = {row["key"]: ".0f" if row["unit"] == "year" else ",.1f" for row in about["objectives"]}
    print("  ".join(f"{key:>18}" for key in keys) + "   score  site")
    rows = [feature["properties"] for feature in content["features"]]
    for row in (row for row in rows if row["standing"] == FRONT):
        values = "  ".join(f"{row[f'raw_{key}']:18{places[key]}}" for key in keys)
        print(f"{values}  {row['score']:6.1f}  {row['name']} ({row['region']})")
    without = {key: sum(key in row["unknown"] for row in rows if row["standing"] == UNKNOWN) for key in keys}
    told = ", ".join(f"{key} at {count}" for key, count in without.items() if count)
    if told:
        print(f"compared with none, since unknown: {told} sites")
