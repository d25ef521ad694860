"""Fixtures of the catalogue's tests."""

from fetch_kit import shelf, site

__all__ = ["shelf", "site"]
