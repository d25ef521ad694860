"""Scenarios as tokens and files: round trips, and hostile text that stays cheap."""

import base64
import json
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalogue.preset import TOKEN_LIMIT, Scenario, read_preset, read_scenario
from geo.errors import DataError, InputError
from layers import catalogue

SCENARIO = catalogue().scenario("jp")


def pack(content: object) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip("=")


def unpacked(token: str) -> Scenario:
    """The scenario of a token, with every criterion named: weights of 0 do not travel."""
    return catalogue().check(Scenario.from_token(token))


def test_a_token_brings_the_same_scenario_back() -> None:
    assert unpacked(SCENARIO.token()) == SCENARIO


def test_a_weight_of_nothing_is_the_same_as_none() -> None:
    without = {key: weight for key, weight in SCENARIO.weights.items() if weight > 0}
    assert SCENARIO.model_copy(update={"weights": without}).token() == SCENARIO.token()
    assert Scenario.from_token(SCENARIO.token()).weights == without


@given(load=st.floats(20, 2000), weight=st.floats(0, 1000), bar=st.booleans())
def test_every_scenario_survives_its_token(load: float, weight: float, bar: bool) -> None:
    changed = SCENARIO.model_copy(
        update={"load_mw": load, "weights": SCENARIO.weights | {"solar": weight}, "constraints": {"forest": bar}}
    )
    assert unpacked(changed.token()) == changed


def test_a_token_without_hubs_means_the_countrys_own_users_and_hubs_survive_theirs() -> None:
    older = {key: value for key, value in SCENARIO.model_dump(mode="json").items() if key != "hubs"}
    assert Scenario.from_token(pack(older)) == SCENARIO
    chosen = catalogue().check(SCENARIO.model_copy(update={"hubs": ("tokyo", "singapore")}))
    assert chosen.hubs == ("singapore", "tokyo")
    assert unpacked(chosen.token()) == chosen
    assert 'hubs = ["singapore", "tokyo"]' in chosen.to_toml()


def test_a_hub_that_nobody_knows_is_refused_with_the_nearest_spellings() -> None:
    with pytest.raises(InputError, match=r"unknown hub .*tokio.*the nearest are tokyo, "):
        catalogue().check(SCENARIO.model_copy(update={"hubs": ("tokio",)}))


def test_a_token_is_short_enough_for_a_url() -> None:
    assert len(SCENARIO.token()) < 800


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x" * (TOKEN_LIMIT + 1),
        "!!!",
        "é",
        "AAAA",
        pack(b"not json"),
        pack([1]),
        pack({"region": "jp"}),
        pack({**SCENARIO.model_dump(), "load_mw": -1}),
        pack({**SCENARIO.model_dump(), "load_mw": "x"}),
        pack({**SCENARIO.model_dump(), "weights": {"solar": float("inf")}}),
        pack({**SCENARIO.model_dump(), "surprise": 1}),
        pack({**SCENARIO.model_dump(), "version": 3}),
        pack(b" " * 3_000_000),
        pack(b"[" * 60_000),
    ],
)
def test_a_malformed_token_is_refused_cheaply(token: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(InputError):
        Scenario.from_token(token)
    assert time.perf_counter() - begun < 1.0


def test_a_token_of_the_first_version_is_read_as_what_it_meant() -> None:
    known = {"region", "preset", "load_mw", "energise_by", "redundancy", "weights", "constraints", "unknowns"}
    old = {key: value for key, value in SCENARIO.model_dump().items() if key in known}
    assert Scenario.from_token(pack({**old, "version": 1, "rule": "weighted_sum"})) == SCENARIO


@pytest.mark.parametrize(
    ("field", "value"),
    [("rule", "lexicographic"), ("attitude", 1.2), ("concentration_groups", 0.0), ("version", 3), ("wieghts", {})],
)
def test_a_setting_that_cannot_be_used_is_named(field: str, value: object) -> None:
    with pytest.raises(InputError, match=field):
        Scenario.checked({**SCENARIO.model_dump(), field: value}, where="test")


def test_a_scenario_file_needs_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("load_mw = 120\n")
    read = read_scenario(path, SCENARIO.model_dump())
    assert read.load_mw == 120
    assert read.weights == SCENARIO.weights


def test_the_toml_form_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    changed = SCENARIO.model_copy(update={"constraints": {"forest": True, "grid_distance_cap": 40.0}})
    path.write_text(changed.to_toml())
    assert read_scenario(path, {}) == changed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key =", "not valid TOML"),
        ('key = "x"\n', "cannot be read"),
        ('key = "q"\ntitle=""\ndescription=""\n[weights]\n', "differ"),
    ],
)
def test_a_broken_preset_names_its_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        read_preset(path)


def test_unknown_keys_and_settings_are_refused_by_the_catalogue() -> None:
    for update in (
        {"preset": "x"},
        {"region": "x"},
        {"weights": {"x": 1.0}},
        {"constraints": {"x": True}},
        {"constraints": {"forest": 3.0}},
    ):
        with pytest.raises(InputError):
            catalogue().check(SCENARIO.model_copy(update=update))
