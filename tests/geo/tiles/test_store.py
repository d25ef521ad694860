"""The bounded store: never above its limit, one maker at a time, oldest first out."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.tiles.store import ByteStore


def store(limit: int) -> ByteStore[bytes]:
    return ByteStore(limit, len)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 400)), max_size=120))
def test_it_never_holds_more_than_its_limit(asked: list[tuple[int, int]]) -> None:
    kept = store(1000)
    for key, size in asked:
        assert len(kept.get(key, lambda size=size: b"x" * size)) >= 0  # type: ignore[misc]
        assert kept.held_bytes <= 1000


def test_the_longest_unused_goes_first() -> None:
    kept = store(80)
    for number in range(8):
        kept.keep(number, b"0123456789")
    assert kept.find(0) is not None
    kept.keep("new", b"0123456")
    assert kept.find(1) is None
    assert kept.find(0) is not None


def test_a_long_key_counts_as_well() -> None:
    kept = store(1000)
    kept.keep("k" * 120, b"0")
    assert kept.held_bytes == 121 or kept.held_bytes == 0
    kept.keep("k" * 2000, b"0")
    assert kept.find("k" * 2000) is None


def test_what_is_too_large_is_handed_out_and_not_kept() -> None:
    kept = store(80)
    assert kept.get("big", lambda: b"x" * 50) == b"x" * 50
    assert kept.find("big") is None


def test_many_who_ask_at_once_wait_for_one_maker() -> None:
    kept, made = store(1 << 20), []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.02)
        return b"done"

    threads = [threading.Thread(target=lambda: kept.get("a", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_a_maker_that_fails_leaves_nothing_behind() -> None:
    kept = store(1000)

    def fail() -> bytes:
        raise InputError("no")

    with pytest.raises(InputError):
        kept.get("a", fail)
    assert kept.get("a", lambda: b"yes") == b"yes"
