"""Blocks of slots and the classes of code they hold, against what plain Python finds."""

from __future__ import annotations

import numpy as np
import pytest

from geo.lookup import UNKNOWN_VALUE
from geo.tiles import kernels

SIZE = kernels.BLOCK_SLOTS
RNG = np.random.default_rng(11)


def class_of(code: int) -> int:
    return 63 if code == 65535 else min(code, 62)


def bits(codes) -> int:
    return sum(1 << number for number in {class_of(int(code)) for code in codes})


@pytest.mark.parametrize("codes", [[0], [61], [62], [65534], [65535], [0, 65535], [3, 61, 62, 40_000], [62, 65535]])
def test_a_block_has_the_classes_of_its_codes(codes) -> None:
    plane = np.array(codes, np.uint16)
    assert int(kernels.classes_of(plane, np.zeros(1, np.int32), np.zeros(1, np.uint64))) == bits(codes)


def test_only_the_blocks_asked_for_are_looked_at_and_each_of_them_once() -> None:
    plane = RNG.choice(np.array([2, 7, 50, 62, 65535], np.uint16), 5 * SIZE + 3)
    plane[SIZE : 2 * SIZE] = 700
    kept = np.zeros(kernels.block_count(plane.size), np.uint64)
    assert kept.size == 6
    blocks = np.array([1, 5], np.int32)
    found = int(kernels.classes_of(plane, blocks, kept))
    assert found == bits(plane[SIZE : 2 * SIZE]) | bits(plane[5 * SIZE :])
    assert np.flatnonzero(kept).tolist() == [1, 5]
    assert int(kernels.classes_of(np.zeros_like(plane), blocks, kept)) == found, "kept, not looked at again"


def test_blocks_of_slots_are_told_once_and_upwards() -> None:
    slots = RNG.integers(0, 40 * SIZE, 300).astype(np.int32)
    assert kernels.blocks_of(slots).tolist() == sorted({int(slot) // SIZE for slot in slots})


@pytest.mark.parametrize(
    ("unknown", "some", "whole"),
    [
        ([65535], [63], [63]),
        ([], [], []),
        ([4, 61, 65535], [4, 61, 63], [4, 61, 63]),
        ([900], [62], []),
        (range(62, 65535), [62], [62]),
        (range(65536), range(64), range(64)),
    ],
)
def test_classes_that_a_table_leaves_unknown_in_part_and_wholly(unknown, some, whole) -> None:
    table = np.zeros(65536, np.uint8)
    table[list(unknown)] = UNKNOWN_VALUE
    assert kernels.unknown_classes(table) == (sum(1 << k for k in some), sum(1 << k for k in whole))
