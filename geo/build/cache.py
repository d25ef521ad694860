"""The field cache: one .npy file per field variant, named by the fingerprint of all that went into it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.region_data import RegionData
from geo.errors import CacheError

Codes = NDArray[np.uint16]


class FieldCache:
    """Finished fields on disk. Files are written once, whole, and never changed."""

    def __init__(self, root: Path) -> None:
        self.root = root / "fields"

    def path(self, data: RegionData, field: str, variant: str) -> Path:
        """File of a field variant of a region at its present data."""
        name = f"{field}-{variant}" if variant else field
        folder = self.root / f"{data.region.key}-{data.grid.cell_m:g}m"
        return folder / f"{name}-{data.field_digest(field, variant)}.npy"

    def open(self, data: RegionData, field: str, variant: str) -> Codes | None:
        """A finished field, memory-mapped read-only, or None; a damaged file is removed and counts as absent."""
        path = self.path(data, field, variant)
        try:
            codes = np.load(path, mmap_mode="r", allow_pickle=False)
        except FileNotFoundError:
            return None
        except (ValueError, EOFError, OSError) as error:
            if isinstance(error, PermissionError):
                raise CacheError("the cached field cannot be read", where=str(path), found=str(error)) from error
            path.unlink(missing_ok=True)
            return None
        if codes.shape != tuple(data.grid.shape) or codes.dtype != np.uint16:
            path.unlink(missing_ok=True)
            return None
        return codes

    def save(self, data: RegionData, field: str, variant: str, codes: Codes) -> None:
        """Write a field whole or not at all."""
        path = self.path(data, field, variant)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-", suffix=".npy")
            try:
                with os.fdopen(handle, "wb") as stream:
                    np.save(stream, codes, allow_pickle=False)
                os.replace(name, path)
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as error:
            raise CacheError("the field cannot be written", where=str(path), found=str(error), mend="set SITEWATT_CACHE to a folder with space") from error


class CachedPlanes:
    """Stored fields of one region as the pipeline reads them."""

    def __init__(self, data: RegionData, cache: FieldCache) -> None:
        self._data, self._cache = data, cache
        self._open: dict[tuple[str, str], Codes | None] = {}

    def plane(self, field: str, variant: str) -> Codes | None:
        """The field's codes; None where its layer has no data in this region or it is not built."""
        key = (field, variant)
        if self._open.get(key) is None:
            self._open[key] = self._cache.open(self._data, field, variant)
        return self._open[key]
