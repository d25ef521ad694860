"""The ledger as a person uses it: it changes the gate on the screen and stays out of everything that is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.cli.main import main
from geo.workspace import Workspace
from layers import catalogue

BUS = "Inzai secret bus"
ADD = ("--region", "jp", "--at", "140.15", "35.80", "--year", "2029", "--confidence", "high", "--date", "2026-05-01")
SITES = "name,lon,lat\nInzai,140.15,35.80\nTomakomai,141.68,42.65\n"


@pytest.fixture
def desk(bundled_jp: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a ledger of its own, two sites, and a cache with Japan built."""
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))
    monkeypatch.setenv("SITEWATT_LEDGER", str(tmp_path / "own" / "ledger.csv"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sites.csv").write_text(SITES)
    return tmp_path


def run(*argv: str) -> int:
    return main(catalogue, argv)


def add(mw: int = 300, *more: str) -> int:
    return run("ledger", "add", "--bus", BUS, "--firm-mw", str(mw), *ADD, *more)


def ranked(desk: Path, *more: str) -> str:
    out = desk / "ranked.geojson"
    assert run("rank", "--region", "jp", "--offline", "--sites", "sites.csv", "-o", str(out), *more) == 0
    return out.read_text()


def gates(text: str) -> dict[str, str]:
    rows = json.loads(text)["features"]
    return {row["properties"]["name"]: row["properties"]["gate_power_date"] for row in rows}


def test_rows_are_added_listed_and_removed(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ledger", "list") == 0
    assert capsys.readouterr().out == ""
    assert add(300, "--note", "letter") == 0
    assert run("ledger", "list") == 0
    assert f"{BUS} (jp, 140.150 35.800, 10 km)  300 MW by 2029, high, 2026-05-01: letter" in capsys.readouterr().out
    assert add(500, "--date", "2026-06-01") == 0
    capsys.readouterr()
    assert run("ledger", "list") == 0
    assert [line.endswith("(superseded)") for line in capsys.readouterr().out.splitlines()] == [True, False]
    assert run("ledger", "remove", BUS.upper(), "--date", "2026-05-01") == 0
    capsys.readouterr()
    assert run("ledger", "list", "--json") == 0
    assert [row["firm_mw"] for row in json.loads(capsys.readouterr().out)] == [500]


@pytest.mark.usefixtures("desk")
def test_a_row_that_contradicts_the_ledger_is_not_added(capsys: pytest.CaptureFixture[str]) -> None:
    assert add(300) == 0
    assert add(200) == 2
    heard = capsys.readouterr().err.strip().splitlines()[-1]
    assert heard.startswith("sitewatt: ledger, row 3, firm_mw: two answers for one year, against row 2")
    assert run("ledger", "remove", "nowhere") == 2
    assert BUS in capsys.readouterr().err


def test_a_ledger_spoilt_by_hand_is_one_line_and_a_fault_of_check(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(300) == 0
    path = desk / "own" / "ledger.csv"
    path.write_text(path.read_text().replace("300", "-300"))
    capsys.readouterr()
    assert run("rank", "--region", "jp", "--offline") == 2
    assert "row 2, firm_mw: megawatts that cannot be (found -300" in capsys.readouterr().err
    assert run("check") == 1
    assert "row 2, firm_mw" in capsys.readouterr().out


@pytest.mark.usefixtures("desk")
def test_own_evidence_passes_the_gate_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    at = ("score", "--region", "jp", "--offline", "--at", "140.15", "35.80")
    assert run(*at) == 0
    assert "power_date: unknown" in capsys.readouterr().out
    assert add(300) == 0
    capsys.readouterr()
    assert run(*at) == 0
    assert "power_date: 1 gate" in capsys.readouterr().out


def test_own_evidence_stays_out_of_files_unless_it_is_asked_for(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ranked(desk)
    assert add(300) == 0
    without, asked = ranked(desk), ranked(desk, "--with-ledger")
    assert "--with-ledger puts it in" in capsys.readouterr().err
    assert BUS not in without
    plain, public = json.loads(before), json.loads(without)
    assert plain["features"] == public["features"]
    assert plain["metadata"]["data_fingerprint"] == public["metadata"]["data_fingerprint"]
    assert gates(without)["Inzai"] == "unknown"
    assert gates(asked)["Inzai"] == "pass"
    told = json.loads(asked)["metadata"]
    assert [row["bus"] for row in told["own_evidence"]] == [BUS]
    assert told["data_fingerprint"] != public["metadata"]["data_fingerprint"]


@pytest.mark.usefixtures("desk")
def test_json_on_the_terminal_counts_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert add(300) == 0
    at = ("score", "--region", "jp", "--offline", "--at", "140.15", "35.80", "--json")
    capsys.readouterr()
    assert run(*at) == 0
    public = capsys.readouterr().out
    assert json.loads(public)["gates"]["power_date"] == "unknown"
    assert BUS not in public
    assert run(*at, "--with-ledger") == 0
    assert json.loads(capsys.readouterr().out)["gates"]["power_date"] == "pass"
