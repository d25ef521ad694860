"""The fibre network of the bundled tables, and the joining points of a region, made once for each state of the data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.catalogue.access import Access
from geo.catalogue.layer import Look
from geo.catalogue.tables import read_table
from geo.decision.brief import Brief
from geo.models.fibre_entries import FibreAccess
from geo.models.fibre_graph import FibreNetwork, network_of
from geo.models.fibre_hubs import mean_rtts
from geo.models.fibre_nodes import FibreTables, Rows, committed_years

TABLES = (
    "cable_landings",
    "submarine_cables",
    "cable_segments",
    "cable_routes",
    "cable_groups",
    "interconnection_hubs",
    "hubs",
    "fibre_routes",
)


@lru_cache(maxsize=4)
def fibre_tables(access: Access) -> FibreTables:
    """The fact tables of the network."""
    computed = access.geojson("cable_routes")
    return FibreTables(
        landings=_rows(access, "cable_landings"),
        cables=_rows(access, "submarine_cables"),
        segments=_rows(access, "cable_segments"),
        groups=_rows(access, "cable_groups"),
        hubs=_rows(access, "interconnection_hubs"),
        cities=_rows(access, "hubs"),
        routes=_rows(access, "fibre_routes"),
        computed_km=dict(zip(computed["segment_id"], computed["length_km_computed"].astype(float), strict=True)),
    )


def _rows(access: Access, table: str) -> Rows:
    return [{str(key): value for key, value in row.items()} for row in access.table(table).to_dict("records")]


@lru_cache(maxsize=8)
def network(access: Access, year: int) -> FibreNetwork:
    """The network of a year."""
    return network_of(fibre_tables(access), year)


@lru_cache(maxsize=8)
def joining(access: Access, region: str, year: int) -> FibreAccess:
    """Where a campus of a region can join in a year, and what it finds there."""
    return FibreAccess(network(access, year), region)


@lru_cache(maxsize=64)
def _means(access: Access, region: str, year: int, hubs: tuple[str, ...]) -> npt.NDArray[np.float64]:
    return mean_rtts(joining(access, region, year), hubs)


@dataclass(frozen=True)
class HubMeans:
    """Round trips from the joining points of a region, made when a brief asks for them and kept."""

    look: Look

    def of(self, brief: Brief) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """To the users of the country, and to the hubs of a brief [ms], in the network of its year."""
        access, region, year = self.look.access, self.look.region.key, int(year_of(brief, self.look))
        return joining(access, region, year).domestic, _means(access, region, year, brief.hubs)


def hub_titles(root: Path) -> dict[str, str]:
    """Hubs that a brief may name, title by key: cities with users, far hubs, carrier hotels and exchanges."""
    cities, hubs = (read_table(root / "facts", name) for name in ("hubs", "interconnection_hubs"))
    users = {str(row["id"]): f"{row['name']} ({row['country']})" for _, row in cities.iterrows()}
    return users | {str(row["id"]): f"{row['name']}, {row['city']}" for _, row in hubs.iterrows()}


def years(look: Look) -> tuple[str, ...]:
    """Two states of the network: today's, and the one in which all that is under construction carries light."""
    return _years(look.access, look.region.key)


@lru_cache(maxsize=8)
def _years(access: Access, region: str) -> tuple[str, ...]:
    known = committed_years(fibre_tables(access), region)
    return tuple(str(year) for year in sorted({known[0], known[-1]}))


def year_of(brief: Brief, look: Look) -> str:
    """The last state that is reached by the year in which the load must be served."""
    known = years(look)
    return max((year for year in known if int(year) <= brief.energise_by), default=known[0], key=int)


def joining_points(look: Look, year: str, values: npt.NDArray[np.float64], column: str) -> gpd.GeoDataFrame:
    """The joining points as features: name, reach [km] and one column of values."""
    entries = joining(look.access, look.region.key, int(year)).entries
    columns = {
        "name": [entry.name for entry in entries],
        "reach_km": [entry.reach_km for entry in entries],
        "labels": [list(entry.labels) for entry in entries],
        column: values,
    }
    places = gpd.points_from_xy([entry.lon for entry in entries], [entry.lat for entry in entries])
    return gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326")
