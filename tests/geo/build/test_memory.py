"""Memory that was freed is handed out again: counted in pages that the system had to clear, in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

ARRAYS, BYTES, PAGE = 20, 4_000_000, 4096
CODE = f"""
import resource, numpy as np
from geo.build.memory import TILE_BYTES, at_hand, keep_freed_memory
keep_freed_memory(TILE_BYTES)
at_hand({{count}})
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
kept = [np.ones({BYTES}, np.uint8) for _ in range({ARRAYS})]
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def cleared(count: int) -> int:
    """Pages cleared for 20 arrays after so many bytes were taken and let go."""
    done = subprocess.run([sys.executable, "-c", CODE.format(count=count)], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep what they like")
def test_arrays_find_the_pages_that_were_taken_at_hand() -> None:
    assert cleared(96 << 20) < ARRAYS * BYTES / PAGE / 20
    assert cleared(0) > ARRAYS * BYTES / PAGE / 2
