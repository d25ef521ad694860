"""The Decide tab as Streamlit runs it: each view says what it found, and long answers are made beside the page."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import decide_work
from geo.ui.decide_work import Run, Runs
from geo.ui.jobs import Jobs
from geo.workspace import Workspace
from layers import catalogue

APP = Path(__file__).resolve().parents[3] / "streamlit_app.py"
SQUARE = [[139.5, 35.7], [139.51, 35.7], [139.51, 35.71], [139.5, 35.7]]
CAMPUS = {
    "rank": 1, "mean_score": 81.0, "worth": 80.5, "compactness": 1.0, "cells": 30, "cell_m": 100.0, "area_ha": 30.0,
    "parcel": "no parcel", "nearest": "A", "nearest_km": 0.4, "rank_at_500_m": 1, "rank_at_1000_m": 2,
    "rank_at_2000_m": None, "lon": 139.505, "lat": 35.703,
}  # fmt: skip
CAMPUSES = {
    "type": "FeatureCollection",
    "metadata": {
        "needed_ha": 30.0, "coarser_inputs": {"land mask": 930}, "barred_alone": {},
        "rank_basis": {"500": "windows", "1000": "whole map", "2000": "windows"},
    },
    "features": [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}, "properties": CAMPUS}],
}  # fmt: skip


@pytest.fixture
def page(bundled_jp: Workspace, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of Japan on bundled data, not yet run."""
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))
    monkeypatch.setattr(Jobs, "fetch", lambda self, again=False: None)
    located = {"leaflet": "l.js", "leaflet_css": "l.css"}
    for module in ("geo.ui.app", "geo.ui.decide_map"):
        monkeypatch.setattr(f"{module}.asset_urls", lambda workspace, start: located)
    at = AppTest.from_file(str(APP), default_timeout=120)
    at.query_params["s"] = catalogue().scenario("jp").token()
    at.session_state["tab"] = "Decide"
    return at


def look(at: AppTest, view: str) -> AppTest:
    at.session_state["decide_view"] = view
    at.run()
    assert not at.exception, at.exception[0].stack_trace
    return at


def said(at: AppTest) -> str:
    blocks = [block.proto.body for block in (*at.get("html"), *at.markdown, *at.caption)]
    return " ".join([*blocks, *(box.value for box in (*at.warning, *at.info, *at.error))])


def change_of(at: AppTest) -> str:
    """What the last map of the page is told to show."""
    return str(json.loads(at.get("component_instance")[-1].proto.json_args)["feature_group"])


def test_campuses_are_asked_for_and_drawn_as_polygons_with_a_table(page: AppTest, monkeypatch: Any) -> None:
    assert any(button.label == "Find campuses" for button in look(page, "Campuses").button)
    assert not page.get("dataframe") or "Mean score" not in page.dataframe[-1].value
    monkeypatch.setattr(Runs, "find", lambda self, key: Run("done", CAMPUSES))
    look(page, "Campuses")
    assert page.dataframe[-1].value["# at 1000 m"].tolist() == [2]
    assert "139.51" in change_of(page)
    assert "No polygon is a parcel" in said(page)
    assert any(button.label == "GeoJSON" for button in page.get("download_button"))


def test_an_empty_answer_names_the_bars(page: AppTest, monkeypatch: Any) -> None:
    bars = {"sea": 0.1, "far": 0.95}
    nothing = CAMPUSES | {"features": [], "metadata": {**CAMPUSES["metadata"], "barred_alone": bars}}  # type: ignore[dict-item]
    monkeypatch.setattr(Runs, "find", lambda self, key: Run("done", nothing))
    assert "far 95%" in said(look(page, "Campuses"))


def test_the_front_is_drawn_with_map_and_table_and_says_what_is_unknown(page: AppTest) -> None:
    page.session_state["front_objectives"] = ["connection_cost", "carbon_intensity"]
    look(page, "Trade-offs")
    table = page.dataframe[-1].value
    assert table["Standing"].iloc[0] == "front"
    assert "on the front" in said(page)
    assert page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")
    page.session_state["front_objectives"] = ["connection_cost"]
    assert "two objectives or more" in said(look(page, "Trade-offs"))


