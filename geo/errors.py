"""The errors that reach a person: each says what, where, what was found, what is allowed and how to mend it."""

from __future__ import annotations


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
