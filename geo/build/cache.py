"""The field cache: one .npy file per field variant, named by the fingerprint of all that went into it.

A file holds the codes of the land cells alone, in the order of `geo.space.land_cells`.
"""

from __future__ import annotations

import io
import mmap
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.region_data import RegionData
from geo.decision.tables import gather
from geo.errors import CacheError
from geo.space.coding import passing
from geo.space.landmask import LandMask

Codes = NDArray[np.uint16]
UNUSED_DAYS = 30
"""How long files are kept after they were last opened [days]."""
PAGE_BYTES = mmap.PAGESIZE
N = TypeVar("N", np.float64, np.uint64, np.int32)


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
        return _mapped(self.path(data, field, variant), lambda: data.land_cells.count)

    def forget_unused(self) -> None:
        """Remove fields, land masks and numbers of places that nobody has opened for `UNUSED_DAYS`: those of former
        data, loads and formats."""
        oldest, kept = time.time() - UNUSED_DAYS * 86_400, self.root.parent
        for pattern in ("fields/*/*.npy", "land/*.np[yz]", "places/*.npy"):
            for path in kept.glob(pattern):
                with suppress(OSError):
                    if path.stat().st_mtime < oldest:
                        path.unlink()

    def save(self, data: RegionData, field: str, variant: str, codes: Codes) -> None:
        """Write a field whole or not at all."""
        _save(self.path(data, field, variant), codes)

    def overview(self, data: RegionData, field: str, variant: str, stride: int) -> Codes | None:
        """Every `stride`-th cell of a finished field (`LandCells.overview`), picked once and then kept beside it.

        None where the field is not there, or the cache cannot be written.
        """
        path, picked = self.path(data, field, variant), data.land_cells.overview(stride)[1]
        smaller = path.with_suffix(f".{stride}.npy")
        kept = _mapped(smaller, lambda: picked.size)
        whole = self.open(data, field, variant) if kept is None else None
        if whole is not None:
            try:
                _save(smaller, gather(passing(whole), picked))
            except CacheError:
                return None
            kept = _mapped(smaller, lambda: picked.size)
        return kept if kept is None else _brought_in(kept)


class LandCache:
    """Land masks of regions, cut out of their global source once."""

    def __init__(self, root: Path) -> None:
        self.root = root / "land"

    def get(self, name: str, make: Callable[[], LandMask]) -> LandMask:
        """The kept mask, or the made one, which is then kept."""
        made = cache(make)
        labels = _kept(self.root / f"{name}.labels.npy", lambda: made().labels)
        corner = _kept(self.root / f"{name}.transform.npy", lambda: np.array(made().transform[:6]))
        return LandMask(labels, Affine(*corner))

    def marks(self, name: str, make: Callable[[], NDArray[np.uint64]]) -> NDArray[np.uint64]:
        """Marks of a grid's land cells: the kept ones, or the made ones, which are then kept."""
        return _kept(self.root / f"{name}.marks.npy", make)


class PlaceCache:
    """Fields at fixed sets of places, measured once."""

    def __init__(self, root: Path) -> None:
        self.root = root / "places"

    def get(self, name: str, make: Callable[[], NDArray[np.float64]]) -> NDArray[np.float64]:
        """The kept numbers, or the made ones, which are then kept."""
        return _kept(self.root / f"{name}.npy", make)


def _kept(path: Path, make: Callable[[], NDArray[N]]) -> NDArray[N]:
    """An array from its file; a missing or damaged one is made anew."""
    try:
        kept: NDArray[N] = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        pass
    except (ValueError, EOFError, OSError):
        path.unlink(missing_ok=True)
    else:
        _in_use(path)
        return kept
    made = make()
    _save(path, made)
    return made


def _write(path: Path, *content: bytes | memoryview) -> None:
    """Write a file whole or not at all, from parts that follow each other."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as stream:
                for part in content:
                    stream.write(part)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        mend = "set SITEWATT_CACHE to a folder with space"
        raise CacheError("the cache cannot be written", where=str(path), found=str(error), mend=mend) from error


def _mapped(path: Path, length: Callable[[], int]) -> Codes | None:
    """Codes of a file, memory-mapped read-only; None where there is none. A file of another length is removed."""
    try:
        codes: Codes = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        return None
    except (ValueError, EOFError, OSError) as error:
        if isinstance(error, OSError) and path.exists() and not os.access(path, os.R_OK):
            raise CacheError("the cached field cannot be read", where=str(path), found=str(error)) from error
        path.unlink(missing_ok=True)
        return None
    if codes.shape != (length(),) or codes.dtype != np.uint16:
        path.unlink(missing_ok=True)
        return None
    _in_use(path)
    return codes


def _brought_in(codes: Codes) -> Codes:
    """The same, with every page of its file in the memory of the process: far out a tile reads some of each part of
    every overview, and would wait for these pages one by one."""
    np.add.reduce(np.asarray(codes)[:: PAGE_BYTES // codes.itemsize])
    return codes


def _in_use(path: Path) -> None:
    """Tell `forget_unused` that somebody has opened a file."""
    with suppress(OSError):
        os.utime(path)


def _save(path: Path, numbers: NDArray[Any]) -> None:
    """Write an array as a .npy file, whole or not at all."""
    head = io.BytesIO()
    plain = np.ascontiguousarray(numbers)
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(plain))
    _write(path, head.getvalue(), plain.data)


class CachedPlanes:
    """Stored fields of one region as the pipeline reads them."""

    def __init__(self, data: RegionData, cache: FieldCache) -> None:
        self._data, self._cache = data, cache
        self._open: dict[tuple[str, str], Codes | None] = {}
        self._smaller: dict[tuple[str, str, int], Codes | None] = {}

    def plane(self, field: str, variant: str) -> Codes | None:
        """The field's codes; None where its layer has no data in this region or it is not built."""
        key = (field, variant)
        if self._open.get(key) is None:
            self._open[key] = self._cache.open(self._data, field, variant)
        return self._open[key]

    def overview(self, field: str, variant: str, stride: int) -> Codes | None:
        """The codes of every `stride`-th cell of the field; None where there are none."""
        key = (field, variant, stride)
        if self._smaller.get(key) is None:
            self._smaller[key] = self._cache.overview(self._data, field, variant, stride)
        return self._smaller[key]
