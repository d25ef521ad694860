"""Statements of firm power as circles, cut into pieces that the same statements cover."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.catalogue.access import Access
from geo.catalogue.layer import Look
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.models.ledger import LedgerRow
from geo.models.power_date import OWN, Statement, Verdict, judge
from geo.places import PlaceFields
from geo.space.areas import circle, pieces_of
from layers._systems import LARGEST, SYSTEM

NOWHERE = 0
"""Code of a place that no statement speaks of."""
TOLD = ("statement", "contracted_mw", "queue_mw_low", "queue_mw_high", "upgrade", "upgrade_year")


@dataclass(frozen=True)
class Evidence:
    """Statements by code of the piece: code 0 has none."""

    by_code: tuple[tuple[Statement, ...], ...]

    def verdicts(self, load_mw: float, energise_by: int) -> list[Verdict]:
        """The gate of every piece."""
        return [judge(statements, load_mw, energise_by) for statements in self.by_code]


def circles(access: Access, region: Region) -> gpd.GeoDataFrame:
    """The rows of a region as circles in WGS 84."""
    table = access.table("power_headroom")
    rows = table[table["region"] == region.key].reset_index(drop=True)
    shapes = [circle(*place) for place in rows[["lon", "lat", "radius_km"]].to_numpy(dtype=float)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")


def own_circles(look: Look) -> list[shapely.Polygon]:
    """Circles of the user's own evidence; they are cut with the others and never shown or handed on."""
    return [circle(row.lon, row.lat, row.radius_km) for row in look.access.ledger.deciding(look.region.key)]


def pieces(features: gpd.GeoDataFrame, _variant: str, look: Look) -> gpd.GeoDataFrame:
    """Pieces of the circles with their codes, from 1."""
    cut = pieces_of([*features.geometry, *own_circles(look)])
    codes = [float(n) for n in range(1, len(cut) + 1)]
    return gpd.GeoDataFrame({"code": codes}, geometry=[shape for _, shape in cut], crs="EPSG:4326")


def evidence(look: Look) -> Evidence:
    """The statements behind every code of `pieces`."""
    rows = circles(look.access, look.region)
    largest = _largest(look.access)
    made = [_statement(row, largest) for _, row in rows.iterrows()]
    made += [row.statement for row in look.access.ledger.deciding(look.region.key)]
    covers = [members for members, _ in pieces_of([*rows.geometry, *own_circles(look)])]
    return Evidence(((), *(tuple(made[n] for n in members) for members in covers)))


def headroom(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """The verdict of firm power at a place, the row that decided, and every other row that speaks of it."""
    here, place = shapely.Point(lon, lat), data.features("power_date")
    assert isinstance(place, gpd.GeoDataFrame)
    largest = _largest(data.access)
    rows = [row for _, row in place[place.geometry.contains(here)].iterrows()]
    told = {str(row["id"]): row for row in rows}
    own = [row for row in data.access.ledger.newest(data.region.key) if _reaches(row, here)]
    statements = [_statement(row, largest) for row in rows]
    statements += [row.statement for row in own if row.confidence != "low"]
    verdict = judge(statements, brief.load_mw, brief.energise_by, _largest_at(data, lon, lat, brief))
    decided = verdict.statement
    answer: dict[str, Any] = {
        "gate": verdict.gate.lower(),
        "reason": verdict.reason,
        "load_mw": brief.load_mw,
        "energise_by": brief.energise_by,
        "figures": _figures(decided) if decided else {},
        "fact": _fact(decided, told) if decided else None,
        "others": [_fact(each, told) for each in statements if each is not decided],
    }
    return answer | {"own_evidence": [asdict(row) for row in own]} if own else answer


def _largest_at(data: RegionData, lon: float, lat: float, brief: Brief) -> float | None:
    """Largest load [MW] of the synchronous system that a place belongs to; None where it belongs to none."""
    code = float(PlaceFields(data, np.array([lon]), np.array([lat])).field(SYSTEM, brief)[0])
    return None if np.isnan(code) else float(data.facts[LARGEST][int(code)])


def _reaches(row: LedgerRow, place: shapely.Point) -> bool:
    return bool(circle(row.lon, row.lat, row.radius_km).contains(place))


def _figures(said: Statement) -> dict[str, Any]:
    return {
        "year_conservative": said.conservative,
        "year_central": said.central,
        "year_optimistic": said.optimistic,
        "firm_mw_low": said.firm_low_mw,
        "firm_mw_high": said.firm_high_mw,
    }


def _fact(said: Statement, told: dict[str, pd.Series]) -> dict[str, Any]:
    """A statement with what its row says beyond the gate; queues are told and never subtracted."""
    fact: dict[str, Any] = {"id": said.id, "name": said.name, "kind": said.kind}
    row = told.get(said.id) if said.kind != OWN else None
    if row is not None:
        plain = {key: row[key] for key in TOLD}
        fact |= {key: None if pd.isna(cell) or cell == "" else cell for key, cell in plain.items()}
    return fact | {"source": said.source, "date": said.date}


def _largest(access: Access) -> dict[Any, float]:
    """Largest single load of each small synchronous system [MW]."""
    systems = access.table("synchronous_systems").set_index("system")
    largest: dict[Any, float] = (systems["peak_mw"] * systems["max_load_share"]).to_dict()
    return largest


def _statement(row: pd.Series, largest: dict[Any, float]) -> Statement:
    bound = largest.get(row["synchronous_system"]) if row["synchronous_system"] else None
    return Statement(
        id=str(row["id"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        radius_km=float(row["radius_km"]),
        firm_low_mw=_number(row["firm_headroom_mw_low"]),
        firm_high_mw=_number(row["firm_headroom_mw_high"]),
        optimistic=_year(row["year_optimistic"]),
        central=_year(row["year_central"]),
        conservative=_year(row["year_conservative"]),
        largest_load_mw=None if bound is None or pd.isna(bound) else float(bound),
        source=str(row["source"]),
        date=str(row["date"]),
    )


def _number(cell: object) -> float | None:
    return None if pd.isna(cell) else float(cell)  # type: ignore[call-overload, arg-type]


def _year(cell: object) -> int | None:
    return None if pd.isna(cell) else int(cell)  # type: ignore[call-overload]
