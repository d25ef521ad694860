"""The pages hang together: links lead somewhere, named files exist, the stated import order is the real one."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from geo.catalogue.preset import TOKEN_LIMIT
from layers import catalogue

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "CHANGELOG.md"]
NAMED = re.compile(r"`((?:geo|layers|data|tests|tools|benchmarks|docs)/[A-Za-z0-9_./-]*|[a-z_]+\.py)`")
EXAMPLES = {
    "data/regions/nz.toml",
    "data/facts/outline_nz.geojson",
    "layers/running_campuses.py",
    "layers/_data",
    "layers/_app",
}


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_of_ours(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", text(page)):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_exist(page: Path) -> None:
    for name in set(NAMED.findall(text(page))) - EXAMPLES:
        here = [ROOT / name] if "/" in name else list(ROOT.glob(name)) + list((ROOT / "tools").glob(name))
        inside = [ROOT / "geo" / name]
        assert any(path.exists() for path in (*here, *inside)), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_machine_or_a_registry(page: Path) -> None:
    assert not re.search(r"pypi\.org|pythonhosted|npmjs|/(?:root|home|work|tmp)/", text(page))


def test_the_index_lists_every_page() -> None:
    index = text(ROOT / "docs" / "README.md")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index


def test_the_import_order_of_the_page_is_the_one_that_is_kept() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    kept = rules["importlinter:contract:rooms"]["layers"].strip().splitlines()
    told = text(ROOT / "docs" / "architecture.md").partition("## Who may import whom")[2].partition("```\n")[2]
    assert told.partition("```")[0].strip().splitlines() == kept


def test_every_room_of_the_code_stands_in_the_plan() -> None:
    plan = text(ROOT / "docs" / "architecture.md").partition("```\n")[2].partition("```")[0]
    named = set(re.findall(r"([a-z_]+(?:/|\.py))", plan))
    for path in (ROOT / "geo").iterdir():
        room = f"{path.name}/" if path.is_dir() else path.name
        assert path.name.startswith("_") or room in named, room


def test_figures_of_the_architecture_page() -> None:
    page = text(ROOT / "docs" / "architecture.md")
    assert f"{TOKEN_LIMIT:,} characters" in page
    assert {region.margin_km for region in catalogue().regions.values()} == {300}
    assert "margin of 300 km" in page
