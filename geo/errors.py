"""The errors that reach a person: each says what, where, what was found, what is allowed and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

FEW, NEAREST, LONGEST = 12, 3, 80
"""So many names are told in full; of more, so many of the nearest spellings; longer names are cut before that."""


class SitingError(Exception):
    """Base of every error that Sitewatt raises on purpose.

    Parameters
    ----------
    what : str
        What went wrong, one clause, no full stop.
    where : str, optional
        File, row, field, option or route concerned.
    found, allowed, mend : str, optional
        What stood there, what may stand there, and how to put it right.
    """

    def __init__(self, what: str, *, where: str = "", found: str = "", allowed: str = "", mend: str = "") -> None:
        self.what, self.where, self.found, self.allowed, self.mend = what, where, found, allowed, mend
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        named = (("found", self.found), ("allowed", self.allowed), ("mend", self.mend))
        tail = "; ".join(f"{label} {text}" for label, text in named if text)
        return f"{head} ({tail})" if tail else head


class InputError(SitingError):
    """What a user gave (option, file, URL) cannot be used; the command line exits with 2."""


class DataError(SitingError):
    """A catalogue entry or fact table of ours is broken."""


class FetchError(SitingError):
    """A source could not be obtained or did not match its checksum."""


class CacheError(SitingError):
    """The cache folder cannot be read or written."""


def spelled(found: object, names: Iterable[str]) -> str:
    """What `allowed` says of an unknown name: all names where they are few, else the nearest spellings."""
    known = list(names)
    if len(known) <= FEW:
        return ", ".join(known) or "none"
    near = get_close_matches(str(found)[:LONGEST].lower(), known, n=NEAREST, cutoff=0.0)
    return f"one of {len(known)} names, the nearest are {', '.join(near)}"
