"""Fixtures of the catalogue's tests."""

from tests.geo.catalogue.fetch_kit import shelf, site

__all__ = ["shelf", "site"]
