"""The house rules: who may import whom, how large a file may be, what never stands in the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted(p for room in ("geo", "layers") for p in (ROOT / room).rglob("*.py") if not p.parts[-2].startswith("_"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in CODE}
MAX_LINES, MAX_FUNCTION_LINES = 300, 60
NETWORK = ("urllib.request", "http.client", "requests", "httpx", "socket")
LISTENS = {"server.py": {"socket"}}
"""What the one file may import that takes connections and opens none."""


def imports(path: Path) -> set[str]:
    tree = TREES[path]
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_rooms_import_only_what_lies_below_them() -> None:
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--config",
        str(ROOT / ".importlinter"),
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_one_noun_and_no_novel(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_LINES
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            words = len((ast.get_docstring(node, clean=False) or "").splitlines())
            assert (node.end_lineno or 0) - node.lineno - words < MAX_FUNCTION_LINES, node.name


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_it_is_for_and_catches_no_everything(path: Path) -> None:
    tree = TREES[path]
    if path.name != "__init__.py" or tree.body:
        assert ast.get_docstring(tree), "a module docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"bare"}
            assert not names & {"Exception", "bare"}, f"line {node.lineno}"


def test_no_two_modules_import_each_other_even_by_detours() -> None:
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in CODE}
    arrows = [
        (name, taken)
        for name, path in names.items()
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.ImportFrom) and node.module
        for taken in {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        if taken in names
    ]
    assert len(arrows) > len(names)
    assert not list(nx.simple_cycles(nx.DiGraph(arrows)))


def test_each_heavy_library_stays_in_its_room() -> None:
    homes = {
        "folium": ("geo/maps",),
        "branca": ("geo/maps",),
        "streamlit": ("geo/ui",),
        "streamlit_folium": ("geo/ui", "geo/maps"),
        "rasterio": ("geo/space", "geo/exchange"),
    }
    for path in CODE:
        place = str(path.relative_to(ROOT))
        for name in imports(path):
            home = homes.get(name.split(".")[0])
            assert home is None or place.startswith(home), f"{place} imports {name}"


def test_the_network_is_opened_in_fetch_alone() -> None:
    for path in CODE:
        if not path.name.startswith("fetch"):
            assert not imports(path) & set(NETWORK) - LISTENS.get(path.name, set()), path


def test_there_is_no_drawer_for_everything() -> None:
    assert not [p for p in CODE if p.stem in ("utils", "helpers", "common", "misc")]


def test_no_committed_file_is_large_or_third_party() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            assert path.stat().st_size <= 1_000_000, name
            assert not re.search(r"\.(min\.js|min\.css|woff2?|whl|tgz)$", name), name
