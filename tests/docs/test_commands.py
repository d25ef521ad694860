"""The commands on the page: all parse, and those that need no network run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.cli.main import main
from geo.cli.parser import parse, parser
from geo.workspace import Workspace
from layers import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
LOCAL = {"layers", "check", "build"}
NEVER_RUN = {"fetch mcd12c1 --offline"}
"""Ends with 0 or 1 by what is installed and mirrored."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def commands() -> list[str]:
    lines = [line.partition("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line.removeprefix("sitewatt ") for line in lines if line.startswith("sitewatt ")]


def runs(command: str) -> bool:
    offline = command.split()[0] in LOCAL or "--offline" in command or "--list" in command
    return offline and command not in NEVER_RUN


@pytest.fixture
def desk(bundled_jp: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the files of the page, and a cache with Japan built."""
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(blocks("csv")[0], encoding="utf-8")
    for name, block in zip(("scenario.toml", "weights.toml", "later.toml"), blocks("toml"), strict=True):
        (tmp_path / name).write_text(block, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", commands())
def test_every_command_on_the_page_is_understood(command: str) -> None:
    assert parse(catalogue(), "0", shlex.split(command)).command == command.split()[0]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("command", [command for command in commands() if runs(command)])
def test_commands_that_need_no_network_end_well(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(catalogue, shlex.split(command)) == 0
    said = capsys.readouterr()
    assert said.out or said.err


def test_every_command_of_the_program_has_a_section_and_an_example() -> None:
    text = parser(catalogue(), "0").format_usage() + parser(catalogue(), "0").format_help()
    known = set(re.findall(r"^    ([a-z]+)(?: |$)", text, flags=re.MULTILINE))
    assert known == {command.split()[0] for command in commands()}
    for name in known:
        assert re.search(rf"^## {name}: ", PAGE, flags=re.MULTILINE), name


def test_the_columns_of_a_ranking_are_those_of_the_page(desk: Path) -> None:
    told = PAGE.partition("**Result.**")[2].partition("A barred site")[0]
    cells = re.findall(r"^\| (`[^|]+`) \|", told, flags=re.MULTILINE)
    names = [name for cell in cells for name in re.findall(r"`([a-z0-9_<>]+)`", cell)]
    columns = {name.replace("<criterion>", key) for name in names for key in catalogue().criteria}
    columns = {name.replace("<gate>", key) for name in columns for key in catalogue().gates}
    assert main(catalogue, ["rank", "--region", "jp", "--offline", "--sites", "mine.csv", "-o", "out.csv"]) == 0
    found = pd.read_csv(desk / "out.csv")
    assert set(found.columns) == columns | {"name", "lon", "lat"}
    assert found["name"].tolist()[-1] == "in the Pacific"


def test_a_map_without_the_map_library_says_how_to_get_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(catalogue, ["map", "--region", "jp", "--offline", "-o", str(desk / "map.html")]) == 1
    assert "sitewatt fetch leaflet" in capsys.readouterr().err
    assert not (desk / "map.html").exists()


def test_the_scenario_file_of_the_page_says_what_the_page_says(desk: Path) -> None:
    argv = ["rank", "--region", "jp", "--offline", "--scenario", "scenario.toml", "-o", "out.geojson"]
    assert main(catalogue, argv) == 0
    ranked = gpd.read_file(desk / "out.geojson")
    assert (ranked["raw_grid_distance"][ranked["rank"].notna()] <= 60.0).all()
    assert (ranked["contribution_city_distance"] == 0).all()
