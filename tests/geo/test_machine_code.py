"""Machine code is kept for one state of the sources alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from geo.machine_code import STEM, state_of

CALLED = "from numba import njit\n\n@njit(cache=True)\ndef called(x):\n    return x + {}\n"
CALLER = (
    "from numba import njit\nfrom called import called\n\n@njit(cache=True)\ndef caller(x):\n    return called(x)\n"
)
PROGRAM = """
import sys
from pathlib import Path
from geo import machine_code
machine_code.ROOT, machine_code.ROOMS = Path(sys.argv[1]), ("",)
machine_code.keep_by_source()
from caller import caller
print(caller(1))
"""


KERNELS = "from geo.machine_code import Kernel\n\n\ndef one():\n    return 1\n\n\none = Kernel(one)\n"
SUM = (
    "from geo.machine_code import Kernel\nfrom kernels_of_a_test import one\n\n\n"
    "def more(x):\n    return sum([x + one() for _ in range(2)])\n\n\nmore = Kernel(more)\n"
)
LATE = """
import sys
from sum_of_a_test import more
print("numba" in sys.modules, more(3), "numba" in sys.modules, more.__name__)
"""


def test_numba_comes_with_the_first_call_which_compiles_what_a_kernel_calls_in_other_files_too(tmp_path: Path) -> None:
    (tmp_path / "kernels_of_a_test.py").write_text(KERNELS)
    (tmp_path / "sum_of_a_test.py").write_text(SUM)
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    told = subprocess.run([sys.executable, "-c", LATE], env=settings, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "8", "True", "more"]


INNER = """
import sys
from pathlib import Path
import sum_of_a_test
from sum_of_a_test import more, one
print(more(3), len(list(Path(sys.argv[1]).rglob("*.nbi"))), sum_of_a_test.one is one, one())
"""


def test_a_kernel_inside_another_is_compiled_as_a_part_of_it_and_is_still_one_to_call(tmp_path: Path) -> None:
    (tmp_path / "kernels_of_a_test.py").write_text(KERNELS)
    (tmp_path / "sum_of_a_test.py").write_text(SUM.replace("Kernel(more)", "Kernel(more, cache=True)"))
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    settings["NUMBA_CACHE_DIR"] = str(tmp_path / "kept")
    command = [sys.executable, "-c", INNER, settings["NUMBA_CACHE_DIR"]]
    told = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["8", "1", "True", "1"]


def said(folder: Path) -> str:
    """What a program prints whose kernel calls one of another file."""
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path]), "PYTHONDONTWRITEBYTECODE": "1"}
    settings.pop("NUMBA_CACHE_DIR", None)
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout.strip()


def test_a_kernel_follows_a_change_of_the_kernel_that_it_calls_and_former_code_goes(tmp_path: Path) -> None:
    (tmp_path / "called.py").write_text(CALLED.format(1))
    (tmp_path / "caller.py").write_text(CALLER)
    assert said(tmp_path) == "2"
    (tmp_path / "called.py").write_text(CALLED.format(10))
    assert said(tmp_path) == "11"
    assert len(list((tmp_path / "__pycache__").glob(f"{STEM}*"))) == 1


def test_the_state_follows_a_file_that_comes_or_changes(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("1")
    first = state_of([tmp_path])
    assert state_of([tmp_path]) == first
    file.write_text("12")
    assert state_of([tmp_path]) != first
