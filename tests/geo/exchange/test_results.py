"""Rankings as files: RFC 7946, no NaN, formulas disarmed, and everything needed to cite them."""

import csv
import io
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from geo.exchange.atomic import write_whole
from geo.exchange.results import json_value, to_csv, to_geojson
from geo.report import rank_sites
from geo.siting import Ranking
from geo.workspace import Workspace


@pytest.fixture
def ranking(toy: Workspace) -> Ranking:
    scenario = toy.catalogue.scenario("toy")
    data = toy.region("toy")
    toy.build(data, scenario)
    table = {"name": ["=1+1", "sea", "日本"], "own": [1.5, np.nan, 3.0]}
    points = gpd.points_from_xy([10.2, 10.02, 10.3], [0.25, 0.25, 0.3])
    return rank_sites(toy, data, scenario, gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326"))


def test_geojson_is_a_feature_collection_without_nan_or_crs(ranking: Ranking, tmp_path: Path) -> None:
    text = to_geojson(ranking).decode()
    content = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in the file"))
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    assert len(content["features"]) == 3
    barred = content["features"][-1]["properties"]
    assert (barred["rank"], barred["score"], barred["percentile"]) == (None, None, None)
    assert barred["excluded_by"] == ["sea"]
    path = tmp_path / "out.geojson"
    path.write_text(text)
    assert len(gpd.read_file(path)) == 3


def test_the_metadata_say_which_scenario_and_data_made_it(ranking: Ranking) -> None:
    metadata = json.loads(to_geojson(ranking))["metadata"]
    assert metadata["scenario"]["region"] == "toy"
    assert sum(metadata["weights"].values()) == pytest.approx(1, abs=1e-5)
    assert len(metadata["data_fingerprint"]) == 16
    assert metadata["percentile_basis"]["serviced_buildable_cells"] > 0


def test_csv_has_coordinates_lists_by_semicolon_and_no_formula(ranking: Ranking) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(ranking).decode())))
    by_name = {row["name"]: row for row in rows}
    assert set(by_name) == {"'=1+1", "sea", "日本"}
    assert by_name["sea"]["excluded_by"] == "sea"
    assert by_name["sea"]["score"] == ""
    assert float(by_name["日本"]["lon"]) == 10.3


def test_top_cuts_the_file(ranking: Ranking) -> None:
    assert len(json.loads(to_geojson(ranking, 1))["features"]) == 1


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (np.float64("nan"), None),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (["a"], ["a"]),
        (float("inf"), None),
        ("x", "x"),
    ],
)
def test_cells_become_plain_json(cell: object, plain: object) -> None:
    assert json_value(cell) == plain


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
