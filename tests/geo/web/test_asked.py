"""The page waits for the tiles of its map, and never for longer than it said."""

from __future__ import annotations

import threading
import time

import pytest

from geo.web.asked import CALM_S, KEPT_TOKENS, LONGEST, Asked

LONG_S = 20.0


@pytest.fixture
def asked() -> Asked:
    return Asked()


def waiting(asked: Asked, token: str) -> tuple[threading.Thread, threading.Event]:
    """Somebody who waits for a token's tiles, and the sign that the wait is over."""
    over = threading.Event()

    def wait() -> None:
        asked.wait(token, LONG_S)
        over.set()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread, over


def test_the_wait_ends_when_every_tile_that_was_asked_for_is_answered(asked):
    _, over = waiting(asked, "a")
    with asked.request("a"):
        with asked.request("a"):
            pass
        assert not over.wait(4 * CALM_S), "one tile is still being drawn"
    assert over.wait(LONG_S / 2)


def test_tiles_of_another_scenario_end_no_wait(asked):
    _, over = waiting(asked, "a")
    with asked.request("b"):
        pass
    assert not over.wait(4 * CALM_S)
    with asked.request("a"):
        pass
    assert over.wait(LONG_S / 2)


def test_tiles_of_before_end_no_wait_of_a_new_page(asked):
    with asked.request("a"):
        pass
    over = threading.Event()
    threading.Thread(target=lambda: (asked.wait("a", LONG_S, anew=True), over.set()), daemon=True).start()
    assert not over.wait(4 * CALM_S), "this page has asked for nothing yet"
    with asked.request("a"):
        pass
    assert over.wait(LONG_S / 2)


def test_it_is_told_whether_tiles_of_a_scenario_were_answered(asked):
    assert not asked.known("a")
    with asked.request("a"):
        assert not asked.known("a")
    assert asked.known("a")


def test_a_tile_that_could_not_be_drawn_ends_the_wait_too(asked):
    _, over = waiting(asked, "a")
    with pytest.raises(ValueError, match="no field"), asked.request("a"):
        raise ValueError("no field")
    assert over.wait(LONG_S / 2)


def test_nobody_waits_longer_than_was_said(asked):
    begun = time.monotonic()
    asked.wait("never", 0.05)
    assert 0.05 <= time.monotonic() - begun < LONG_S / 2


def test_what_is_remembered_is_bounded(asked):
    for number in range(2 * KEPT_TOKENS):
        with asked.request(f"{number}" * 2 * LONGEST):
            pass
    assert len(asked._told) == KEPT_TOKENS
    assert max(map(len, asked._told)) == LONGEST
