"""The one door through which layers reach data: bundled fact tables and fetched artefacts."""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pandas as pd
from shapely import LineString

from geo.catalogue.tables import TableSchema, read_schema, read_table
from geo.errors import DataError
from geo.models.ledger import Ledger


class Store(Protocol):
    """Fetched artefacts: where they lie and which bytes they are."""

    def path(self, key: str, member: str | None = None) -> Path | None: ...

    def paths(self, key: str) -> tuple[Path, ...]: ...

    def fingerprint(self, key: str) -> str | None: ...


class Access:
    """Read-only view of the data: `facts` are bundled tables, `artefacts` fetched files, `ledger` the user's evidence.

    An instance sees one state of the cache; make a new one after a fetch.
    """

    def __init__(self, data_root: Path, artefacts: Store, ledger: Ledger | None = None) -> None:
        self.data_root = data_root
        self.ledger = ledger or Ledger()
        self._artefacts = artefacts

    def has(self, key: str) -> bool:
        """Whether an artefact has been fetched and verified."""
        return self._artefacts.path(key) is not None

    def path(self, key: str, member: str | None = None) -> Path:
        """File of a fetched artefact; DataError if it is not there."""
        found = self._artefacts.path(key, member)
        if found is None:
            raise DataError("the artefact is not in the cache", where=key, mend=f"sitewatt fetch {key}")
        return found

    def paths(self, key: str) -> tuple[Path, ...]:
        """Every file of a fetched artefact; DataError if it is not there."""
        found = self._artefacts.paths(key)
        if not found:
            raise DataError("the artefact is not in the cache", where=key, mend=f"sitewatt fetch {key}")
        return found

    def table(self, name: str) -> pd.DataFrame:
        """A bundled fact table, checked against its schema (shared: do not change it in place)."""
        return read_table(self.data_root / "facts", name)

    def has_table(self, name: str) -> bool:
        """Whether the fact table exists."""
        return (self.data_root / "facts" / f"{name}.csv").is_file()

    def schema(self, name: str) -> TableSchema | None:
        """Licence, attribution and columns of a bundled fact table; None where it has none (geometry files)."""
        folder = self.data_root / "facts"
        return read_schema(folder, name) if (folder / f"{name}.schema.toml").is_file() else None

    def points(self, name: str) -> gpd.GeoDataFrame:
        """A fact table with `lon`, `lat` as WGS 84 points."""
        table = self.table(name)
        return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")

    def lines(self, name: str) -> gpd.GeoDataFrame:
        """A fact table with a `via` path ("lon lat;lon lat") as WGS 84 lines."""
        table = self.table(name)
        return gpd.GeoDataFrame(table.drop(columns="via"), geometry=[_path(v) for v in table["via"]], crs="EPSG:4326")

    def geojson(self, name: str) -> gpd.GeoDataFrame:
        """A bundled GeoJSON file of ours."""
        return _read_geojson(self.data_root / "facts" / f"{name}.geojson").copy()

    def digest(self, tables: tuple[str, ...], needs: tuple[str, ...]) -> str:
        """Fingerprint (16 hex digits) of the named fact files and artefacts."""
        digest = hashlib.sha256()
        for name in tables:
            digest.update(f"{name}:{self._file_digest(name)};".encode())
        for key in needs:
            digest.update(f"{key}:{self._artefacts.fingerprint(key)};".encode())
        return digest.hexdigest()[:16]

    def _file_digest(self, name: str) -> str:
        if name not in self._digests:
            for ending in (".csv", ".geojson", ".toml"):
                path = self.data_root / "facts" / f"{name}{ending}"
                if path.is_file():
                    self._digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
                    break
            else:
                raise DataError("no such fact table", where=f"{self.data_root}/facts", found=name)
        return self._digests[name]

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {}


def _path(via: str) -> LineString:
    return LineString([tuple(float(number) for number in pair.split()) for pair in via.split(";")])


@lru_cache(maxsize=16)
def _read_geojson(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(path, engine="pyogrio")
