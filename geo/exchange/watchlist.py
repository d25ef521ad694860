"""The watchlist as a JSON file beside the ledger: private like it, written whole."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from geo.catalogue.region import first_fault
from geo.errors import InputError
from geo.exchange.atomic import write_whole
from geo.exchange.ledger import PRIVATE
from geo.watchlist import Watchlist

NAME = "watchlist.json"


def read_watchlist(path: Path) -> Watchlist:
    """The watchlist of a file, empty where there is none; InputError where it is damaged."""
    try:
        return Watchlist.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Watchlist()
    except ValidationError as error:
        mend = "remove the file; the next look starts anew"
        raise InputError("the watchlist is damaged", where=str(path), found=first_fault(error), mend=mend) from error
    except OSError as error:
        found = error.strerror or str(error)
        raise InputError("the watchlist cannot be read", where=str(path), found=found) from error


def write_watchlist(path: Path, watchlist: Watchlist) -> None:
    """Write the watchlist whole or not at all, for its owner alone."""
    write_whole(path, watchlist.model_dump_json(indent=1).encode("utf-8"), PRIVATE)
