"""Gates as pictures: pass, fail and unknown each in its own colour, on tiles, in the legend and round the sites."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from geo.catalogue.catalogue import Catalogue
from geo.decision.criterion import Inputs
from geo.decision.value_functions import Classes
from geo.errors import InputError
from geo.maps.legend import overlay_legend, sites_legend
from geo.maps.site_marks import site_marks, worst
from geo.report import rank_sites
from geo.tiles.address import Address
from geo.tiles.overlays import Shown, overlay, overlay_titles
from geo.tiles.palette import GATE_COLOURS, palette, rgba
from geo.tiles.renderer import Renderer
from geo.workspace import Workspace
from tests.toy import A, B, toy_catalogue, toy_layers

SITES = {"beside A": A, "beside B": B, "far north": (10.3, 0.48)}


def verdict(inputs: Inputs) -> np.ndarray[Any, Any]:
    """Passes within 8 km of a station, fails beyond 20 km, is unknown between."""
    km = inputs["stations.distance_km"]
    return np.where(km < 8, 1.0, np.where(km > 20, 0.0, np.nan))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "data"
    toy_catalogue(root)
    ground, stations, plants = toy_layers()
    gate = replace(
        stations.criteria[0], key="power", title="Firm power", unit="gate", derive=verdict,
        value_function=Classes(((0, 0.0), (1, 1.0))), weight=0.0,
    )  # fmt: skip
    known = Catalogue([ground, replace(stations, criteria=(*stations.criteria, gate)), plants], root)
    made = Workspace(known, tmp_path / "cache")
    data = made.region("toy")
    made.build_all(data, data.wanted(known.fields, known.scenario("toy").brief), lambda _: None)
    return made


def test_a_gate_is_an_overlay_of_its_own_and_no_ramp(workspace: Workspace) -> None:
    titles = overlay_titles(workspace.catalogue)
    assert titles["gate.power"] == "Firm power"
    assert "criterion.power" not in titles
    with pytest.raises(InputError, match="unknown overlay"):
        overlay(workspace.catalogue, "criterion.power")


def test_tiles_show_three_colours_where_the_verdicts_are(
    workspace: Workspace, opened: Callable[[bytes], np.ndarray[Any, Any]]
) -> None:
    data, scenario = workspace.region("toy"), workspace.catalogue.scenario("toy")
    shown = overlay(workspace.catalogue, "gate.power")
    tile = opened(Renderer().tile(data, workspace.planes(data), shown, scenario, Address(9, 270, 255, 256)))
    seen = {tuple(int(part) for part in pixel) for pixel in tile.reshape(-1, 4)} - {(0, 0, 0, 0)}
    assert seen == {rgba(colour) for colour in GATE_COLOURS.values()}
    for word, colour in GATE_COLOURS.items():
        assert (tile == rgba(colour)).all(axis=-1).sum() > 100, word


def test_the_three_colours_stay_apart_in_grey_and_for_colour_blind_readers() -> None:
    """Vienot, Brettel and Mollon (1999): what a deuteranope sees, from linear red, green and blue."""
    to_lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
    seen_as = np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]])
    for one, other in itertools.combinations(GATE_COLOURS.values(), 2):
        a, b = ((np.array(rgba(colour)[:3]) / 255) ** 2.2 for colour in (one, other))
        blind = np.linalg.inv(to_lms) @ seen_as @ to_lms @ (a - b)
        assert np.abs(blind).max() > 0.1, (one, other)


def test_the_legend_names_all_three_and_says_that_unknown_is_no_pass(workspace: Workspace) -> None:
    legend = overlay_legend(palette(workspace.catalogue, Shown("gate", "power")))
    for word, colour in (*GATE_COLOURS.items(), ("no pass", GATE_COLOURS["unknown"])):
        assert word in legend.lower()
        assert colour in legend
    assert all(
        colour in sites_legend(palette(workspace.catalogue, Shown("suitability"))) for colour in GATE_COLOURS.values()
    )


def test_sites_carry_the_verdict_as_a_ring_and_in_words(workspace: Workspace) -> None:
    points = gpd.points_from_xy(*zip(*SITES.values(), strict=True))
    sites = gpd.GeoDataFrame({"site_id": list(SITES), "name": list(SITES)}, geometry=points, crs=4326)
    data = workspace.region("toy")
    ranking = rank_sites(workspace, data, workspace.catalogue.scenario("toy"), sites)
    marks = {mark.name: mark for mark in site_marks(ranking, workspace.catalogue)}
    assert marks["beside A"].ring == GATE_COLOURS["pass"]
    assert "Firm power: PASS" in marks["beside A"].detail
    assert marks["far north"].ring == GATE_COLOURS["fail"]
    assert ranking.metadata["gates"] == {"power": {"pass": 1, "fail": 2, "unknown": 0}}


def test_of_several_gates_a_fail_shows_first_and_unknown_is_no_pass() -> None:
    assert worst(["pass", "fail", "unknown"]) == "fail"
    assert worst(["pass", "unknown"]) == "unknown"
    assert worst(["pass", "pass"]) == "pass"
