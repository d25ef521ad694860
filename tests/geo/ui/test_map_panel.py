"""What the map reports when it is clicked."""

from __future__ import annotations

import pytest

from geo.ui.map_panel import clicked_place


def test_a_click_is_told_longitude_first():
    assert clicked_place({"last_clicked": {"lat": 35.681, "lng": 139.767}}) == (139.767, 35.681)


@pytest.mark.parametrize("told", [None, {}, {"last_clicked": None}])
def test_a_map_that_was_not_clicked_tells_no_place(told):
    assert clicked_place(told) is None
