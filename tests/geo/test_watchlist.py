"""What moved between two snapshots, worked by hand."""

from __future__ import annotations

from typing import Any

from geo.watchlist import KEPT, Fact, Snapshot, Told, Watched, Watchlist, moves, scenario_moved

PUBLIC = Fact(id="zone", source="https://example.org/a", date="2026-06")
OWN = Fact(id="own: Bus", source="my own evidence", date="2026-11-01")


def site(name: str = "A", **changes: Any) -> Watched:
    plain: dict[str, Any] = {
        "site": name.lower(),
        "name": name,
        "lon": 150.0,
        "lat": -33.0,
        "rank": 3,
        "score": 71.25,
        "gates": {"power": "unknown"},
        "barred_by": (),
        "told": {"power.headroom": told(2031, 0.0, PUBLIC), "criterion.grid": part(4.0, 12.5, "Old station")},
    }
    return Watched(**{**plain, **changes})


def told(year: int, firm_mw: float, fact: Fact | None) -> Told:
    return Told(figures={"year": year, "firm_mw": firm_mw}, fact=fact)


def part(raw: float, contribution: float, station: str) -> Told:
    return Told(figures={"raw": raw, "contribution": contribution}, fact=Fact(id=station, source="s", date="2025"))


def shot(*sites: Watched, **scenario: Any) -> Snapshot:
    return Snapshot(taken="2026-11-22T00:00:00Z", fingerprint="f", scenario=scenario, sites=sites)


def whats(before: Snapshot, after: Snapshot) -> dict[str, tuple[Any, Any]]:
    return {move.what: (move.before, move.after) for move in moves(before, after)}


def test_nothing_moves_between_equal_looks_nor_below_the_last_decimal() -> None:
    assert moves(shot(site()), shot(site())) == []
    assert moves(shot(site()), shot(site(score=71.2514))) == []


def test_a_new_year_and_firm_power_name_the_fact_now_and_before() -> None:
    after = site(told={"power.headroom": told(2029, 300.0, OWN), "criterion.grid": part(4.0, 12.5, "Old station")})
    found = moves(shot(site()), shot(after))
    assert [(m.what, m.before, m.after) for m in found] == [
        ("power.headroom year", 2031, 2029),
        ("power.headroom firm_mw", 0.0, 300.0),
    ]
    assert {(m.fact, m.fact_before) for m in found} == {(OWN, PUBLIC)}
    assert str(OWN) == "own: Bus (my own evidence, 2026-11-01)"
    assert str(Fact(id="a", source="x ; y ; z", date="2026")) == "a (x and 2 more, 2026)"


def test_a_gate_is_moved_by_what_its_layer_told_and_a_rank_by_its_largest_contribution() -> None:
    after = site(
        rank=1,
        gates={"power": "pass"},
        told={"power.headroom": told(2029, 300.0, OWN), "criterion.grid": part(2.0, 15.0, "New station")},
    )
    by = {move.what: move.fact for move in moves(shot(site()), shot(after))}
    assert by["gate power"] == OWN
    assert by["rank"] is not None
    assert by["rank"].id == "New station"


def test_a_site_that_is_barred_now_lost_its_rank_to_the_fact_that_bars_it() -> None:
    bad = Fact(id="full", date="2026-12")
    after = site(
        rank=None,
        score=None,
        gates={"power": "fail"},
        barred_by=("power_fail",),
        told={"power.headroom": told(2035, 0.0, bad), "criterion.grid": part(2.0, 15.0, "New station")},
    )
    by = {move.what: move for move in moves(shot(site()), shot(after))}
    assert (by["rank"].before, by["rank"].after, by["rank"].fact) == (3, None, bad)
    assert by["barred by"].after == ["power_fail"]
    assert by["gate power"].fact == bad


def test_a_rank_may_move_because_others_did() -> None:
    (move,) = moves(shot(site()), shot(site(rank=4)))
    assert (move.what, move.fact, move.fact_before) == ("rank", None, None)


def test_another_fact_with_the_same_figures_is_told() -> None:
    after = site(told={"power.headroom": told(2031, 0.0, OWN), "criterion.grid": part(4.0, 12.5, "Old station")})
    assert whats(shot(site()), shot(after)) == {"power.headroom fact": ("zone", "own: Bus")}


def test_what_is_told_no_more_and_for_the_first_time_moves_to_and_from_none() -> None:
    silent = site(told={"criterion.grid": part(4.0, 12.5, "Old station")})
    assert whats(shot(site()), shot(silent))["power.headroom year"] == (2031, None)
    assert whats(shot(silent), shot(site()))["power.headroom year"] == (None, 2031)


def test_sites_enter_and_leave_the_watch() -> None:
    found = moves(shot(site("A"), site("B")), shot(site("C"), site("A")))
    assert [(m.site, m.what, m.after) for m in found] == [("c", "watched", True), ("b", "watched", False)]


def test_settings_that_moved_are_named() -> None:
    before = shot(weights={"a": 3.0, "b": 1.0}, unknowns="neutral")
    after = shot(weights={"a": 2.0, "c": 1.0}, unknowns="neutral")
    assert scenario_moved(before, after) == ["weights.a", "weights.b", "weights.c"]
    assert scenario_moved(before, before) == []


def test_a_watchlist_keeps_the_newest_watches_and_survives_its_own_text() -> None:
    kept = Watchlist()
    for number in range(KEPT + 5):
        kept = kept.with_(f"w{number}", shot(site()))
    kept = kept.with_("w10", shot())
    assert len(kept.snapshots) == KEPT
    assert list(kept.snapshots)[-1] == "w10"
    assert Watchlist.model_validate_json(kept.model_dump_json()) == kept
    assert moves(shot(site()), shot(site(score=70.0)))[0].to_dict() == {
        "site": "a", "name": "A", "what": "score", "before": 71.25, "after": 70.0, "fact": None, "fact_before": None,
    }  # fmt: skip
