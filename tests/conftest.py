"""What every test shares: no network, a cache of its own, workspaces on bundled data and on a hand-made country."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.catalogue.paths import CACHE_VERSION, cache_root
from geo.workspace import Workspace
from layers import catalogue
from tests.toy import toy_catalogue

SKIP_IS_FAILURE = {"SITEWATT_MIRROR": "mirror"}


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The real catalogue on bundled facts only: an empty cache, nothing fetched."""
    return Workspace(catalogue(), tmp_path_factory.mktemp("cache") / CACHE_VERSION)


@pytest.fixture(scope="session")
def bundled_jp(bundled: Workspace) -> Workspace:
    """The bundled workspace with the Japanese fields of the default brief built."""
    bundled.build(bundled.region("jp"), bundled.catalogue.scenario("jp"))
    return bundled


@pytest.fixture(scope="session")
def fetched() -> Workspace:
    """The real catalogue on the package tier, where somebody has fetched it into SITEWATT_CACHE."""
    if not os.environ.get("SITEWATT_CACHE"):
        pytest.skip("SITEWATT_CACHE is not set: the package tier was not fetched")
    workspace = Workspace(catalogue(), cache_root())
    if workspace.artefacts.missing():
        pytest.skip(f"the package tier is not in SITEWATT_CACHE: {', '.join(workspace.artefacts.missing())}")
    return workspace


@pytest.fixture
def toy(tmp_path: Path) -> Workspace:
    """A square country with two substations, worked out by hand in `tests/toy.py`."""
    return Workspace(toy_catalogue(tmp_path / "data"), tmp_path / "cache")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where the mirror is there, a test that skips for want of it has failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    reason = str(report.longrepr) if report.skipped else ""
    if "SITEWATT_MIRROR" in reason and os.environ.get("SITEWATT_MIRROR"):
        report.outcome = "failed"
