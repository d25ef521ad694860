"""The worked examples of the documentation, run as they stand on the page."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import UNKNOWN_CODE, Layer
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Inputs
from geo.errors import DataError, InputError
from geo.places import PlaceFields
from geo.report import explain_point
from geo.workspace import Workspace
from layers import catalogue

DOCS = Path(__file__).parents[2] / "docs"
SECTION_4 = 1
CORE = ("land", "transmission_lines", "substations", "power_stations", "interconnection_hubs", "cities")
"""Layers that need no table of the region beyond those of the page's second step."""
PRESET = 'key = "balanced"\ntitle = "B"\ndescription = "B."\n[weights]\ngrid_distance = 70\nhub_distance = 30\n'
CHRISTCHURCH = (172.636, -43.532)


def blocks(page: str, language: str) -> list[str]:
    """Code blocks of one language on a page."""
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def layer() -> Layer:
    made: dict[str, Any] = {}
    exec(compile(blocks("how-to-add-a-layer.md", "python")[0], "how-to-add-a-layer.md", "exec"), made)
    found: Layer = made["LAYER"]
    return found


@pytest.fixture(scope="module")
def workspace(layer: Layer, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    others = [other for other in catalogue().layers.values() if other.key != layer.key]
    return Workspace(Catalogue([*others, layer], catalogue().data_root), tmp_path_factory.mktemp("cache"))


def test_the_example_layer_finds_a_campus_by_name(workspace: Workspace) -> None:
    data = workspace.region("au")
    campus = data.features("running_campuses").set_index("id").loc["au-cdc-eastern-creek"]
    places = PlaceFields(data, np.array([campus["lon"]]), np.array([campus["lat"]]))
    assert places.field("running_campuses.operating_km", Brief())[0] == 0
    near = places.nearest("running_campuses.operating_km", Brief())
    assert near is not None
    assert set(near.features["status"]) == {"operating"}
    criterion = workspace.catalogue.criteria["campus_distance"]
    assert criterion.value(
        Inputs({"running_campuses.operating_km": np.array([0.0, 50.0, 175.0, 300.0])}, Brief())
    ).tolist() == (pytest.approx([1.0, 0.8, 0.4, 0.0]))


def test_cells_of_the_example_agree_with_places(workspace: Workspace) -> None:
    data = workspace.region("jp", 5000)
    name = "running_campuses.operating_km"
    workspace.build_all(data, [(name, ""), ("land.land", "")], lambda _: None)
    codes = workspace.planes(data).plane(name, "")
    assert codes is not None
    some = np.random.default_rng(1).choice(np.flatnonzero(codes != UNKNOWN_CODE), 200, replace=False)
    spec = data.catalogue.fields[name]
    where = np.divmod(data.land_cells.cells[some], data.grid.shape[1])
    exact = PlaceFields(data, *data.grid.lonlat(*where)).field(name, Brief())
    assert np.abs(spec.decode(codes[some]) - exact).max() <= spec.scale / 2 + 0.02


def test_the_example_layer_keeps_the_contract_of_layers(layer: Layer, workspace: Workspace) -> None:
    (spec,) = layer.fields
    assert (spec.cap - spec.offset) / spec.scale < UNKNOWN_CODE
    features = workspace.region("jp").features("running_campuses")
    assert {layer.style.by, *layer.style.label} <= set(features.columns)
    assert workspace.catalogue.scenario("jp").weights["campus_distance"] == 0


def test_the_example_constraint_bars_near_campuses_and_never_the_unknown() -> None:
    made: dict[str, Any] = {}
    exec(compile(blocks("how-to-add-a-layer.md", "python")[SECTION_4], "how-to-add-a-layer.md", "exec"), made)
    rule: Constraint = made["CONSTRAINT"]
    km = np.array([4.0, 6.0, np.nan])
    assert rule.excludes(Inputs({"running_campuses.operating_km": km}, Brief()), rule.limit).tolist() == [
        True,
        False,
        False,
    ]


def test_the_schema_lines_on_the_page_are_those_of_the_table() -> None:
    schema = (catalogue().data_root / "facts" / "campuses.schema.toml").read_text(encoding="utf-8")
    for line in blocks("how-to-add-a-layer.md", "toml")[0].strip().splitlines():
        assert line in schema, line


@pytest.fixture
def abroad(tmp_path: Path) -> Path:
    """Our data with the region file of the page beside ours, and one preset over the core layers."""
    root = tmp_path / "data"
    shutil.copytree(catalogue().data_root, root, ignore=shutil.ignore_patterns("cache", "raw"))
    (root / "regions" / "nz.toml").write_text(blocks("how-to-add-a-region.md", "toml")[0], encoding="utf-8")
    shutil.rmtree(root / "presets")
    (root / "presets").mkdir()
    (root / "presets" / "balanced.toml").write_text(PRESET, encoding="utf-8")
    return root


def new_region(root: Path) -> Workspace:
    return Workspace(Catalogue([catalogue().layers[key] for key in CORE], root), root.parent / "cache")


def test_a_region_without_outline_names_the_missing_table(abroad: Path) -> None:
    data = new_region(abroad).region("nz", 20_000)
    with pytest.raises(DataError, match=r"no such fact table.*outline_nz"):
        _ = data.land


def test_a_region_without_voltage_classes_says_that_nothing_carries_the_load(abroad: Path) -> None:
    workspace = new_region(abroad)
    with pytest.raises(InputError, match="no voltage class of New Zealand carries the load"):
        workspace.region("nz", 20_000).variant("substations.distance_km", Brief())


def test_with_outline_and_classes_the_region_opens_and_the_rest_is_unknown(abroad: Path) -> None:
    give_outline(abroad)
    give_voltage_classes(abroad)
    workspace = new_region(abroad)
    data, scenario = workspace.region("nz", 20_000), workspace.catalogue.scenario("nz")
    wanted = data.wanted(workspace.catalogue.fields, scenario.brief)
    workspace.build_all(data, wanted, lambda _: None)
    found = explain_point(workspace, data, scenario, *CHRISTCHURCH)
    assert found["excluded_by"] == []
    assert found["criteria"]["grid_distance"]["value"] is None
    assert found["criteria"]["hub_distance"]["raw"] == 3000
    assert found["unknown_weight_share"] > 0.5
    assert explain_point(workspace, data, scenario, 168.0, -36.0)["excluded_by"] == ["sea"]


def give_outline(root: Path) -> None:
    """A square of land round Christchurch, for the mechanics only."""
    ring = [[170, -45], [174, -45], [174, -42], [170, -42], [170, -45]]
    land = {"kind": "land", "key": "nz", "name": "New Zealand"}
    feature = {"type": "Feature", "properties": land, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (root / "facts" / "outline_nz.geojson").write_text(text, encoding="utf-8")


def give_voltage_classes(root: Path) -> None:
    """The classes of Australia once more under another key, for the mechanics only."""
    schema, table = (root / "facts" / f"voltage_classes.{ending}" for ending in ("schema.toml", "csv"))
    schema.write_text(
        schema.read_text(encoding="utf-8").replace('["au", "jp"]', '["au", "jp", "nz"]'), encoding="utf-8"
    )
    text = table.read_text(encoding="utf-8")
    rows = [f"nz{line[2:]}\n" for line in text.splitlines() if line.startswith("au,")]
    table.write_text(text + "".join(rows), encoding="utf-8")
