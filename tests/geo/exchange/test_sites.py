"""Sites from users: what is read, and what is refused by row."""

import json

import pytest

from geo.catalogue.region import Region
from geo.errors import InputError
from geo.exchange.sites import parse_sites
from layers import catalogue

JP: Region = catalogue().regions["jp"]


def collection(*points: object) -> bytes:
    features = [{"type": "Feature", "properties": {"n": n}, "geometry": p} for n, p in enumerate(points)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def point(x: object, y: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": [x, y]}


def test_a_csv_keeps_its_own_columns() -> None:
    sites = parse_sites(b"name,Longitude,LATITUDE,owner\nInzai,140.15,35.8,=cmd\n", "a.csv", JP)
    assert list(sites.columns) == ["name", "Longitude", "LATITUDE", "owner", "geometry"]
    assert (sites.geometry.x[0], sites.geometry.y[0]) == (140.15, 35.8)


def test_a_byte_order_mark_is_no_column() -> None:
    assert len(parse_sites("\ufefflon,lat\n140,36\n".encode(), "a.csv", JP)) == 1


def test_geojson_polygons_become_a_point_inside() -> None:
    ring = [[140, 36], [141, 36], [141, 37], [140, 37], [140, 36]]
    sites = parse_sites(collection({"type": "Polygon", "coordinates": [ring]}), "a.geojson", JP)
    assert sites.geometry[0].geom_type == "Point"
    assert sites["n"][0] == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "cannot be read"),
        (b"lon,lat\n", "a.csv", "holds no sites"),
        (b"name,x1\nInzai,2\n", "a.csv", "no lon column"),
        (b"lon,lat\n140,36\nabc,36\n", "a.csv", "row 3"),
        (b"lon,lat\n140,36\nnan,36\n", "a.csv", "row 3"),
        (b"lon,lat\ninf,36\n", "a.csv", "row 2"),
        (b"lon,lat\n36,140\n", "a.csv", "swapped"),
        (b"lon,lat\n140,36\n151.2,-33.9\n", "a.csv", "row 3"),
        (b"lon,lat\n\xff\xfe\n", "a.csv", "not UTF-8"),
        (b"{", "a.geojson", "not valid JSON"),
        (b"[]", "a.geojson", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "a.geojson", "holds no sites"),
        (collection(point(140, 36), None), "a.geojson", "feature 2"),
        (collection(point("x", 36)), "a.geojson", "feature 1"),
        (collection({"type": "Point", "coordinates": []}), "a.geojson", "feature 1"),
        (collection(7), "a.geojson", "feature 1"),
        (collection(point(36, 140)), "a.geojson", "swapped"),
        (b"lon,lat\n140,36\n", "a.xlsx", "unknown kind"),
    ],
)
def test_what_cannot_be_used_is_named(content: bytes, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        parse_sites(content, name, JP)
    assert "\n" not in str(caught.value)


def test_a_collection_in_another_crs_is_refused() -> None:
    content = json.loads(collection(point(140, 36))) | {"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}
    with pytest.raises(InputError, match="WGS 84"):
        parse_sites(json.dumps(content).encode(), "a.geojson", JP)


def test_deep_nesting_is_an_error_and_not_a_crash() -> None:
    with pytest.raises(InputError):
        parse_sites(b"[" * 100_000, "a.geojson", JP)
