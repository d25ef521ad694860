"""Retired and retiring power stations: what stands on their bays, and whether a load may have them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.space.ellipsoid import arc_km, to_ecef

ORDER = 33
NEAR_KM = 30.0
NOT_HEADROOM = "no source states load offtake or unclaimed connection rights: its megawatts are no headroom"
TOLD = ("plant", "plant_name", "plant_mw", "plant_mwh", "plant_stage", "plant_year", "statement")


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    rows = access.points("brownfields")
    return rows[rows["region"] == region.key].reset_index(drop=True)


def nearby(data: RegionData, lon: float, lat: float, _brief: Brief) -> dict[str, Any]:
    """Old stations within 30 km of a place, the nearest first, with what is on their bays."""
    rows = data.features("brownfields")
    assert isinstance(rows, gpd.GeoDataFrame)
    chords = np.linalg.norm(to_ecef(rows["lon"], rows["lat"]) - to_ecef(lon, lat), axis=-1)
    far = arc_km(chords)
    near = [(float(far[at]), rows.iloc[at]) for at in np.argsort(far, kind="stable") if far[at] < NEAR_KM]
    if not near:
        return {"unknown": f"no listed station within {NEAR_KM:g} km"}
    return {
        "stations": [_told(row, km) for km, row in near],
        "figures": {"bays_taken_mw": _sum(row for _, row in near), "load_offtake_mw": _stated(row for _, row in near)},
        "fact": {key: str(near[0][1][key]) for key in ("id", "source", "date")},
    }


def _told(row: pd.Series[Any], km: float) -> dict[str, Any]:
    stated = row["load_offtake_mw"]
    plain = {key: row[key] for key in TOLD if not pd.isna(row[key]) and row[key] != ""}
    return {
        "station": row["station"],
        "distance_km": round(km, 1),
        "stage": row["stage"],
        "closure_year": None if pd.isna(row["closure_year"]) else int(row["closure_year"]),
        **plain,
        "load_offtake": NOT_HEADROOM if pd.isna(stated) else f"{stated:g} MW stated",
        "source": row["source"],
        "date": row["date"],
    }


def _sum(rows: Any) -> float:
    return float(sum(row["plant_mw"] for row in rows if not pd.isna(row["plant_mw"])))


def _stated(rows: Any) -> float | None:
    stated = [float(row["load_offtake_mw"]) for row in rows if not pd.isna(row["load_offtake_mw"])]
    return sum(stated) if stated else None


LAYER = Layer(
    key="brownfields",
    title="Old power stations and their bays",
    theme="grid",
    description=(
        "Thermal stations that closed or are to close, with the batteries and synchronous condensers on their land "
        "or switchyard."
    ),
    readers=(Reader(tier="bundled", sources=(), tables=("brownfields",), read=_read),),
    columns={"plant_mw": "MW", "plant_mwh": "MWh", "load_offtake_mw": "MW"},
    style=Style(
        kind="point",
        by="plant",
        colours={"battery": "#0077bb", "condenser": "#ee7733", "none": "#777777"},
        radius=5.0,
        label=("station", "stage", "closure_year", *TOLD, "load_offtake_mw", "source", "date"),
    ),
    explain={"old_stations": nearby},
    gap=(
        "A selection, not a register. Connection rights for loads are between owner and network; no page that we read "
        "states any, so no old station counts as headroom."
    ),
)
