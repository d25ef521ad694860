"""`watch` as a person uses it: a first look, a second with nothing new, an answer of a utility that moves a site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.cli.main import main
from geo.workspace import Workspace
from layers import catalogue

SITES = "name,lon,lat\nInzai,140.15,35.80\nTomakomai,141.68,42.65\nNaha,127.70,26.23\n"
ADD = (
    "ledger", "add", "--bus", "My bus", "--region", "jp", "--at", "140.15", "35.80",
    "--firm-mw", "300", "--year", "2029", "--confidence", "high", "--date", "2026-05-01",
)  # fmt: skip


@pytest.fixture
def desk(bundled_jp: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with three sites and a ledger of its own."""
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))
    monkeypatch.setenv("SITEWATT_LEDGER", str(tmp_path / "own" / "ledger.csv"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sites.csv").write_text(SITES)
    return tmp_path


def run(*argv: str) -> int:
    return main(catalogue, argv)


def watch(*more: str) -> int:
    return run("watch", "--region", "jp", "--offline", "--sites", "sites.csv", *more)


def test_an_answer_of_a_utility_is_named_as_what_moved_the_site(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert watch() == 0
    assert "3 sites are watched from now on" in capsys.readouterr().err
    assert watch() == 0
    assert "0 of 3 watched sites moved since" in capsys.readouterr().err
    assert run(*ADD) == 0
    capsys.readouterr()
    assert watch("--keep") == 0
    said = capsys.readouterr()
    assert "1 of 3 watched sites moved" in said.err
    assert "gate power_date: unknown -> pass  by own: My bus (my own evidence, 2026-05-01), before" in said.out
    assert "power_date.headroom firm_mw_low: 0 -> 300" in said.out
    assert watch("--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {move["site"] for move in found["moves"]} == {"Inzai"}
    gate = next(move for move in found["moves"] if move["what"] == "gate power_date")
    assert (gate["before"], gate["after"], gate["fact"]["id"]) == ("unknown", "pass", "own: My bus")
    assert watch() == 0
    assert "0 of 3 watched sites moved" in capsys.readouterr().err, "the look before was kept for this one"
    assert sorted(path.name for path in (desk / "own").glob("*.*") if not path.name.startswith(".")) == [
        "ledger.csv",
        "watchlist.json",
    ]


@pytest.mark.usefixtures("desk")
def test_the_best_candidates_are_watched_where_no_sites_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("watch", "--region", "jp", "--offline", "--top", "3") == 0
    assert "3 sites are watched" in capsys.readouterr().err
    assert run("watch", "--region", "jp", "--offline", "--top", "4", "--weight", "grid_distance=50") == 0
    said = capsys.readouterr()
    assert "settings moved, ranks may follow: weights.grid_distance" in said.out
    assert "is watched from now on" in said.out


@pytest.mark.usefixtures("desk")
def test_too_many_sites_and_a_damaged_file_are_one_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert watch("--top", "0") == 2
    assert "--top" in capsys.readouterr().err
    (desk / "own").mkdir(exist_ok=True)
    (desk / "own" / "watchlist.json").write_text("{")
    assert watch() == 2
    assert "the watchlist is damaged" in capsys.readouterr().err.splitlines()[-1]
