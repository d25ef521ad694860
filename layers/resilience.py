"""Resilience: in how many separate ways light leaves a place, and how many separate fibres it can join."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FailureGroups, FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Classes, Piecewise
from geo.models.fibre_entries import ROUTE_REACH_KM
from geo.models.fibre_nodes import BASE_YEAR, listed
from geo.space.ellipsoid import to_ecef
from geo.space.measures import DistinctCount
from geo.space.offset_distance import NearestPlus
from layers._fibre import TABLES, joining, joining_points, year_of, years

ORDER = 73


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Landings of the region that fail together with others, once for each group they belong to."""
    groups = access.table("cable_groups").rename(columns={"id": "group_id", "name": "group"})
    members = groups.assign(id=groups["members"].map(listed)).explode("id")[["id", "group", "kind", "note"]]
    members = members.rename(columns={"kind": "shares"})
    landings = access.points("cable_landings")
    landings = landings[landings["region"] == region.key]
    return gpd.GeoDataFrame(landings.merge(members, on="id"), geometry="geometry", crs="EPSG:4326")


def _paths(_features: gpd.GeoDataFrame, year: str, look: Look) -> gpd.GeoDataFrame:
    found = joining(look.access, look.region.key, int(year)).paths
    return joining_points(look, year, found.astype(np.float64), "paths")


def _entries(_features: gpd.GeoDataFrame, year: str, look: Look) -> gpd.GeoDataFrame:
    found = joining(look.access, look.region.key, int(year))
    return joining_points(look, year, np.ones(len(found.entries)), "one")


def _too_few(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    """No entry at all is no knowledge, and bars nothing."""
    entries = inputs["resilience.entries"]
    return np.asarray((entries >= 0.5) & (entries < limit - 0.5))


def _gate(inputs: Inputs) -> FloatArray:
    """1 where two or more entries are known, 0 where just one is, NaN where none is known."""
    entries = inputs["resilience.entries"]
    return np.where(entries >= TWO_ENTRIES - 0.5, 1.0, np.where(entries >= 0.5, 0.0, np.nan))


TWO_ENTRIES = 2.0


def _only_entry(data: Any, lon: Any, lat: Any, brief: Any) -> list[tuple[str, ...]]:
    """The one fibre or hub building known within reach, of places that know just one."""
    found = joining(data.access, data.region.key, int(year_of(brief, data.look)))
    spots = to_ecef(np.array([e.lon for e in found.entries]), np.array([e.lat for e in found.entries]))
    near = np.linalg.norm(to_ecef(np.asarray(lon), np.asarray(lat))[:, None] - spots[None], axis=2) <= ROUTE_REACH_KM
    labels = [{label for n in np.flatnonzero(row) for label in found.entries[n].labels} for row in near]
    return [tuple(known) if len(known) == 1 else () for known in labels]


LAYER = Layer(
    key="resilience",
    title="Shared failures of cables",
    theme="network",
    description="Landings that share a beach, a protection zone or a way inland, so that one event may take them all.",
    readers=(Reader(tier="bundled", sources=(), tables=TABLES, read=_read),),
    style=Style(
        kind="point",
        by="shares",
        colours={"landing": "#b2182b", "protection_zone": "#ef8a62", "backhaul": "#8073ac"},
        radius=5.0,
        label=("name", "group", "shares", "note", "source", "date"),
    ),
    fields=(
        FieldSpec(
            key="paths",
            title="Separate paths to North America or Singapore, whichever has fewer",
            measure=NearestPlus("paths", best="greatest"),
            unit="paths",
            scale=1.0,
            cap=100.0,
            prepare=_paths,
            variants=years,
            select=year_of,
        ),
        FieldSpec(
            key="entries",
            title="Separate fibres and hub buildings known within 50 km",
            measure=DistinctCount(radius_km=ROUTE_REACH_KM, column="labels"),
            unit="entries",
            scale=1.0,
            cap=500.0,
            prepare=_entries,
            variants=years,
            select=year_of,
        ),
    ),
    criteria=(
        Criterion(
            key="resilience_paths",
            title="Separate paths abroad",
            unit="paths",
            group="Network",
            fields=("resilience.paths",),
            value_function=Piecewise(((0.0, 0.0), (1.0, 0.3), (2.0, 0.6), (3.0, 0.8), (5.0, 1.0))),
            weight=0.0,
            evidence="modelled",
            nearest="resilience.paths",
            rationale=(
                "Paths that share no cable, no group of landings and no corridor, from the best place within reach to "
                "North America or Singapore, whichever has fewer. A campus needs two of its own to use two of these."
            ),
            references=("docs/models/latency.md", "value function: assumption"),
        ),
        Criterion(
            key="resilience_entries",
            title="Two separate fibre entries (pass, fail or unknown)",
            unit="gate",
            group="Network",
            fields=("resilience.entries",),
            derive=_gate,
            value_function=Classes(((0, 0.0), (1, 1.0))),
            weight=0.0,
            evidence="modelled",
            rationale=(
                "A gate, not a weight. Pass: sources name two or more corridors or hub buildings within 50 km. Fail: "
                "they name one. Unknown: they name none, which is not the same as dark. Carriers publish little, so a "
                "fail bars only where 'Fewer separate fibre entries than asked for' is switched on."
            ),
            references=("docs/models/latency.md", "50 km: assumption"),
        ),
    ),
    constraints=(
        Constraint(
            key="fibre_entries",
            title="Fewer separate fibre entries than asked for",
            fields=("resilience.entries",),
            excludes=_too_few,
            on=False,
            limit=TWO_ENTRIES,
            unit="entries",
            limits_allowed=(1.0, 10.0),
            rationale=(
                "A campus on one fibre is one digger away from the dark. Entries are corridors and hub buildings "
                "known within 50 km; where none is known the place is unknown and is not barred."
            ),
            references=("docs/models/latency.md", "50 km: assumption"),
            coarse=True,
        ),
    ),
    failure_groups={
        "only_fibre": FailureGroups(
            title="The same only fibre",
            kind="cable",
            basis=f"a place with one known fibre or hub building within {ROUTE_REACH_KM:g} km hangs on it: assumption",
            of=_only_entry,
        )
    },
    gap=(
        f"Known ways only, of {BASE_YEAR} and of what is being built: a carrier's own second route may exist and not "
        "be published. Ask for the carriers' maps before counting on a number."
    ),
)
