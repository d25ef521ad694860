"""Kernels on a new machine: compiled by a child, which ends with its parent; elsewhere no child is started."""

from __future__ import annotations

import subprocess
import sys

import pytest

from geo.web import compiled


@pytest.mark.parametrize(("kept", "children"), [(True, 0), (False, 1)])
def test_a_child_compiles_only_what_is_not_on_disk(monkeypatch, kept, children):
    started = []

    class Child:
        def __init__(self, command, **_):
            started.append(command)

        def wait(self):
            return 0

    monkeypatch.setattr(compiled, "on_disk", lambda _: kept)
    monkeypatch.setattr(compiled.subprocess, "Popen", Child)
    compiled.ready()
    assert len(started) == children


def test_the_child_ends_when_its_parent_lets_go():
    code = "import geo.web.compile_child as child, time; child.load = lambda: time.sleep(60); child.main()"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
    child.stdin.close()
    assert child.wait(120) == 0
