"""Machine code on disk: known to be there once a kernel has run, and not before."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from geo.decision.jit import on_disk

SOURCE = "from geo.decision.jit import kernel\n\n\n@kernel\ndef doubled(x):\n    return 2 * x\n"


def test_machine_code_is_on_disk_once_a_kernel_has_run_and_goes_with_its_source(tmp_path: Path) -> None:
    path = tmp_path / "made_for_a_test.py"
    path.write_text(SOURCE)
    doubled = _doubled(path)
    assert not on_disk(doubled)
    assert doubled(3) == 6
    assert on_disk(_doubled(path))
    path.write_text(SOURCE.replace("2 * x", "2 * x + 0"))
    assert not on_disk(_doubled(path))


def _doubled(path: Path):
    spec = importlib.util.spec_from_file_location("made_for_a_test", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.doubled
