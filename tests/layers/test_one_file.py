"""A criterion is added by one file in `layers/` and its facts: everything else finds it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import layers
from geo.catalogue.catalogue import Catalogue
from geo.catalogue.check import faults
from geo.catalogue.layer import Layer
from geo.cli.main import main
from geo.decision.brief import Brief
from geo.maps.legend import layers_legend
from geo.places import PlaceFields
from geo.tiles.address import Address
from geo.tiles.overlays import overlay, overlay_titles
from geo.tiles.palette import palette
from geo.tiles.renderer import Renderer
from geo.ui.data_page import layer_table
from geo.ui.scenario_state import put, switch_key, weight_key
from geo.ui.weight_sliders import group_key, more_key
from geo.workspace import Workspace
from tests.toy import toy_catalogue, toy_layers

FILE = '''"""Wells: where water is."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Linear
from geo.space.measures import Distance


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    return access.points("wells")


def _dry(inputs, limit):
    return inputs["wells.distance_km"] > limit


LAYER = Layer(
    key="wells",
    title="Wells of Toyland",
    theme="water",
    description="Two wells.",
    readers=(Reader(tier="bundled", sources=(), tables=("wells",), read=_read),),
    style=Style(kind="point", colour="#123456"),
    fields=(
        FieldSpec(key="distance_km", title="Well", measure=Distance(cap_km=100.0), unit="km", scale=0.01, cap=100.0),
    ),
    criteria=(
        Criterion(
            key="well_distance",
            title="Distance to a well",
            unit="km",
            group="Water of Toyland",
            fields=("wells.distance_km",),
            value_function=Linear(worst=50.0, best=0.0),
            weight=0.0,
            evidence="assumed",
            rationale="Whoever thirsts walks to the well.",
            references=("assumption",),
            nearest="wells.distance_km",
        ),
    ),
    constraints=(
        Constraint(
            key="dry",
            title="Too far from a well",
            fields=("wells.distance_km",),
            excludes=_dry,
            on=False,
            limit=40.0,
            unit="km",
            limits_allowed=(1.0, 90.0),
            rationale="Nobody walks farther.",
        ),
    ),
    gap="Dry wells are not told apart.",
)
'''
FACTS = (
    "id,name,lon,lat,source,date\na,North well,10.2,0.35,assumption,2026\nb,East well,10.4,0.25,assumption,unverified\n"
)
SCHEMA = """title = "Wells"
description = "Two wells."
licence = "Sitewatt facts, CC BY 4.0"
attribution = "toy"

[columns]
id = { type = "str", required = true, description = "Key" }
name = { type = "str", required = true, description = "Name" }
lon = { type = "float", unit = "degree", required = true, description = "Longitude" }
lat = { type = "float", unit = "degree", required = true, description = "Latitude" }
source = { type = "list", required = true, description = "Source" }
date = { type = "str", required = true, description = "Date" }
"""
NORTH_WELL = (10.2, 0.35)


@pytest.fixture
def wells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Layer]:
    """The layer of a file that somebody put into the folder."""
    folder = tmp_path / "more_layers"
    folder.mkdir()
    (folder / "wells.py").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr(layers, "__path__", [*layers.__path__, str(folder)])
    layers.catalogue.cache_clear()
    yield importlib.import_module("layers.wells").LAYER
    sys.modules.pop("layers.wells")
    layers.catalogue.cache_clear()


@pytest.fixture
def grown(wells: Layer, tmp_path: Path) -> Workspace:
    """Toyland with the file's layer and its facts."""
    root = tmp_path / "data"
    toy_catalogue(root)
    (root / "facts" / "wells.csv").write_text(FACTS, encoding="utf-8")
    (root / "facts" / "wells.schema.toml").write_text(SCHEMA, encoding="utf-8")
    return Workspace(Catalogue([*toy_layers(), wells], root), tmp_path / "cache" / "v1")


@pytest.mark.usefixtures("wells")
def test_the_real_catalogue_finds_the_file() -> None:
    known = layers.catalogue()
    assert known.layers["wells"].title == "Wells of Toyland"
    assert known.criteria["well_distance"].group == "Water of Toyland"
    assert known.scenario("jp").weights["well_distance"] == 0.0
    assert "dry" not in known.limits(known.scenario("jp"))


def test_places_and_a_scenario_use_it_at_once(grown: Workspace) -> None:
    assert faults(grown.catalogue, grown.artefacts) == []
    data = grown.region("toy")
    fields = PlaceFields(data, np.array([NORTH_WELL[0], 10.2]), np.array([NORTH_WELL[1], 0.25]))
    raw = fields.raw(Brief())["well_distance"]
    assert raw == pytest.approx([0.0, 11.06], abs=0.05), "0.1 degrees of latitude at the equator"
    values = grown.catalogue.criteria["well_distance"].value_function(raw)
    assert values == pytest.approx([1.0, 0.779], abs=0.002)


def test_tiles_legend_and_overlay_show_it(grown: Workspace) -> None:
    known = grown.catalogue
    assert overlay_titles(known)["criterion.well_distance"] == "Distance to a well"
    assert "Wells of Toyland" in layers_legend(known.layers.values())
    assert "#123456" in layers_legend(known.layers.values())
    scenario = known.scenario("toy")
    scenario = known.check(scenario.model_copy(update={"weights": {**scenario.weights, "well_distance": 5.0}}))
    data = grown.region("toy")
    grown.build(data, scenario)
    shown = overlay(known, "criterion.well_distance")
    drawn = Renderer().tile(data, grown.planes(data), shown, scenario, Address(9, 270, 255))
    empty = Renderer().tile(data, grown.planes(data), shown, scenario, Address(9, 0, 0))
    assert drawn[:4] == b"\x89PNG"
    assert len(drawn) > 4 * len(empty)
    assert palette(known, shown).entries.any()


def test_sidebar_lists_its_slider_and_switch(grown: Workspace) -> None:
    def page(catalogue: object) -> None:
        from geo.ui.sidebar import sidebar

        sidebar(catalogue, dict)  # type: ignore[arg-type]

    at = AppTest.from_function(page, kwargs={"catalogue": grown.catalogue}, default_timeout=60)
    state: dict[str, object] = {}
    put(state, grown.catalogue, grown.catalogue.scenario("toy"))
    for key, value in state.items():
        at.session_state[key] = value
    at.session_state[group_key("Water of Toyland")] = at.session_state[more_key("Water of Toyland")] = True
    at.run()
    assert not at.exception
    assert "Distance to a well" in at.slider(key=weight_key("well_distance")).label
    assert at.toggle(key=switch_key("dry")).label == "Too far from a well"
    assert any("Water of Toyland" in block.label for block in at.expander)


def test_the_command_line_and_the_data_page_name_it(
    grown: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SITEWATT_CACHE", str(grown.cache.parent))
    assert main(lambda: grown.catalogue, ["layers", "--json", "--data"]) == 0
    listed = {row["key"]: row for row in json.loads(capsys.readouterr().out)["layers"]}["wells"]
    assert listed["criteria"][0]["key"] == "well_distance"
    assert listed["constraints"][0]["key"] == "dry"
    assert (listed["data"]["toy"]["rows"], listed["data"]["toy"]["unverified"]) == (2, 1)
    table = layer_table(grown, grown.region("toy")).set_index("Layer")
    assert table.loc["Wells of Toyland", "Gap"] == "Dry wells are not told apart."
    assert table.loc["Wells of Toyland", "Unverified rows"] == 1
