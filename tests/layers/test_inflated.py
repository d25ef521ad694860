"""A member of an archive read by `layers._inflated` holds what zipfile reads."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from geo.errors import DataError
from layers._inflated import Inflated


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two members, the second long and hardly shorter when packed."""
    path, noise = tmp_path / "two.zip", np.random.default_rng(3).integers(0, 99, 300_000, np.uint8)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("first", b"before")
        pack.writestr("second", noise.tobytes())
        pack.writestr("plain", b"as it is", zipfile.ZIP_STORED)
    return path


@pytest.mark.parametrize("size", [1000, 77_777, 300_000])
def test_parts_follow_each_other_to_the_end_of_the_member(archive: Path, size: int) -> None:
    with zipfile.ZipFile(archive) as pack:
        whole = pack.read("second")
    with Inflated(archive, "second") as stream:
        parts = [stream.read(size) for _ in range(-(-len(whole) // size) + 1)]
    assert b"".join(parts) == whole
    assert {len(part) for part in parts[:-2]} <= {size}, "every part but the last is as long as asked for"
    assert parts[-1] == b"", "past the end there is nothing"


def test_a_member_that_is_not_deflated_is_refused(archive: Path) -> None:
    with pytest.raises(DataError, match="not deflated"):
        Inflated(archive, "plain")
