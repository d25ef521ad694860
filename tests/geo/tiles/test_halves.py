"""Rows in two parts: each once, by two threads where there is much to fill."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.tiles import halves
from geo.tiles.halves import SHARED, in_halves


@pytest.mark.parametrize(("rows", "row_bytes", "threads"), [(7, 1, 1), (7, SHARED, 2), (1, SHARED, 1), (0, SHARED, 1)])
def test_every_row_is_filled_once(rows: int, row_bytes: int, threads: int) -> None:
    filled: list[int] = []
    who: set[int] = set()

    def fill(part: range) -> None:
        who.add(threading.get_ident())
        filled.extend(part)

    in_halves(fill, rows, row_bytes)
    assert sorted(filled) == list(range(rows))
    assert len(who) == threads


def test_what_fails_in_the_other_thread_is_raised() -> None:
    def fill(part: range) -> None:
        if part.start == 0:
            raise OSError("a row cannot be filled")

    with pytest.raises(OSError, match="a row"):
        in_halves(fill, 2, SHARED)


def test_while_the_process_ends_one_thread_fills_all(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = ThreadPoolExecutor(1)
    ended.shutdown()
    monkeypatch.setattr(halves, "_HELPER", ended)
    filled: list[int] = []
    in_halves(filled.extend, 5, SHARED)
    assert filled == list(range(5))
