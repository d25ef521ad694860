from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage

from geo.space.components import components


@settings(deadline=None)
@given(cells=arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=12)), corners=st.booleans())
def test_components_are_those_of_scipy_with_the_same_numbers(cells: np.ndarray, corners: bool) -> None:
    expected, count = ndimage.label(cells, structure=np.ones((3, 3)) if corners else None)
    numbers, found = components(cells, corners=corners)
    assert (found, numbers.tolist()) == (count, expected.tolist())


@pytest.mark.parametrize(("corners", "count"), [(False, 2), (True, 1)])
def test_a_corner_joins_only_where_corners_count(corners: bool, count: int) -> None:
    numbers, found = components(np.array([[True, False], [False, True]]), corners=corners)
    assert found == count
    assert numbers.tolist() == [[1, 0], [0, count]]
