"""Back-test: where known campuses stand on the map, beside a null of city distance plus nearest substation.

Weights are not tuned to it. Each site is scored at its own load where that is known, in steps of `LOAD_STEPS_MW` and
clipped to what a voltage class of the region carries, and at its own year: that of its power where it is known, else
`LEAD_YEARS` after it was announced, else the scenario's. A year that is past counts as the first that a brief may name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.brief import ENERGISE_BY_RANGE
from geo.decision.validation import Floats, auc, auc_between, boyce, group_bootstrap, placement
from geo.errors import InputError
from geo.exchange.results import json_value, software_version
from geo.places import PlaceFields
from geo.siting import SCORE_TICKS, assess
from geo.surface import needed_fields
from geo.workspace import Workspace

LOAD_STEPS_MW = (50.0, 100.0, 200.0, 300.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0)
LARGE_MW = 100.0
LEAD_YEARS = 3
"""From an announcement to first power: assumption."""
NULL_WEIGHTS = {"city_distance": 1.0, "grid_distance": 1.0}
NEGATIVE = ("stalled", "refused")
CAMPUSES_LAYER = "campuses"
NOTE = (
    "Presence only: land without a campus is not unfit land. Campuses stand near cities whatever this map says, so "
    "read the lift over the null, and the interval. Weights are not tuned to these sites."
)


@dataclass(frozen=True)
class Tested:
    """Sites with score and placement under a scenario and under the null, and the pooled backgrounds.

    `table` has one row a site: site, group, large, negative, load_mw, announced_year, energised_year, tested_mw,
    tested_year, score, placement, null_score, null_placement, both placements as if nothing barred the site,
    excluded_by. Backgrounds are shares by score code, each load and year as often as sites have it.
    """

    table: pd.DataFrame
    background: Floats
    null_background: Floats


def known_campuses(data: RegionData) -> gpd.GeoDataFrame:
    """The region's known campuses."""
    found = data.features(CAMPUSES_LAYER)
    if not isinstance(found, gpd.GeoDataFrame) or found.empty:
        raise InputError("no known campuses", where=data.region.key, mend="give --sites FILE")
    return found.reset_index(drop=True)


def null_scenario(scenario: Scenario, data: RegionData) -> Scenario:
    """The same scenario with city distance and nearest substation alone, in equal parts."""
    missing = set(NULL_WEIGHTS) - set(data.catalogue.criteria)
    if missing:
        raise InputError("the null needs criteria that are not there", found=", ".join(sorted(missing)))
    return scenario.model_copy(update={"weights": dict(NULL_WEIGHTS)})


def load_scenario(scenario: Scenario, data: RegionData, load_mw: float) -> Scenario:
    """The scenario at a site's load: the nearest step, or the largest below that the region's grid carries."""
    steps = sorted(LOAD_STEPS_MW, key=lambda step: abs(step - load_mw))
    for step in [s for s in steps if s <= steps[0]] if np.isfinite(load_mw) else []:
        chosen = scenario.model_copy(update={"load_mw": step})
        try:
            needed_fields(data, chosen)
        except InputError:
            continue
        return chosen
    return scenario


def own_year(scenario: Scenario, energised: float, announced: float) -> int:
    """Year at which a site is tested: of its power, else `LEAD_YEARS` after its announcement, else the scenario's."""
    year = energised if np.isfinite(energised) else announced + LEAD_YEARS
    first, last = ENERGISE_BY_RANGE
    return int(np.clip(year, first, last)) if np.isfinite(year) else scenario.energise_by


