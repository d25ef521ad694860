"""Old stations: what is on their bays is named, and no generator's megawatts become headroom."""

from __future__ import annotations

from geo.decision.brief import Brief
from geo.report import details_at
from geo.workspace import Workspace
from layers.brownfields import NOT_HEADROOM

BAYSWATER, TOKYO = (150.95, -32.39), (139.767, 35.681)


def test_beside_bayswater_the_battery_of_liddell_is_named_and_counts_as_no_headroom(bundled: Workspace) -> None:
    told = details_at(bundled.region("au"), Brief(), *BAYSWATER)["brownfields"]["old_stations"]
    nearest = told["stations"][0]
    assert (nearest["station"], nearest["plant_name"], nearest["plant_mw"]) == ("Liddell", "Liddell Battery", 500.0)
    assert nearest["load_offtake"] == NOT_HEADROOM
    assert told["figures"] == {"bays_taken_mw": 500.0, "load_offtake_mw": None}
    assert told["fact"]["id"] == "au-liddell-battery"


def test_the_gate_is_the_same_with_and_without_an_old_station(bundled: Workspace) -> None:
    told = details_at(bundled.region("au"), Brief(), *BAYSWATER)["power_date"]["headroom"]
    assert told["gate"] == "unknown"
    assert not any("Liddell" in str(fact["name"]) for fact in told["others"])


def test_where_none_is_near_that_is_said_in_words(bundled: Workspace) -> None:
    told = details_at(bundled.region("jp"), Brief(), *TOKYO)["brownfields"]["old_stations"]
    assert told == {"unknown": "no listed station within 30 km"}
