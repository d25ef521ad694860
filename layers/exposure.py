"""Exposure to conflict as stated scenarios: distance to bases and straits, missile ranges that reach a place."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Linear, Piecewise
from geo.models.exposure import Exposure, exposure
from geo.models.scorecard import UNVERIFIED, Item
from geo.space.areas import AreaValue, circle, pieces_of
from geo.space.measures import Distance

ORDER = 122
CAP_KM = 5000.0
EVENTS = "ucdp-ged-25-1"
"""Artefact of past events, a layer of its own."""
NEAREST = 2
HEADING = "Exposure to conflict"
SOURCE = "data/facts/exposure.csv"
COMMON: dict[str, Any] = {"group": "Policy and security", "weight": 0.0, "references": (SOURCE, "value: assumption")}
BARS: dict[str, Any] = {"group": "Policy and security", "on": False, "coarse": True, "references": (SOURCE,)}
SETTINGS = {"base": "exposure_base", "strait": "exposure_strait", "launch": "exposure_missile"}


def _here(access: Access, region: Region) -> gpd.GeoDataFrame:
    places = access.points("exposure")
    return places[places["regions"].str.split(";").map(lambda keys: region.key in keys)].reset_index(drop=True)


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Bases and straits inside the region or its margin; launch scenarios lie abroad and are not drawn."""
    places = _here(access, region)
    west, south, east, north = region.bbox
    near = places["lon"].between(west - 3.0, east + 3.0) & places["lat"].between(south - 3.0, north + 3.0)
    return places[near & (places["kind"] != "launch")].reset_index(drop=True)


def _bases(_features: gpd.GeoDataFrame, _variant: str, look: Look) -> gpd.GeoDataFrame:
    return _kind(look, "base")


def _straits(_features: gpd.GeoDataFrame, _variant: str, look: Look) -> gpd.GeoDataFrame:
    """Straits far beyond the region count too."""
    return _kind(look, "strait")


def _kind(look: Look, kind: str) -> gpd.GeoDataFrame:
    places = _here(look.access, look.region)
    return places[places["kind"] == kind].reset_index(drop=True)


def _reaches(_features: gpd.GeoDataFrame, _variant: str, look: Look) -> gpd.GeoDataFrame:
    """Circles of the stated ranges, cut into pieces with the number of scenarios that reach each."""
    cut = pieces_of([circle(*row) for row in _kind(look, "launch")[["lon", "lat", "reach_km"]].to_numpy(float)])
    counts = [float(len(members)) for members, _ in cut]
    return gpd.GeoDataFrame({"count": counts}, geometry=[shape for _, shape in cut], crs="EPSG:4326")


def _conflict(data: RegionData, lon: float, lat: float, _brief: Brief) -> dict[str, Any]:
    """Nearest bases and straits, and every missile scenario, seen from a place."""
    seen = exposure(_here(data.access, data.region).to_dict("records"), lon, lat)
    by_kind = {kind: [each for each in seen if each.kind == kind] for kind in SETTINGS}
    shown = [*by_kind["base"][:NEAREST], *by_kind["strait"][:NEAREST], *by_kind["launch"]]
    return {"rows": [_told(each) for each in shown]}


def _told(seen: Exposure) -> dict[str, Any]:
    reached = {True: "yes", False: "no", None: ""}[seen.within]
    return {
        "what": seen.name,
        "kind": seen.kind,
        "distance_km": seen.distance_km,
        "stated_range_km": seen.reach_km,
        "within_range": reached,
        "scenario": seen.scenario,
        "source": seen.source,
        "date": seen.date,
    }


def _items(look: Look) -> list[Item]:
    """The stated scenarios, and how many bases and straits are listed."""
    launches = [_launch(look, row) for row in _kind(look, "launch").to_dict("records")]
    listed = [
        _list(look, "base", "Listed bases", "A party to a conflict may want to put a base out of action"),
        _list(look, "strait", "Straits of cables and ships", "Cables and ships pass through a strait"),
    ]
    return [*listed, *launches, *_past(look)]


def _past(look: Look) -> list[Item]:
    """That past events have not been fetched, where they have not: a gap is said, not left out."""
    if look.access.has(EVENTS):
        return []
    return [
        Item(
            id=f"{look.region.key}-past-events-unknown",
            heading=HEADING,
            region=look.region.key,
            title="Past events of organised violence",
            value="unknown",
            fact="Events 1989 to 2024 (UCDP) come with `sitewatt fetch conflict_events`",
            evidence="unknown",
            source="https://ucdp.uu.se/downloads/",
            date="2024",
            setting="conflict_events",
        )
    ]


