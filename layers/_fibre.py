"""The fibre network of the bundled tables, made once for each state of the data."""

from __future__ import annotations

from functools import lru_cache

from geo.catalogue.access import Access
from geo.models.fibre_graph import FibreNetwork, network_of
from geo.models.fibre_nodes import FibreTables, Rows

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


@lru_cache(maxsize=2)
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
