"""The watchlist file: private, whole, and damage is said in words."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.exchange.watchlist import read_watchlist, write_watchlist
from geo.watchlist import Snapshot, Watchlist


def test_what_is_written_is_read_back_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.json"
    assert read_watchlist(path) == Watchlist()
    kept = Watchlist().with_("w", Snapshot(taken="2026", fingerprint="f", scenario={"weights": {"a": 1.0}}, sites=()))
    write_watchlist(path, kept)
    assert read_watchlist(path) == kept
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2}', '{"snapshots": {"a": 3}}', '{"more": 1}'])
def test_a_damaged_file_is_refused_and_how_to_mend_it_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "watchlist.json"
    path.write_text(text)
    with pytest.raises(InputError, match="starts anew"):
        read_watchlist(path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_watchlist(tmp_path)
