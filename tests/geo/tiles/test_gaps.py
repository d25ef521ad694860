"""Gaps of criteria: one row for all that share them, none where there is nothing to tell."""

from __future__ import annotations

from geo.decision.overlay import KNOWN, LACKING
from geo.lookup import Bytes
from geo.tiles.gaps import Fill, gaps_of


def told(values: list[int], calls: list[str], name: str) -> tuple[str, Fill]:
    def fill(out: Bytes) -> bool:
        calls.append(name)
        out[:] = values
        return 255 in values

    return name, fill


def test_what_shares_its_gaps_is_looked_up_once_and_what_has_none_or_nothing_else_has_no_row() -> None:
    calls: list[str] = []
    here, there, known = told([255, 0, 0], calls, "a"), told([0, 7, 255], calls, "b"), told([0, 9, 250], calls, "c")
    found = gaps_of([known, here, LACKING, there, here, known, KNOWN], 3)
    assert found.row_of.tolist() == [KNOWN, 0, LACKING, 1, 0, KNOWN, KNOWN]
    assert (found.rows == 255).tolist() == [[True, False, False], [False, False, True]]
    assert calls == ["c", "a", "b"]
    assert found.nbytes == found.rows.nbytes + found.row_of.nbytes


def test_no_cells_have_no_gaps() -> None:
    assert gaps_of([told([], [], "a"), LACKING], 0).row_of.tolist() == [KNOWN, LACKING]
