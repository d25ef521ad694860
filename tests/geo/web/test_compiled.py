"""Kernels on a new machine: compiled by a child, which ends with its parent; elsewhere no child is started."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from geo.decision.overlay import RULE_CODES
from geo.web import compiled


@pytest.mark.parametrize(
    ("kept", "children"), [({"paint", "run_minimum"}, 0), (set(), 1), ({"paint"}, 1), ({"run_minimum"}, 1)]
)
def test_a_child_compiles_only_what_is_not_on_disk(monkeypatch, kept, children):
    started = []

    class Child:
        def __init__(self, command, **_):
            started.append(command)
            self.stdout = io.BytesIO(b"ready\n")

        def wait(self):
            return 0

    monkeypatch.setattr(compiled, "on_disk", lambda kernel: kernel.__name__ in kept)
    monkeypatch.setattr(compiled.subprocess, "Popen", Child)
    compiled.ready()
    assert len(started) == children


def test_the_child_ends_when_its_parent_lets_go():
    code = "import geo.web.compile_child as child, time; child.load = lambda: time.sleep(60); child.main()"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
    child.stdin.close()
    assert child.wait(120) == 0


def test_the_child_tells_when_a_first_map_has_all_and_compiles_the_other_rules_then():
    code = (
        "import geo.web.compile_child as child; child.load = lambda: print('first', flush=True);"
        "child.load_rules = lambda: print('rules', flush=True); child.main()"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.read().split() == [b"first", b"ready", b"rules"]
    assert child.wait(120) == 0
    child.stdin.close()
    child.stdout.close()


def test_every_rule_is_compiled_alone_and_with_the_limiting_criterion(monkeypatch):
    asked = []
    monkeypatch.setattr(compiled, "overlay", lambda *_, rule, limiting: asked.append((rule, limiting)))
    compiled.load_rules()
    assert set(asked) == {(rule, limiting) for rule in RULE_CODES for limiting in (False, True)}
    assert asked[-1] == ("minimum", True), "what `ready` looks for comes last"
