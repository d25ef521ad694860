"""Hostile values of the command line: each ends with 2 and one line that names the field and what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.cli.main import main
from geo.workspace import Workspace
from layers import catalogue

GATES = ("gates", "--region", "jp", "--offline", "--at", "139.7", "35.7")
PLACES = [
    (("999", "35"), "lon"),
    (("139.7", "-91"), "lat"),
    (("nan", "35"), "lon"),
    (("inf", "35"), "lon"),
    (("139.7", "--"), "--at"),
    (("151.2", "-33.9"), "outside Japan"),
    (("0", "0"), "outside Japan"),
]
FACTS = ["nonsense=1", "=", "=1", "x", "\x00=1", "'; drop table=1", "constructor=__import__"]
BRIEFS = [
    (("--load-mw", "-5"), "load_mw"),
    (("--load-mw", "nan"), "load_mw"),
    (("--load-mw", "1e9"), "load_mw"),
    (("--load-mw", "0x10"), "0x10"),
    (("--energise-by", "1999"), "energise_by"),
    (("--energise-by", "99999"), "energise_by"),
    (("--energise-by", "soon"), "soon"),
    (("--redundancy", "N-2"), "N-2"),
    (("--hub", "atlantis"), "atlantis"),
    (("--hub", "../../etc/passwd"), "passwd"),
    (("--preset", "{{7*7}}"), "7*7"),
    (("--rule", "dictator"), "dictator"),
    (("--attitude", "2"), "attitude"),
    (("--weight", "grid_distance=-1"), "grid_distance"),
    (("--weight", "grid_distance=nan"), "grid_distance"),
    (("--weight", "grid_distance"), "--weight"),
    (("--weights", "roc:"), "roc"),
    (("--expect-fingerprint", "zz"), "fingerprint"),
]


@pytest.fixture(autouse=True)
def cache(bundled_jp: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """The one line with which a command is refused."""
    assert main(catalogue, argv) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("sitewatt: ")
    assert "Traceback" not in said
    assert "(" in said, "what was found, what is allowed, or how to mend it"
    return said


@pytest.mark.parametrize("command", ["gates", "score"])
@pytest.mark.parametrize(("at", "field"), PLACES)
def test_a_place_that_cannot_be_is_refused_by_its_field(
    command: str, at: tuple[str, str], field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert field in refused(capsys, command, "--region", "jp", "--offline", "--at", *at)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_no_sheet_asks_for_is_refused_with_those_it_asks_for(
    fact: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "fact" in refused(capsys, *GATES, "--fact", fact)


@pytest.mark.parametrize(("options", "field"), BRIEFS)
def test_a_brief_that_cannot_be_is_refused_by_its_field(
    options: tuple[str, ...], field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert field in refused(capsys, *GATES, *options)


SCENARIOS = [
    ("load_mw = 1e400", "load_mw"),
    ('load_mw = "300"', "load_mw"),
    ("energise_by = 2029.5", "energise_by"),
    ('hubs = ["atlantis"]', "atlantis"),
    ("hubs = 7", "hubs"),
    ('unknowns = "guess"', "unknowns"),
    ("[constraints]\nexposure_base_cap = -1.0", "exposure_base_cap"),
    ("[constraints]\ngrid_distance_cap = nan", "grid_distance_cap"),
    ('[constraints]\ngrid_distance_cap = "yes"', "grid_distance_cap"),
    ("[constraints]\nnonsense = true", "nonsense"),
    ("[weights]\ngrid_distance = inf", "grid_distance"),
    ("[weights.grid_distance]\na = 1", "grid_distance"),
    ("version = 99", "version"),
    ("\x00", "TOML"),
    ("[" * 2000, "TOML"),
]


@pytest.mark.parametrize(("text", "field"), SCENARIOS)
def test_a_switch_of_a_scenario_file_that_cannot_be_is_refused_by_its_field(
    text: str, field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(text, encoding="utf-8")
    assert field in refused(capsys, *GATES, "--scenario", str(file))


UPLOADS = {
    "empty.csv": b"",
    "head.csv": b"lon,lat\n",
    "words.csv": b"lon,lat\nhere,there\n",
    "nan.csv": b"lon,lat\nnan,35\n",
    "inf.csv": b"lon,lat\ninf,35\n",
    "swapped.csv": b"lon,lat\n35.7,139.7\n",
    "blank.csv": b"lon,lat\n,\n",
    "latin.csv": "name,lon,lat\nZürich,139.7,35.7\n".encode("latin-1"),
    "binary.csv": bytes(range(256)),
    "zip.csv": b"PK\x03\x04" + bytes(64),
    "broken.geojson": b"{",
    "list.geojson": b"[1, 2]",
    "empty.geojson": b'{"type": "FeatureCollection", "features": []}',
    "null.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{}}]}',
    "sites.exe": b"lon,lat\n139.7,35.7\n",
}


@pytest.mark.parametrize("name", UPLOADS)
def test_a_file_of_sites_that_cannot_be_used_is_refused_by_its_name(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(UPLOADS[name])
    said = refused(capsys, "rank", "--region", "jp", "--offline", "--sites", str(tmp_path / name))
    assert name in said