def with_briefs(scenario: Scenario, data: RegionData, sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """The sites' table with the load and the year at which each is tested."""
    table = site_table(sites)
    table["tested_mw"] = [load_scenario(scenario, data, load).load_mw for load in table["load_mw"]]
    years = zip(table["energised_year"], table["announced_year"], strict=True)
    table["tested_year"] = [own_year(scenario, energised, announced) for energised, announced in years]
    return table


def site_table(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """What the test reads of sites: name, group of neighbours, load, whether large, whether stalled or refused."""

    def text(*names: str) -> pd.Series[str]:
        column = next((name for name in names if name in sites.columns), None)
        return pd.Series([""] * len(sites)) if column is None else sites[column].fillna("").astype(str)

    def numbers(name: str) -> Floats:
        given = sites[name] if name in sites.columns else pd.Series([np.nan] * len(sites))
        return np.asarray(pd.to_numeric(given, errors="coerce"), dtype=np.float64)

    load = numbers("load_mw")
    group = text("metro", "group").reset_index(drop=True)
    names = text("name", "site_id", "id")
    return pd.DataFrame(
        {
            "site": [name or f"site {row}" for row, name in enumerate(names)],
            "group": [name or f"site {row}" for row, name in enumerate(group)],
            "load_mw": load,
            "announced_year": numbers("announced_year"),
            "energised_year": numbers("energised_year"),
            "large": load >= LARGE_MW,
            "negative": np.isin(text("outcome").to_numpy(), NEGATIVE) | np.isin(text("status").to_numpy(), NEGATIVE),
        }
    )


def run(workspace: Workspace, data: RegionData, scenario: Scenario, sites: gpd.GeoDataFrame) -> Tested:
    """Score every site at its own load and year, under the scenario and under the null; fields must be built."""
    if sites.empty:
        raise InputError("there are no sites to test", where="sites")
    table = with_briefs(scenario, data, sites)
    # Measured once for all loads: most fields look at no load.
    fields = PlaceFields(data, sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())
    pooled = []
    bars: list[list[str]] = [[] for _ in range(len(table))]
    for name, chosen in (("", scenario), ("null_", null_scenario(scenario, data))):
        score, place, free = np.full(len(table), np.nan), np.zeros(len(table)), np.zeros(len(table))
        background: Floats = np.zeros(0)
        for rows in table.groupby(["tested_mw", "tested_year"]).indices.values():
            first = table.iloc[rows[0]]
            settings = {"load_mw": float(first["tested_mw"]), "energise_by": int(first["tested_year"])}
            own = chosen.model_copy(update=settings)
            found = assess(fields, own)
            score[rows] = found.score[rows]
            for row in rows:
                bars[row] = found.excluded_by[row]
            histogram = workspace.suitability(data, own).overlay.histogram
            assert histogram is not None
            counts = histogram.astype(np.float64)
            place[rows] = [placement(value, counts, SCORE_TICKS) for value in score[rows]]
            free[rows] = [placement(value, counts, SCORE_TICKS) for value in found.unbarred_score[rows]]
            share = counts / counts.sum() * len(rows) / len(table)
            background = share if background.size == 0 else background + share
        table[f"{name}score"], table[f"{name}placement"], table[f"{name}unbarred_placement"] = score, place, free
        pooled.append(background)
    table["excluded_by"] = bars
    return Tested(table, pooled[0], pooled[1])


def summary(tested: Tested) -> dict[str, Any]:
    """Figures of all sites and of large ones, negatives apart, with intervals over groups."""
    table = tested.table
    good = table[~table["negative"]]
    return {
        "all": _figures(tested, good),
        f"from_{LARGE_MW:g}_mw": _figures(tested, good[good["large"]]),
        "negatives": {
            "sites": int(table["negative"].sum()),
            "median_percentile": _percent(table["placement"][table["negative"]]),
            "auc_against_positives": auc_between(
                good["placement"].to_numpy(), table["placement"][table["negative"]].to_numpy()
            ),
        },
    }


def _figures(tested: Tested, rows: pd.DataFrame) -> dict[str, Any]:
    place, null = rows["placement"].to_numpy(), rows["null_placement"].to_numpy()
    score, groups = rows["score"].to_numpy(), rows["group"].tolist()

    def index(picked: Any) -> float:
        return boyce(score[picked], tested.background, SCORE_TICKS)

    return {
        "sites": len(rows),
        "groups": len(set(groups)),
        "barred": int(np.isnan(score).sum()),
        "barred_by": dict(sorted(Counter(key for keys in rows["excluded_by"] for key in keys).items())),
        "median_percentile": _percent(rows["placement"]),
        "auc": auc(place),
        "auc_interval": group_bootstrap(groups, lambda picked: auc(place[picked])),
        "auc_unbarred": auc(rows["unbarred_placement"].to_numpy()),
        "boyce": boyce(score, tested.background, SCORE_TICKS),
        "boyce_interval": group_bootstrap(groups, index, draws=200),
        "null_auc": auc(null),
        "null_auc_unbarred": auc(rows["null_unbarred_placement"].to_numpy()),
        "null_boyce": boyce(rows["null_score"].to_numpy(), tested.null_background, SCORE_TICKS),
        "lift": auc(place) - auc(null),
        "lift_interval": group_bootstrap(groups, lambda picked: auc(place[picked]) - auc(null[picked])),
    }


def _percent(placements: pd.Series[float]) -> float:
    return 100.0 * float(placements.median()) if len(placements) else float("nan")


def report(tested: Tested, data: RegionData, scenario: Scenario) -> dict[str, Any]:
    """Everything as plain values, sites with the highest placement first."""
    table = tested.table.sort_values("placement", ascending=False, kind="stable")
    answer: dict[str, Any] = json_value(
        {
            "title": f"Sitewatt back-test, {data.region.title}",
            "software": f"sitewatt {software_version()}",
            "scenario": scenario.model_dump(),
            "null_weights": NULL_WEIGHTS,
            "data_fingerprint": data.fingerprint,
            "background": "buildable serviced cells of the load and year of each site",
            "lead_years": LEAD_YEARS,
            "load_steps_mw": LOAD_STEPS_MW,
            "summary": summary(tested),
            "sites": [_rounded(row) for row in table.to_dict("records")],
            "note": NOTE,
        }
    )
    return answer


def _rounded(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