def test_two_scenarios_are_compared_with_causes(page: AppTest) -> None:
    page.session_state["compare_with"] = "inference"
    look(page, "Compare")
    assert "sites change rank" in said(page)
    why = page.dataframe[-1].value["Why"]
    assert why.str.contains("by its weight").any()
    page.session_state["compare_with"] = "balanced"
    assert "the same: nothing moves" in said(look(page, "Compare"))


def test_a_portfolio_whose_loads_are_no_numbers_says_so(page: AppTest) -> None:
    page.session_state["portfolio_sizes"] = "three hundred"
    assert "numbers of megawatts" in said(look(page, "Portfolio"))


def test_an_answer_comes_from_a_child_and_is_kept(bundled_jp: Workspace) -> None:
    work, scenario = Runs(bundled_jp), bundled_jp.catalogue.scenario("jp")
    command = ("portfolio", "--region", "jp", "--total-mw", "600", "--sites-mw", "300")
    assert work.find("a") is None
    work.start("a", command, scenario)
    assert work.start("a", command, scenario).state in ("waiting", "running")
    ended = waited_for(work, "a")
    assert ended.state == "done", ended.fault
    assert len(ended.content["features"]) == 2
    assert work.start("a", command, scenario) is ended
    work.start("b", (*command[:3], "--total-mw", "100", "--sites-mw", "300"), scenario)
    failed = waited_for(work, "b")
    assert failed.state == "failed"
    assert "below the load of one site" in failed.fault


def test_too_many_questions_at_once_are_turned_away(bundled_jp: Workspace, monkeypatch: Any) -> None:
    work, scenario = Runs(bundled_jp), bundled_jp.catalogue.scenario("jp")
    monkeypatch.setattr(Runs, "_work", lambda self, key, command, scenario: None)
    for number in range(decide_work.MOST_WAITING):
        assert work.start(str(number), ("campuses",), scenario).state == "waiting"
    assert "ask again" in work.start("one more", ("campuses",), scenario).fault
    assert work.find("one more") is None


def waited_for(work: Runs, key: str) -> Run:
    end = time.monotonic() + 240
    while time.monotonic() < end:
        run = work.find(key)
        if run is not None and run.state in ("done", "failed"):
            return run
        time.sleep(0.2)
    raise AssertionError("the child did not end")


def test_certainty_is_drawn_beside_the_page_and_told_with_its_error(page: AppTest, monkeypatch: Any) -> None:
    assert any(button.label == "Draw the rankings" for button in look(page, "Certainty").button)
    sites = ("a", "Alpha", 1), ("b", "Beta", 2)
    rows = [
        {"site_id": key, "name": name, "rank": rank, "expected_rank": 1.4, "confidence_factor": 0.8}
        for key, name, rank in sites
    ]
    sure: dict[str, Any] = {
        "compared": 2, "draws": 10_000, "largest_standard_error": 0.005, "confidence_standard_error": 0.0158,
        "concentration_groups": 25.0,
        "concentration_within": 25.0, "notes": ["With 2 ranked sites each is among the best 5: p_top_5 is left out."],
        "rank_acceptability": {"a": [0.61, 0.39], "b": [0.39, 0.61]},
        "central_weights": {"a": {"connection_cost": 0.4}}, "pairwise": {"a": {"b": 0.61}, "b": {"a": 0.39}},
    }  # fmt: skip
    content: dict[str, Any] = {
        "metadata": {"certainty": sure, "scenario": {}, "data_fingerprint": "f"},
        "features": [{"properties": row} for row in rows],
    }
    monkeypatch.setattr(Runs, "find", lambda self, key: Run("done", content))
    text = said(look(page, "Certainty"))
    assert "good to 0.5 points" in text
    assert "Confidence factor 80%" in text
    assert "ranks ahead" in text
    assert {"JSON", "CSV"} <= {button.label for button in page.get("download_button")}
    page.session_state["certainty_site"] = "b"
    assert "no weights put it first" in said(look(page, "Certainty"))
    alone = {**sure, "notes": ["One site alone has no rank to be sure of."]}
    for key in ("rank_acceptability", "central_weights", "pairwise"):
        del alone[key]
    content["metadata"]["certainty"] = alone
    assert "two sites or more" in said(look(page, "Certainty"))
