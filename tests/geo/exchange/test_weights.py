"""Weights as files and short statements: round trips, and faults by file, line and key."""

from pathlib import Path

import pytest

from geo.errors import InputError
from geo.exchange.weights import parsed, present, stated, to_csv, to_toml
from layers import catalogue

KNOWN = catalogue()
NOW = present(KNOWN, KNOWN.scenario("jp").weights)


def test_what_is_written_reads_back_as_the_same_shares():
    weights = KNOWN.scenario("jp", "inference").weights
    total = sum(weights.values())
    expected = {key: weight / total for key, weight in weights.items() if key not in KNOWN.gates}
    assert parsed(to_csv(weights, KNOWN), "w.csv", NOW) == pytest.approx(expected)
    assert parsed(to_toml(weights, KNOWN).encode(), "w.toml", NOW) == pytest.approx(expected, abs=1e-5)


def test_short_statements_are_orders_and_swings():
    assert stated("roc:solar, connection_cost", NOW)["solar"] == pytest.approx(0.75)
    assert stated("swing:solar=100,connection_cost=50", NOW)["connection_cost"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("w.csv", b"criterion,weight\nsolar,1\nsolar,2\n", "line 3"),
        ("w.csv", b"criterion,weight\nsolar,much\n", "line 2, weight"),
        ("w.csv", b"criterion,weight\nsollar,1\n", "sollar"),
        ("w.csv", b"criterion,weight\nsolar,inf\n", "solar"),
        ("w.csv", b"name,weight\nsolar,1\n", "criterion, weight"),
        ("w.toml", b"[weights\n", "w.toml"),
        ("w.toml", b"[weights]\nsolar = 1\n[surprise]\na = 1\n", "surprise"),
        ("w.toml", b"\xff\xfe", "readable"),
        ("w.csv", b"x" * 200_000, "too large"),
    ],
)
def test_a_bad_file_is_named_with_the_place_of_the_fault(name, content, words):
    with pytest.raises(InputError, match=words):
        parsed(content, name, NOW)


@pytest.mark.parametrize("text", ["mine.xlsx", "roc:", "swing:solar", "best", "missing.toml"])
def test_a_short_statement_that_says_nothing_is_refused(text):
    with pytest.raises(InputError):
        stated(text, NOW)


def test_a_file_is_read_from_its_path(tmp_path: Path):
    (tmp_path / "w.toml").write_text('order = ["solar"]\n')
    assert stated(str(tmp_path / "w.toml"), NOW)["solar"] == 1.0
