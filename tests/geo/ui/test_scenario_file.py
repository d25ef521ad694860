"""Scenario files: what a person may bring, and how a wrong one is told."""

from __future__ import annotations

import pytest

from geo.errors import InputError
from geo.ui.scenario_file import parsed
from layers import catalogue

KNOWN = catalogue()


def test_a_downloaded_scenario_opens_as_it_was():
    scenario = KNOWN.scenario("jp", "green", 640.0)
    assert parsed(scenario.to_toml().encode(), "mine.toml", KNOWN) == scenario


def test_what_a_file_leaves_out_comes_from_its_preset():
    found = parsed(b'region = "jp"\npreset = "training"\nload_mw = 700', "mine.toml", KNOWN)
    assert found.weights == KNOWN.scenario("jp", "training").weights
    assert found.load_mw == 700.0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"region = ", "not a readable TOML file"),
        (b"\xff\xfe", "not a readable TOML file"),
        (b'region = "nz"', "unknown region"),
        (b'region = "jp"\npreset = "none"', "unknown preset"),
        (b'region = "jp"\nload_mw = -5', "load_mw"),
        (b'region = "jp"\nurl = "http://x"', "url"),
        (b'region = "jp"\n[weights]\nmagic = 3', "unknown criterion"),
        (b"a = 1\n" * 20_000, "too large"),
    ],
)
def test_a_wrong_file_is_one_clear_sentence(content, said):
    with pytest.raises(InputError, match=said):
        parsed(content, "mine.toml", KNOWN)
