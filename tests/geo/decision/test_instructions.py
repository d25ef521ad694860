"""Instructions named in kernels do what they say."""

from __future__ import annotations

import numpy as np

from geo.decision.instructions import multiply_add, prefetch
from geo.decision.jit import kernel


@kernel
def square_less(a, b, out):
    for i in range(a.size):
        out[i] = multiply_add(a[i], a[i], -b[i])


@kernel
def first_after_asking(array, row, column):
    prefetch(array, row, column)
    return array[0, 0]


def test_a_product_and_a_sum_are_rounded_once_in_vector_lanes_and_after_them() -> None:
    # (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24; the last term is lost where the product is rounded to float32 by itself.
    a, out = np.full(83, 1 + 2.0**-12, np.float32), np.empty(83, np.float32)
    square_less(a, np.full(83, 1 + 2.0**-11, np.float32), out)
    assert (out == 2.0**-24).all()


def test_memory_beyond_an_array_may_be_asked_for() -> None:
    array = np.full((2, 3), 9, np.uint8)
    assert [first_after_asking(array, row, column) for row, column in ((0, 0), (1, 2), (1, 10**12))] == [9, 9, 9]