def _launch(look: Look, row: Any) -> Item:
    return Item(
        id=row["id"],
        heading=HEADING,
        region=look.region.key,
        title=row["name"],
        value=f"{row['reach_km']:,.0f}",
        unit="km range",
        fact=f"Scenario: {row['scenario']}. What could reach a place, not how likely that is",
        evidence="unverified" if row["date"] == UNVERIFIED else "assumed",
        source=row["source"],
        date=row["date"],
        setting=SETTINGS["launch"],
    )


def _list(look: Look, kind: str, title: str, why: str) -> Item:
    places = _kind(look, kind)
    return Item(
        id=f"{look.region.key}-{kind}s",
        heading=HEADING,
        region=look.region.key,
        title=title,
        value=f"{len(places)}",
        unit="listed",
        fact=f"Scenario: {why}; distance only. {', '.join(places['name'])}",
        evidence="assumed",
        source=SOURCE,
        date=max(str(date) for date in places["date"] if date != UNVERIFIED),
        setting=SETTINGS[kind],
    )


def _base_near(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["exposure.base_km"] < limit)


def _strait_near(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["exposure.strait_km"] < limit)


def _reached(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["exposure.missiles"] > limit)


def _distance(key: str, title: str, prepare: Any) -> FieldSpec:
    return FieldSpec(
        key=key, title=title, measure=Distance(cap_km=CAP_KM), unit="km", scale=0.1, cap=CAP_KM, prepare=prepare
    )


LAYER = Layer(
    key="exposure",
    title="Bases and straits",
    theme="policy",
    description=(
        "Geography of stated conflict scenarios: bases, straits, and which stated missile ranges reach a place. It "
        "says what could reach it, never how likely that is."
    ),
    readers=(Reader(tier="bundled", sources=("airportsdata",), tables=("exposure",), read=_read),),
    columns={"reach_km": "km", "accuracy_km": "km"},
    style=Style(
        kind="point",
        by="kind",
        colours={"base": "#54278f", "strait": "#2b8cbe"},
        radius=4.0,
        label=("name", "kind", "scenario", "accuracy_km", "source", "date"),
    ),
    explain={"conflict": _conflict},
    scorecard=_items,
    fields=(
        _distance("base_km", "Distance to the nearest listed base", _bases),
        _distance("strait_km", "Distance to the nearest listed strait", _straits),
        FieldSpec(
            key="missiles",
            title="Stated missile ranges that reach a place",
            measure=AreaValue("count", outside=0.0),
            unit="ranges",
            scale=1.0,
            cap=100.0,
            prepare=_reaches,
        ),
    ),
    criteria=(
        Criterion(
            key="exposure_base",
            title="Distance to a listed base",
            unit="km",
            fields=("exposure.base_km",),
            value_function=Piecewise(((0.0, 0.0), (20.0, 0.5), (100.0, 1.0))),
            evidence="assumed",
            nearest="exposure.base_km",
            rationale="Scenario: a party to a conflict strikes a base; what stands beside it is hit or cut off too.",
            **COMMON,
        ),
        Criterion(
            key="exposure_strait",
            title="Distance to a listed strait",
            unit="km",
            fields=("exposure.strait_km",),
            value_function=Piecewise(((0.0, 0.0), (100.0, 0.5), (500.0, 1.0))),
            evidence="assumed",
            nearest="exposure.strait_km",
            rationale="Scenario: a strait is closed or fought over; cables and ships that pass it are cut.",
            **COMMON,
        ),
        Criterion(
            key="exposure_missile",
            title="Stated missile ranges that reach the place",
            unit="ranges",
            fields=("exposure.missiles",),
            value_function=Linear(worst=4.0, best=0.0),
            evidence="assumed",
            rationale="Scenario: each stated missile is fired from its stated place as far as its stated range.",
            **COMMON,
        ),
    ),
    constraints=(
        Constraint(
            key="exposure_base",
            title="Too near a listed base",
            fields=("exposure.base_km",),
            excludes=_base_near,
            limit=10.0,
            unit="km",
            limits_allowed=(1.0, 500.0),
            rationale="Bars places nearer to a listed base than you allow. Bases are points good to 3 to 60 km.",
            **BARS,
        ),
        Constraint(
            key="exposure_strait",
            title="Too near a listed strait",
            fields=("exposure.strait_km",),
            excludes=_strait_near,
            limit=50.0,
            unit="km",
            limits_allowed=(1.0, 2000.0),
            rationale="Bars places nearer to a listed strait than you allow. Straits are points good to 30 to 80 km.",
            **BARS,
        ),
        Constraint(
            key="exposure_missile",
            title="Too many stated missile ranges reach the place",
            fields=("exposure.missiles",),
            excludes=_reached,
            limit=2.0,
            unit="ranges",
            limits_allowed=(0.0, 10.0),
            rationale="Bars places that more of the stated ranges reach than you allow. Geography, not likelihood.",
            **BARS,
        ),
    ),
    gap="A selection of bases; air and sea defences are not in it. Past events are a layer of their own.",
)
