"""`campuses`, `backtest` and `diff` as a person types them."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.catalogue.preset import Scenario
from geo.cli.main import main
from geo.workspace import Workspace
from layers import catalogue


@pytest.fixture(autouse=True)
def cache(bundled_jp: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))


def run(*argv: str) -> int:
    return main(catalogue, argv)


def test_campuses_are_written_as_polygons(tmp_path: Path) -> None:
    out = tmp_path / "campuses.geojson"
    assert run("campuses", "--region", "jp", "--offline", "--top", "3", "-o", str(out)) == 0
    found = gpd.read_file(out)
    assert found["rank"].tolist() == [1, 2, 3]
    assert found.geometry.is_valid.all()
    assert found["worth"].is_monotonic_decreasing
    assert set(found["cell_m"]) == {100.0}


def test_campuses_that_cannot_be_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("campuses", "--region", "jp", "--offline", "--least-score", "100") == 0
    assert "only 0 of 10 campuses fit" in capsys.readouterr().err


def test_a_diff_says_what_differs_and_names_its_causes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.toml").write_text('region = "jp"\n')
    (tmp_path / "b.toml").write_text('region = "jp"\npreset = "inference"\n')
    assert run("diff", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"), "--offline", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert all(name.startswith(("weight", "constraint")) for name in found["settings"])
    assert found["moved"] > 0
    assert run("diff", str(tmp_path / "a.toml"), str(tmp_path / "a.toml"), "--offline") == 0
    assert "the scenarios are the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["campuses", "--region", "jp", "--offline", "--top", "0"], "top"),
        (["campuses", "--region", "jp", "--offline", "--spacing-km", "nan"], "spacing_km"),
        (["campuses", "--region", "jp", "--offline", "-o", "out.csv"], "unknown kind of output"),
        (["campuses", "--region", "jp", "--offline", "--also-cell-m", "10"], "cell size"),
        (["diff", "/nowhere.toml", "/nowhere.toml"], "no such scenario file"),
        (["portfolio", "--region", "jp", "--offline", "--total-mw", "200"], "below the load of one site"),
        (["portfolio", "--region", "jp", "--offline", "--without", "moon"], "no such failure group"),
        (["pareto", "--region", "jp", "--offline", "--objectives", "carbon_intensity"], "two objectives"),
        (["rank", "--region", "jp,nz", "--offline"], "no such region"),
        (["backtest", "--region", "jp", "--offline", "--sites", "/nowhere.csv"], "cannot be read"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*argv) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_scenario_without_a_region_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.toml").write_text("load_mw = 200\n")
    assert run("diff", str(tmp_path / "a.toml"), str(tmp_path / "a.toml"), "--offline") == 2
    assert "--region" in capsys.readouterr().err


def test_a_run_repeats_byte_by_byte_from_its_scenario_and_fingerprint(tmp_path: Path) -> None:
    first, again = tmp_path / "first.geojson", tmp_path / "again.geojson"
    assert run("rank", "--region", "jp", "--offline", "--load-mw", "300", "-o", str(first)) == 0
    told = json.loads(first.read_text())["metadata"]
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(Scenario.from_token(told["scenario_token"]).to_toml())
    repeat = ["--scenario", str(scenario), "--expect-fingerprint", told["data_fingerprint"]]
    assert run("rank", "--region", "jp", "--offline", *repeat, "-o", str(again)) == 0
    assert again.read_bytes() == first.read_bytes()


def test_other_data_than_expected_end_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["rank", "--top", "1"], ["pareto"], ["portfolio"]):
        assert run(command[0], "--region", "jp", "--offline", *command[1:], "--expect-fingerprint", "0" * 16) == 2
        assert "the data are not those of the run to be repeated" in capsys.readouterr().err


def test_both_countries_are_ranked_in_one_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sites.csv").write_text("name,lon,lat\nInzai,140.15,35.80\nTruganina,144.74,-37.82\n")
    out, sites = tmp_path / "both.csv", str(tmp_path / "sites.csv")
    assert run("rank", "--region", "au,jp", "--offline", "--sites", sites, "-o", str(out)) == 0
    table = pd.read_csv(out)
    assert set(table["region"]) == {"au", "jp"}
    assert table["rank"].tolist() == [1, 2]
    (tmp_path / "sites.csv").write_text("name,lon,lat\nCoral Sea,138.0,5.0\n")
    capsys.readouterr()
    assert run("rank", "--region", "all", "--offline", "--sites", sites) == 2
    assert "none of the regions" in capsys.readouterr().err


def test_a_portfolio_is_written_as_points(tmp_path: Path) -> None:
    out = tmp_path / "portfolio.geojson"
    assert run("portfolio", "--region", "jp", "--offline", "--total-mw", "600", "-o", str(out)) == 0
    assert gpd.read_file(out)["load_mw"].tolist() == [300.0, 300.0]
