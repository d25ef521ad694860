"""Tables in the documentation say what the data and the layers say."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "docs_tables.py"))


@pytest.mark.parametrize("page", TOOL["SECTIONS"])
def test_generated_tables_are_fresh(page: str) -> None:
    path = ROOT / "docs" / page
    assert path.read_text(encoding="utf-8") == TOOL["pages"]()[path], "run: python tools/docs_tables.py"


def test_a_bar_in_a_cell_does_not_end_the_cell() -> None:
    assert TOOL["table"](("a",), [["x|y"]]).splitlines()[-1] == r"| x\|y |"


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="facts"):
        TOOL["rewritten"]("no markers", "facts", "text")
