"""`rank --region au,jp`: sites of several regions in one list."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.catalogue.preset import Scenario
from geo.catalogue.region import Region
from geo.choices.site_list import JointRanking, SiteList, joint_ranking, site_list
from geo.cli.context import Call, tell
from geo.errors import InputError
from geo.exchange.atomic import write_whole
from geo.exchange.results import to_geojson
from geo.exchange.sites import read_sites

SHOWN = 20


def regions_of(text: str, known: Mapping[str, Region]) -> tuple[str, ...]:
    """Region keys of an option: one, several joined by commas, or `all`."""
    keys = tuple(known) if text == "all" else tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    unknown = [key for key in keys if key not in known]
    if unknown:
        allowed = f"{', '.join(known)}, several joined by commas, or all"
        raise InputError("no such region", where="--region", found=", ".join(unknown), allowed=allowed)
    return keys


def first_region(call: Call, keys: tuple[str, ...]) -> Scenario:
    """The scenario of the options, for the first of several regions."""
    options = argparse.Namespace(**{**vars(call.options), "region": keys[0]})
    return Call(options, call.workspace).scenario()


def given_sites(call: Call, keys: tuple[str, ...]) -> dict[str, gpd.GeoDataFrame] | None:
    """The sites of `--sites` by region; None without a file. A site in none of the regions is refused by its row."""
    if not call.options.sites:
        return None
    known = [call.workspace.catalogue.region(key) for key in keys]
    edges = [list(edge) for edge in zip(*(region.bbox for region in known), strict=True)]
    box = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
    title = " and ".join(region.title for region in known)
    sites = read_sites(Path(call.options.sites), known[0].model_copy(update={"bbox": box, "title": title}))
    held = []
    for row, point in enumerate(sites.geometry, start=1):
        at = next((region.key for region in known if region.contains(point.x, point.y)), None)
        if at is None:
            raise InputError(
                "the site lies in none of the regions",
                where=f"{call.options.sites}, site {row}",
                found=f"lon {point.x:g}, lat {point.y:g}",
                allowed=title,
            )
        held.append(at)
    return {key: sites[[at == key for at in held]].reset_index(drop=True) for key in keys}


def listed_sites(call: Call, keys: tuple[str, ...]) -> SiteList:
    """The assessed sites that the options mean."""
    scenario, given = first_region(call, keys), given_sites(call, keys)
    call.fetch_missing()
    call.expect([call.workspace.region(key) for key in keys])
    return site_list(call.workspace, scenario, keys, given)


def joint_command(call: Call, keys: tuple[str, ...], writer: Callable[[Any, int | None], bytes]) -> int:
    """Rank sites of several regions in one list; write the file asked for, or print the first few."""
    options = call.options
    ranking = joint_ranking(call.workspace, listed_sites(call, keys))
    if options.output:
        write_whole(Path(options.output), writer(ranking, options.top))
        tell(f"wrote {len(ranking.table.head(options.top or len(ranking.table)))} sites to {options.output}")
    if options.json:
        print(to_geojson(ranking, options.top).decode())
    elif not options.output:
        _print(ranking, options.top or SHOWN)
    return 0


def _print(ranking: JointRanking, top: int) -> None:
    about = ranking.metadata
    for key, reason in about["left_out"].items():
        print(f"left out: {key} ({reason})")
    if about["left_out"]:
        print(f"{100 * about['left_out_weight_share']:.1f} % of the weight is left out; the rest is scaled to 100 %")
    for key, reason in about["one_sided_constraints"].items():
        print(f"constraint {key}: {reason}")
    print(f"{'rank':>4}  {'score':>6}  {'region':>6}  {'there':>5}  site")
    table = ranking.table.head(top)
    names = table["name"] if "name" in table else [f"{p.x:.3f} {p.y:.3f}" for p in table.geometry]
    for (_, row), name in zip(table.iterrows(), names, strict=True):
        if row["excluded_by"]:
            print(f"   -       -  {row['region']:>6}      -  {name}  (barred: {', '.join(row['excluded_by'])})")
        else:
            print(f"{row['rank']:>4}  {row['score']:6.1f}  {row['region']:>6}  {row['rank_in_region']:>5}  {name}")
