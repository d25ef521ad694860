"""Reports collect what layers tell of a place, whatever the layers are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.report import details_at, explain_point
from geo.workspace import Workspace
from tests.toy import toy_catalogue, toy_layers


def _weather(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    return {"at": [np.float64(lon), lat], "region": data.region.key, "load_mw": brief.load_mw, "storms": np.nan}


def _absent(_data: RegionData, _lon: float, _lat: float, _brief: Brief) -> dict[str, Any]:
    raise AssertionError("a layer that cannot be read is not asked")


def telling(root: Path) -> Workspace:
    """Toyland whose plants tell of the weather, and whose stations tell something they cannot."""
    ground, stations, plants = toy_layers()
    nowhere = tuple(replace(reader, regions=("elsewhere",)) for reader in plants.readers)
    silent = replace(plants, key="silent", fields=(), criteria=(), readers=nowhere, explain={"nothing": _absent})
    plants = replace(plants, explain={"weather": _weather})
    toy_catalogue(root)
    return Workspace(Catalogue([ground, stations, plants, silent], root), root / "cache")


def test_details_are_plain_values_by_layer_and_name(tmp_path: Path) -> None:
    data = telling(tmp_path).region("toy")
    found = details_at(data, Brief(load_mw=50), 10.3, 0.2)
    assert found == {
        "plants": {"weather": {"at": [10.3, 0.2], "region": "toy", "load_mw": 50.0, "storms": None}},
    }
    assert json.dumps(found, allow_nan=False)


def test_an_explained_point_carries_the_details(tmp_path: Path) -> None:
    workspace = telling(tmp_path)
    data, scenario = workspace.region("toy"), workspace.catalogue.scenario("toy")
    workspace.build(data, scenario)
    found = explain_point(workspace, data, scenario, 10.3, 0.2)
    assert found["details"]["plants"]["weather"]["load_mw"] == scenario.load_mw
    assert json.dumps(found, allow_nan=False)


def test_a_catalogue_that_tells_nothing_has_no_details(toy: Workspace) -> None:
    assert details_at(toy.region("toy"), Brief(), 10.3, 0.2) == {}


def test_a_criterion_of_an_unread_layer_cites_the_layer_whose_field_it_looks_at(tmp_path: Path) -> None:
    ground, stations, plants = toy_layers()
    nowhere = tuple(replace(reader, regions=("elsewhere",)) for reader in plants.readers)
    borrowed = replace(plants.criteria[0], key="borrowed")
    silent = replace(plants, key="silent", fields=(), criteria=(borrowed,), readers=nowhere)
    toy_catalogue(tmp_path)
    workspace = Workspace(Catalogue([ground, stations, plants, silent], tmp_path), tmp_path / "cache")
    data, scenario = workspace.region("toy"), workspace.catalogue.scenario("toy")
    workspace.build(data, scenario)
    criteria = explain_point(workspace, data, scenario, 10.3, 0.2)["criteria"]
    assert criteria["borrowed"]["source"] == criteria[plants.criteria[0].key]["source"]
    assert criteria["borrowed"]["source"]["layer"] == "plants"
