"""`campuses`: the best areas for a load anywhere in a region."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.choices.campus_shortlist import Wish
from geo.choices.campuses import campuses, to_bytes, why_so_few
from geo.cli.context import Call, show_build, tell
from geo.errors import InputError
from geo.exchange.atomic import write_whole

CELL_M = (500.0, 5000.0)


def campuses_command(call: Call) -> int:
    """Find campuses; write the file asked for, or print them."""
    options = call.options
    wish = Wish(options.top, options.spacing_km, options.mw_per_ha, options.least_score, options.refine_m)
    scenario = call.scenario()
    target = geojson_target(options.output)
    sizes = [size for size in dict.fromkeys(options.also_cell_m) if _allowed(size)]
    call = Call(options, call.workspace.public)
    data = call.ready(scenario)
    others = tuple(_ready_at(call, scenario, size) for size in sizes if size != data.grid.cell_m)
    content = campuses(call.workspace, data, scenario, wish, others)
    count = len(content["features"])
    if count < wish.top:
        tell(f"only {count} of {wish.top} campuses fit: {why_so_few(content)}")
    if target is not None:
        write_whole(target, to_bytes(content))
        tell(f"wrote {count} campuses to {target}")
    if options.json:
        print(to_bytes(content).decode())
    elif target is None:
        _print_table(content)
    return 0


def _ready_at(call: Call, scenario: Scenario, cell_m: float) -> RegionData:
    data = call.workspace.region(scenario.region, cell_m)
    call.workspace.build(data, scenario, show_build)
    return data


def _allowed(size: float) -> bool:
    if not CELL_M[0] <= size <= CELL_M[1]:
        low, high = CELL_M
        raise InputError(
            "no such cell size", where="--also-cell-m", found=f"{size:g}", allowed=f"{low:g} to {high:g} m"
        )
    return True


def geojson_target(output: str | None) -> Path | None:
    """The GeoJSON file to write, if one is asked for; InputError for another ending or a folder that is not there."""
    if output is None:
        return None
    path = Path(output)
    if path.suffix.lower() not in (".geojson", ".json"):
        raise InputError("unknown kind of output", where="--output", found=output, allowed="*.geojson")
    if not path.resolve().parent.is_dir():
        raise InputError("the folder does not exist", where="--output", found=str(path.parent))
    return path


def coarse_words(coarse: dict[str, int]) -> str:
    """Inputs that are coarser than the cells, in words."""
    return ", ".join(f"{name} {metres:,} m" for name, metres in coarse.items()) or "no input is coarser than the cells"


def _print_table(content: dict[str, Any]) -> None:
    about = content["metadata"]
    print(f"{about['needed_ha']:g} ha at {about['mw_per_ha']:g} MW/ha ({about['mw_per_ha_basis']}); {about['unit']}")
    print(f"cells: {about['cells']}. No parcels: {coarse_words(about['coarser_inputs'])}")
    print(f"{'rank':>4}  {'score':>6}  {'ha':>7}  {'lon':>9} {'lat':>8}  nearest")
    for row in (feature["properties"] for feature in content["features"]):
        near = "" if row["nearest"] is None else f"{row['nearest']} at {row['nearest_km']:.1f} km"
        ranks = {name.split("_")[2]: row[name] or "-" for name in row if name.startswith("rank_at_")}
        shifts = "  (rank at " + ", ".join(f"{size} m: {rank}" for size, rank in ranks.items()) + ")"
        place = f"{row['lon']:9.4f} {row['lat']:8.4f}"
        print(f"{row['rank']:>4}  {row['mean_score']:6.2f}  {row['area_ha']:7.0f}  {place}  {near}{shifts}")
