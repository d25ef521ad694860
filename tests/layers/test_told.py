"""What the power layers tell of a place in plain values: the connection and the headroom statement."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo.decision.brief import Brief
from geo.report import details_at
from geo.workspace import Workspace

SYDNEY, INZAI, NAHA, OUTBACK = (150.851, -33.807), (140.15, 35.80), (127.70, 26.23), (131.0, -25.0)
QUIET = (143.9, -36.3)
"""In the country north-west of Bendigo: part of a large system, and no statement is about it."""


def details(workspace: Workspace, place: tuple[float, float], brief: Brief | None = None) -> dict[str, Any]:
    data = workspace.region("jp" if place[1] > 0 else "au")
    found = details_at(data, brief or Brief(), *place)
    assert json.dumps(found, allow_nan=False)
    return found


def test_the_connection_names_station_and_runner_up_with_ranges_in_both_currencies(bundled: Workspace) -> None:
    told = details(bundled, SYDNEY)["grid_connection"]["connection"]
    assert (told["currency"], told["price_year"]) == ("AUD", 2025)
    assert told["chosen"]["substation"] == "Sydney West 330 kV"
    assert told["runner_up"]["substation"] != told["chosen"]["substation"]
    assert told["chosen"]["source"]
    for option in (told["chosen"], told["runner_up"]):
        local, dollars = option["capital_local_million"], option["capital_usd_million"]
        assert local["low"] < local["central"] < local["high"]
        # 0.648 US dollars to the Australian one; 7 % over 25 years is 8.581 % a year.
        assert dollars["central"] == pytest.approx(0.648 * local["central"], abs=0.01)
        assert option["annual_local_million"]["high"] == pytest.approx(0.08581 * local["high"], abs=0.02)
        assert option["line_km"] == pytest.approx(1.2 * option["distance_km"], abs=0.01)
    assert told["chosen"]["annual_usd_million"]["central"] <= told["runner_up"]["annual_usd_million"]["central"]
    assert told["figures"]["substation"] == told["chosen"]["substation"]
    assert told["fact"]["id"] == told["chosen"]["substation_id"]


def test_japanese_prices_are_led_to_the_base_year(bundled: Workspace) -> None:
    told = details(bundled, INZAI)["grid_connection"]["connection"]
    assert (told["currency"], told["price_year"]) == ("JPY", 2025)
    assert told["escalation_from_year"] == {"2015": 1.3, "2024": 1.02}


@pytest.mark.parametrize("place", [NAHA, OUTBACK])
def test_where_nothing_carries_the_load_the_connection_says_so_in_words(
    bundled: Workspace, place: tuple[float, float]
) -> None:
    told = details(bundled, place)["grid_connection"]["connection"]
    assert "no substation in reach carries the load" in told["unreachable"]
    assert "chosen" not in told


def test_the_headroom_statement_is_the_one_that_decided(bundled: Workspace) -> None:
    told = details(bundled, SYDNEY)["power_date"]["headroom"]
    assert (told["gate"], told["reason"]) == ("fail", "not before 2031")
    assert told["fact"]["id"] == "nsw-western-sydney"
    assert told["fact"]["source"].startswith("https://")
    assert told["fact"]["queue_mw_high"] == 16000
    assert told["figures"]["year_optimistic"] == 2031
    assert "own_evidence" not in told


def test_the_verdict_told_is_the_verdict_scored(bundled: Workspace) -> None:
    for place, gate in ((SYDNEY, "fail"), (INZAI, "unknown"), (NAHA, "fail"), (OUTBACK, "fail"), (QUIET, "unknown")):
        assert details(bundled, place)["power_date"]["headroom"]["gate"] == gate


def test_where_nobody_said_anything_no_fact_is_told(bundled: Workspace) -> None:
    told = details(bundled, QUIET)["power_date"]["headroom"]
    assert told["reason"] == "no dated statement about this place was found"
    assert (told["fact"], told["figures"], told["others"]) == (None, {}, [])
