"""What is to be built: ranges, and the hubs whose users are served, refused in words."""

from __future__ import annotations

from typing import Any

import pytest

from geo.decision.brief import MOST_HUBS, Brief
from geo.errors import InputError


def test_a_brief_without_hubs_means_the_countrys_own_users() -> None:
    assert Brief().hubs == ()


def test_hubs_are_a_set_so_that_equal_choices_are_equal_briefs() -> None:
    assert Brief(hubs=("tokyo", "osaka", "tokyo")) == Brief(hubs=("osaka", "tokyo"))
    assert hash(Brief(hubs=("tokyo", "osaka"))) == hash(Brief(hubs=("osaka", "tokyo")))


@pytest.mark.parametrize(
    ("hubs", "said"),
    [
        ("tokyo", "a list of hub keys"),
        (("",), "a hub key such as tokyo"),
        (("Tokyo; drop",), "a hub key such as tokyo"),
        ((3,), "a hub key such as tokyo"),
        (("x" * 61,), "a hub key such as tokyo"),
        (tuple(f"hub-{n}" for n in range(MOST_HUBS + 1)), "at most 12"),
    ],
)
def test_bad_hubs_are_refused_with_what_is_allowed(hubs: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Brief(hubs=hubs)


@pytest.mark.parametrize(
    "wrong", [{"load_mw": 0.0}, {"load_mw": float("nan")}, {"energise_by": 1999}, {"redundancy": "N-2"}]
)
def test_values_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="the brief cannot be used"):
        Brief(**wrong)
