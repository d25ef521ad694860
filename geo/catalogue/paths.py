"""Where things lie on this machine: our data, the cache, an optional mirror."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from geo.errors import CacheError, DataError

CACHE_VERSION = "v1"
"""Sub-folder of the cache; raised when the layout of the cache changes, so that old and new never mix."""
LEDGER_NAME = "ledger.csv"


def data_root() -> Path:
    """Folder with our fact tables, regions and presets: `data/` of a clone, or the copy inside an installed wheel."""
    root = Path(__file__).resolve().parents[2]
    in_wheel, in_clone = root / "layers" / "_data", root / "data"
    if (in_wheel / "regions").is_dir():
        return in_wheel
    if (in_clone / "regions").is_dir() and (root / "pyproject.toml").is_file():
        return in_clone
    raise DataError(
        "the data folder is missing", where=str(root), allowed=f"{in_wheel} or {in_clone}", mend="reinstall"
    )


def cache_root() -> Path:
    """Versioned folder for all that is fetched or computed (SITEWATT_CACHE, else the platform's cache folder)."""
    named = os.environ.get("SITEWATT_CACHE", "").strip()
    base = Path(named).expanduser() if named else Path(platformdirs.user_cache_dir("sitewatt", appauthor=False))
    return base.absolute() / CACHE_VERSION


def ledger_path() -> Path:
    """File of the user's own evidence (SITEWATT_LEDGER, else in SITEWATT_CACHE, else the user's data)."""
    named = os.environ.get("SITEWATT_LEDGER", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    if os.environ.get("SITEWATT_CACHE", "").strip():
        return cache_root().parent / LEDGER_NAME
    return Path(platformdirs.user_data_dir("sitewatt", appauthor=False)).absolute() / LEDGER_NAME


def ledger_beside(cache: Path) -> Path:
    """File of the user's own evidence for a cache folder: the machine's own, or the one beside another cache."""
    return ledger_path() if cache == cache_root() else cache.parent / LEDGER_NAME


def mirror_root() -> Path | None:
    """Folder that stands in for the network (SITEWATT_MIRROR), laid out as `<host>/<path>`, or None."""
    named = os.environ.get("SITEWATT_MIRROR", "").strip()
    if not named:
        return None
    root = Path(named).expanduser().absolute()
    if not root.is_dir():
        raise CacheError(
            "the mirror is not a folder", where="SITEWATT_MIRROR", found=str(root), mend="unset or correct it"
        )
    return root


def page_path() -> Path:
    """The Streamlit page: `streamlit_app.py` of a clone, or the copy inside an installed wheel."""
    root = Path(__file__).resolve().parents[2]
    for page in (root / "layers" / "_app" / "streamlit_app.py", root / "streamlit_app.py"):
        if page.is_file():
            return page
    raise DataError("the page is missing", where=str(root), mend="reinstall")


def limits_path() -> Path:
    """The page of limits: `docs/limits.md` of a clone, or the copy inside an installed wheel."""
    root = Path(__file__).resolve().parents[2]
    for page in (root / "layers" / "_data" / "limits.md", root / "docs" / "limits.md"):
        if page.is_file():
            return page
    raise DataError("the page of limits is missing", where=str(root), mend="reinstall")


def usable_cache() -> Path:
    """`cache_root()`, made if it is missing; CacheError where it cannot be made, read or written."""
    root = cache_root()
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CacheError(
            "the cache folder cannot be made",
            where="SITEWATT_CACHE",
            found=f"{root} ({error.strerror})",
            mend="set SITEWATT_CACHE to a folder you may write",
        ) from error
    if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        raise CacheError("the cache folder cannot be read and written", where="SITEWATT_CACHE", found=str(root))
    return root
