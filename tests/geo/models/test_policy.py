"""The scorecard: sorting, counting, what binds whom, dates of transformers, owners of cables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geo.catalogue.paths import data_root
from geo.catalogue.tables import read_table
from geo.errors import InputError
from geo.models.policy import (
    TOPICS,
    balance,
    binding,
    cable_owners,
    counted,
    hindering,
    landed,
    order_transformer_by,
    order_year,
    scorecard,
    shared_owner_share,
    states_with_facts,
    transformer_dates,
)


def fact(id: str, topic: str, region: str = "au", state: str = "", **more: Any) -> dict[str, Any]:
    row = {"id": id, "region": region, "state": state, "topic": topic, "direction": "helps", "phase": "both"}
    return row | {"date": "2026"} | more


ROWS = [
    fact("c", "planning", state="NSW"),
    fact("b", "planning"),
    fact("a", "alliance", direction="mixed"),
    fact("d", "copyright", phase="training", direction="hinders", date="unverified"),
    fact("e", "planning", state="VIC"),
    fact("f", "alliance", region="jp"),
]


def test_the_scorecard_of_a_country_leaves_states_out_and_follows_the_topics() -> None:
    assert [r["id"] for r in scorecard(ROWS, "au")] == ["a", "d", "b"]


def test_the_scorecard_of_a_state_puts_its_facts_after_those_of_the_country() -> None:
    assert [r["id"] for r in scorecard(ROWS, "au", "NSW")] == ["a", "d", "b", "c"]
    assert states_with_facts(ROWS, "au") == ["NSW", "VIC"]


def test_the_balance_is_helps_less_hinders_over_all_that_count() -> None:
    assert balance(["helps", "helps", "hinders", "mixed"]) == pytest.approx(0.25)
    assert balance(["hinders"]) == -1.0
    assert balance([]) is None
    assert hindering(["helps", "hinders", "hinders"]) == 2.0
    assert hindering(["mixed"]) == 0.0
    assert hindering([]) is None


def test_context_never_counts_and_copyright_counts_what_binds_training() -> None:
    facts = [
        fact("t", "copyright", phase="training", direction="helps"),
        fact("i", "copyright", phase="inference", direction="hinders"),
        fact("p", "planning", direction="context"),
    ]
    assert counted(facts, "copyright") == ["helps"]
    assert counted(facts, "planning") == []


def test_copyright_binds_training_and_not_inference() -> None:
    assert "d" in [r["id"] for r in binding(ROWS, "training")]
    assert "d" not in [r["id"] for r in binding(ROWS, "inference")]
    with pytest.raises(InputError, match="mining"):
        binding(ROWS, "mining")


def test_a_transformer_ordered_in_january_2027_comes_in_mid_2029() -> None:
    optimistic, central, conservative = transformer_dates(date(2027, 1, 1))
    assert optimistic == date(2029, 4, 20)
    assert central == date(2029, 6, 15)
    assert conservative == date(2031, 1, 10)
    assert order_transformer_by(2029)[1] == date(2026, 7, 20)


def test_the_order_date_for_january_2029_is_the_middle_of_2026_as_a_number() -> None:
    assert order_year(2029) == pytest.approx(2026 + 200 / 365.2425, abs=1e-6)


def test_owners_are_counted_over_international_cables_in_service_that_land_here() -> None:
    cables = [
        {"scope": "international", "status": "in_service", "landings": "x;y", "owners": "A;B"},
        {"scope": "international", "status": "in_service", "landings": "y", "owners": "A"},
        {"scope": "international", "status": "announced", "landings": "y", "owners": "A"},
        {"scope": "domestic", "status": "in_service", "landings": "y", "owners": "C"},
        {"scope": "international", "status": "in_service", "landings": "z", "owners": "D"},
    ]
    assert len(landed(cables, ["y"])) == 2
    assert cable_owners(cables, ["y"]) == [("A", 2), ("B", 1)]
    assert shared_owner_share([("A", 2)], 4) == 0.5


@pytest.mark.parametrize("region", ["au", "jp"])
def test_every_topic_of_the_brief_has_a_fact_in_both_countries(region: str) -> None:
    rows = read_table(data_root() / "facts", "policy").to_dict("records")
    topics = {r["topic"] for r in scorecard(rows, region)}
    wanted = {"alliance", "trusted_compute", "copyright", "investment_screening", "incentive"}
    assert wanted | {"supply_chain", "grid_rule"} <= topics <= set(TOPICS)


def test_australia_bars_free_training_on_works_and_japan_permits_it() -> None:
    rows = {r["id"]: r for r in read_table(data_root() / "facts", "policy").to_dict("records")}
    assert (rows["au-copyright"]["direction"], rows["au-copyright"]["phase"]) == ("hinders", "training")
    assert (rows["jp-copyright"]["direction"], rows["jp-copyright"]["phase"]) == ("helps", "training")


def test_every_australian_state_and_territory_has_a_line() -> None:
    rows = read_table(data_root() / "facts", "policy").to_dict("records")
    assert states_with_facts(rows, "au") == ["ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"]


def test_most_facts_were_read_and_the_rest_says_so() -> None:
    rows = read_table(data_root() / "facts", "policy")
    unread = rows[rows["date"] == "unverified"]
    assert len(unread) < 0.15 * len(rows)
    assert unread["source"].str.startswith("lead").all()


def test_indices_with_terms_of_their_own_stay_in_files_of_their_own() -> None:
    for table in ("governance_wgi", "governance_vdem", "governance_noncommercial"):
        rows = read_table(data_root() / "facts", table)
        assert ((rows["value"] >= rows["least"]) & (rows["value"] <= rows["greatest"])).all()
        assert rows.groupby(["region", "index"])["year"].is_monotonic_increasing.all()
    text = " ".join(read_table(data_root() / "facts", "policy")["fact"])
    assert not [name for name in ("V-Dem", "Freedom House", "Economist") if name in text]
