"""Loading once: who comes second waits, and the collector is back afterwards whatever happens."""

from __future__ import annotations

import gc
import threading

import pytest

from geo.ui.opening import Opening


def test_the_first_loads_without_collector_and_the_second_waits():
    opening, entered, leave, seen = Opening(), threading.Event(), threading.Event(), []

    def slow():
        seen.append(("slow", gc.isenabled()))
        entered.set()
        assert leave.wait(10)
        return "workspace"

    def quick():
        seen.append(("quick", gc.isenabled()))
        return "workspace"

    first = threading.Thread(target=opening.through, args=(slow,))
    first.start()
    assert entered.wait(10)
    second = threading.Thread(target=opening.through, args=(quick,))
    second.start()
    second.join(0.05)
    assert second.is_alive()
    leave.set()
    first.join(10)
    second.join(10)
    assert seen == [("slow", False), ("quick", True)]
    assert opening.done


def test_a_load_that_fails_leaves_the_collector_on_and_may_be_tried_again():
    opening = Opening()

    def broken():
        raise ValueError("no catalogue")

    with pytest.raises(ValueError, match="no catalogue"):
        opening.through(broken)
    assert gc.isenabled()
    assert not opening.done
    assert opening.through(lambda: "workspace") == "workspace"
