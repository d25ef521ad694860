from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.errors import InputError
from geo.space.vector import check_features, clip_to_box, margin_box, read_features

AUSTRALIA = (112.5, -44.0, 154.0, -9.9)


def frame(*shapes: shapely.Geometry | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": [f"n{i}" for i in range(len(shapes))]}, geometry=list(shapes), crs=4326)


def test_geojson_is_read_from_a_file_and_from_bytes(tmp_path: Path) -> None:
    text = frame(shapely.Point(150, -33)).to_json()
    (tmp_path / "a.geojson").write_text(text)
    for source in (tmp_path / "a.geojson", text.encode(), b"\xef\xbb\xbf" + text.encode()):
        found = read_features(source)
        assert (found.geometry[0].x, found.geometry[0].y) == (150, -33)
        assert found.crs == "EPSG:4326"


def test_features_in_another_crs_come_back_in_degrees(tmp_path: Path) -> None:
    frame(shapely.Point(150, -33)).to_crs(3577).to_file(tmp_path / "a.gpkg")
    assert read_features(tmp_path / "a.gpkg").geometry[0].x == pytest.approx(150)


@pytest.mark.parametrize(
    "content", [b"", b"lon,lat\n1,2\n", b"<OGRVRTDataSource></OGRVRTDataSource>", b"\x89PNG\r\n", b"{broken"]
)
def test_what_is_no_feature_file_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r"upload\.json"):
        read_features(content, where="upload.json")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InputError, match=r"none\.geojson: there is no such file"):
        read_features(Path("none.geojson"))


def test_the_margin_reaches_as_far_on_every_side() -> None:
    # 111 km at 44 + 1 degrees south: a degree of longitude is 78.7 km, so at least 1.41 degrees.
    west, south, east, north = margin_box((140, -44, 150, -40), 110.57)
    assert (south, north) == (pytest.approx(-45), pytest.approx(-39))
    assert 140 - west == pytest.approx(1 / 0.70711, rel=1e-4)
    assert east - 150 == pytest.approx(140 - west)


def test_clipping_keeps_what_reaches_into_the_margin_and_cuts_there() -> None:
    line = shapely.LineString([(150, -33), (170, -33)])
    found = clip_to_box(
        frame(line, shapely.Point(120, -20), shapely.Point(20, 50), shapely.Point(), None), AUSTRALIA, 100
    )
    assert found["name"].tolist() == ["n0", "n1"]
    assert found.geometry[0].bounds[2] == pytest.approx(margin_box(AUSTRALIA, 100)[2])
    assert found.crs == "EPSG:4326"
    assert clip_to_box(found[:0], AUSTRALIA, 100).empty


def test_good_features_pass_and_come_back_in_degrees() -> None:
    found = check_features(frame(shapely.Point(150, -33)).to_crs(3577), AUSTRALIA, "sites.csv")
    assert found.geometry[0].y == pytest.approx(-33)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (shapely.Point(-33, 150), "row 2 lies outside the region.*look swapped"),
        (shapely.Point(10, 50), "row 2 lies outside the region.*longitude 112.50 to 154.00"),
        (shapely.Point(float("nan"), 3), "row 2 has no finite coordinates"),
        (shapely.Point(), "row 2 has no finite coordinates"),
        (None, "row 2 has no finite coordinates"),
    ],
)
def test_the_first_wrong_row_is_named_with_what_was_found(shape: shapely.Geometry | None, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        check_features(frame(shapely.Point(150, -33), shape), AUSTRALIA, "sites.csv")
    assert caught.value.where == "sites.csv"


def test_no_features_and_no_crs_are_refused() -> None:
    with pytest.raises(InputError, match="no features"):
        check_features(frame(), AUSTRALIA, "sites.csv")
    with pytest.raises(InputError, match="no CRS"):
        check_features(gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)]), AUSTRALIA, "sites.csv")
