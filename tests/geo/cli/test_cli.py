"""The command line as a person types it: exit codes, one-line errors, files that are whole."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pytest

from geo.cli.main import main
from geo.ui import first_answers
from geo.workspace import Workspace
from layers import catalogue


@pytest.fixture
def cache(bundled_jp: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))


def run(*argv: str) -> int:
    return main(catalogue, argv)


@pytest.mark.usefixtures("cache")
def test_rank_writes_every_candidate_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "ranked.geojson"
    assert run("rank", "--region", "jp", "--offline", "-o", str(out)) == 0
    ranked = gpd.read_file(out)
    assert len(ranked) >= 60
    assert ranked["score"].dropna().between(0, 100).all()
    assert ranked["percentile"].dropna().between(0, 100).all()
    assert "wrote" in capsys.readouterr().err


@pytest.mark.usefixtures("cache")
def test_rank_keeps_the_columns_of_the_users_csv(tmp_path: Path) -> None:
    sites, out = tmp_path / "sites.csv", tmp_path / "out.csv"
    sites.write_text("owner,lon,lat\nme,140.15,35.80\nsea,145.0,30.0\n")
    assert run("rank", "--region", "jp", "--offline", "--sites", str(sites), "-o", str(out)) == 0
    lines = out.read_text().splitlines()
    assert lines[0].startswith("owner,lon,lat,rank,score")
    assert [line.split(",")[0] for line in lines[1:]] == ["me", "sea"]
    assert lines[2].split(",")[3:5] == ["", ""]


@pytest.mark.usefixtures("cache")
def test_score_says_everything_about_a_point(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("score", "--region", "jp", "--offline", "--at", "140.15", "35.80", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["criteria"]) == set(catalogue().criteria)
    assert found["criteria"]["grid_distance"]["nearest"]["distance_km"] < 30
    contributions = sum(row["contribution"] for row in found["criteria"].values())
    assert contributions == pytest.approx(found["score"], abs=1e-3)


@pytest.mark.usefixtures("cache")
def test_a_point_in_the_sea_has_no_score_but_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("score", "--region", "jp", "--offline", "--at", "145.0", "30.0", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["score"], found["percentile"]) == (None, None)
    assert "sea" in found["excluded_by"]


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["rank"], "--region"),
        (["rank", "--region", "mars"], "mars"),
        (["rank", "--region", "jp", "--preset", "none"], "unknown preset"),
        (["rank", "--region", "jp", "--load-mw", "-5"], "load_mw"),
        (["rank", "--region", "jp", "--load-mw", "nan"], "load_mw"),
        (["rank", "--region", "jp", "--load-mw", "abc"], "abc"),
        (["rank", "--region", "jp", "-o", "out.xlsx"], "unknown kind of output"),
        (["rank", "--region", "jp", "-o", "/nowhere/out.csv"], "folder does not exist"),
        (["rank", "--region", "jp", "--sites", "/nowhere.csv"], "cannot be read"),
        (["rank", "--region", "jp", "--scenario", "/nowhere.toml"], "no such scenario file"),
        (["rank", "--region", "jp", "--top", "0"], "--top"),
        (["rank", "--region", "jp", "--weight", "nonsense=1"], "unknown criterion"),
        (["rank", "--region", "jp", "--weight", "grid_distance"], "KEY=NUMBER"),
        (["score", "--region", "jp", "--at", "35.8", "140.1"], "swapped"),
        (["score", "--region", "jp", "--at", "x", "y"], "two numbers"),
        (["score", "--region", "jp", "--at", "nan", "35"], "outside"),
        (["nonsense"], "nonsense"),
        (["fetch", "nonsense"], "nonsense"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*argv) == 2
    heard = capsys.readouterr().err.strip()
    assert words in heard
    assert heard.count("\n") == 0
    assert heard.startswith("sitewatt: ")


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("load_mw = ", "not a readable TOML"),
        ("load = 3", "load"),
        ("load_mw = -3", "load_mw"),
        ('region = "au"', "differ"),
        ("[weights]\ngrid_distance = -1", "grid_distance"),
        ("[weights]\nunheard = 1", "unknown criterion"),
        ("[constraints]\nsea = false", "sea"),
        ("[constraints]\ngrid_distance_cap = 9999.0", "out of range"),
    ],
)
def test_a_broken_scenario_file_is_named(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text)
    assert run("rank", "--region", "jp", "--offline", "--scenario", str(path)) == 2
    assert words in capsys.readouterr().err


@pytest.mark.usefixtures("cache")
def test_all_weights_zero_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "s.toml"
    zeros = "\n".join(f"{key} = 0" for key in catalogue().criteria)
    path.write_text(f"[weights]\n{zeros}\n")
    assert run("rank", "--region", "jp", "--offline", "--scenario", str(path)) == 2
    assert "all weights are zero" in capsys.readouterr().err


@pytest.mark.usefixtures("cache")
def test_a_load_that_nothing_carries_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rank", "--region", "jp", "--offline", "--load-mw", "2000") == 2
    assert "carries the load" in capsys.readouterr().err


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("told", [(), ("--json-progress",)])
def test_a_build_by_hand_keeps_what_the_first_page_asks_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], told: tuple[str, ...]
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(first_answers, "keep_first_answers", lambda _, region: kept.append(region))
    assert run("build", "--region", "jp", "--load-mw", "300", *told) == 0
    assert kept == ([] if told else ["jp"]), "a running app keeps what it has shown"
    said = re.findall(r"^Japan: (\d+) fields built, (\d+) were there", capsys.readouterr().err, re.MULTILINE)
    assert len(said) == len(kept)
    assert all(int(built) + int(there) > 20 for built, there in said)


@pytest.mark.usefixtures("cache")
def test_layers_lists_tiers_and_criteria_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("layers", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["layers"]
    assert {row["key"] for row in rows} == set(catalogue().layers)


@pytest.mark.usefixtures("cache")
def test_the_catalogue_and_facts_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("check")
    assert (code, capsys.readouterr().out) == (0, "")


def test_a_cache_that_is_no_folder_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SITEWATT_CACHE", str(tmp_path / "file"))
    assert run("rank", "--region", "jp", "--offline") == 2
    heard = capsys.readouterr().err.strip()
    assert "SITEWATT_CACHE" in heard
    assert heard.count("\n") == 0
