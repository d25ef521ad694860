"""A brief that notes whether it was looked at."""

from __future__ import annotations

import pytest

from geo.decision.brief import Brief
from geo.decision.noted_brief import NAMES, NotedBrief


def test_it_is_the_same_brief_and_unread_at_first() -> None:
    noted = NotedBrief.of(Brief(load_mw=120.0, energise_by=2031))
    assert not noted.was_read
    assert (noted.load_mw, noted.energise_by) == (120.0, 2031)
    assert noted.was_read


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_look_at_any_setting_is_noted(name: str) -> None:
    noted = NotedBrief.of(Brief())
    getattr(noted, name)
    assert noted.was_read
