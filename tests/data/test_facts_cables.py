"""The cable tables: schema, counts, cited figures, topology, and sea routes that never cross land."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from pyproj import Geod

from geo.catalogue.tables import read_table
from geo.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "data" / "facts"
TABLES = ("cable_landings", "submarine_cables", "cable_segments", "interconnection_hubs", "hubs", "cable_groups")
WGS84 = Geod(ellps="WGS84")
ADDRESS = re.compile(r"https://[^\s;]+$")

# Published figures: cable, column, value, as the page named in the row's source states it.
CITED = [
    ("jga-south", "length_km", 7081),
    ("jga-north", "length_km", 2600),
    ("tga", "length_km", 2288),
    ("tga", "ready_for_service", "2017-03"),
    ("southern-cross-next", "ready_for_service", "2022-07"),
    ("oac", "length_km", 9800),
    ("jupiter", "length_km", 14557),
    ("faster", "ready_for_service", "2016-06"),
    ("hscs", "length_km", 570),
    ("okinawa-cellular", "length_km", 760),
    ("sjc2", "ready_for_service", "2025-07"),
    ("apx-east", "ready_for_service", "2028"),
]

# Places that anyone can check on a map: a landing, and the beach or town centre within so many km.
KNOWN_PLACES = [
    ("coogee", 151.257, -33.921, 2),
    ("narrabeen", 151.300, -33.715, 2),
    ("perth-city-beach", 115.755, -31.937, 2),
    ("port-hedland", 118.606, -20.312, 6),
    ("darwin", 130.830, -12.447, 3),
    ("chikura", 139.955, 34.977, 3),
    ("shima", 136.874, 34.337, 10),
    ("ajigaura", 140.612, 36.384, 2),
    ("ishikari", 141.316, 43.171, 12),
    ("nago", 127.977, 26.592, 8),
    ("hermosa-beach", -118.400, 33.862, 2),
    ("piti", 144.695, 13.465, 2),
]


def table(name: str) -> pd.DataFrame:
    """Read a fact table with its schema checked."""
    return read_table(FACTS, name)


def routes() -> list[dict[str, Any]]:
    """Return the features of the sea routes."""
    features: list[dict[str, Any]] = json.loads((FACTS / "cable_routes.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    return features


def parts_of(feature: dict[str, Any]) -> list[NDArray[np.float64]]:
    """Return the lines of a route as arrays of lon, lat."""
    geometry = feature["geometry"]
    lines = [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]
    return [np.array(line, dtype=float) for line in lines]


def ends_of(segment: pd.Series[Any], places: pd.DataFrame) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return lon, lat of the two landings of a segment."""
    first, last = places.loc[segment["from_landing"]], places.loc[segment["to_landing"]]
    return (float(first["lon"]), float(first["lat"])), (float(last["lon"]), float(last["lat"]))


def samples(line: NDArray[np.float64], step_km: float) -> NDArray[np.float64]:
    """Return points every ``step_km`` at most along the straight lon/lat lines of a route."""
    found = []
    for (lon, lat), (to_lon, to_lat) in pairwise(line):
        count = max(1, int(np.ceil(WGS84.inv(lon, lat, to_lon, to_lat)[2] / 1000 / step_km)))
        share = np.linspace(0, 1, count + 1)
        found.append(np.stack([lon + share * (to_lon - lon), lat + share * (to_lat - lat)], axis=1))
    return np.concatenate(found)


def distance_km(points: NDArray[np.float64], to: tuple[float, float]) -> NDArray[np.float64]:
    """Return the geodesic distance in km of points to one place."""
    flat = np.ones(len(points))
    metres: NDArray[np.float64] = WGS84.inv(points[:, 0], points[:, 1], flat * to[0], flat * to[1])[2]
    return metres / 1000


@pytest.mark.parametrize("name", TABLES)
def test_a_table_fits_its_schema_and_its_ids_are_unique_slugs(name: str) -> None:
    ids = table(name)["id"]
    assert ids.is_unique
    assert ids.str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()


@pytest.mark.parametrize("name", TABLES)
def test_every_row_names_a_source_that_is_described_or_an_address(name: str) -> None:
    described: set[str] = set()
    for path in (ROOT / "data" / "sources.d").glob("*.toml"):
        described |= set(tomllib.loads(path.read_text(encoding="utf-8")))
    for row in table(name).itertuples():
        if row.date == "unverified":
            continue
        for source in row.source.split(" ; "):
            assert source in described or ADDRESS.match(source), (row.id, source)
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", row.date), (row.id, row.date)


@pytest.mark.parametrize(("region", "cables", "stations"), [("au", 25, 18), ("jp", 25, 18)])
def test_each_country_has_its_cables_and_stations(region: str, cables: int, stations: int) -> None:
    places = table("cable_landings")
    ours = set(places.loc[places["region"] == region, "id"])
    landing = table("submarine_cables")["landings"].str.split(";").map(ours.intersection).map(len) > 0
    assert len(ours) >= stations
    assert landing.sum() >= cables


@pytest.mark.parametrize(("region", "least"), [("au", 12), ("jp", 10)])
def test_each_country_has_its_interconnection_hubs_from_a_source(region: str, least: int) -> None:
    hubs = table("interconnection_hubs")
    assert ((hubs["region"] == region) & (hubs["date"] != "unverified")).sum() >= least


def test_ten_user_cities_a_country_carry_a_population_and_the_far_hubs_are_there() -> None:
    hubs = table("hubs").set_index("id")
    metro = hubs[(hubs["kind"] == "metro") & hubs["population"].notna()]
    assert (metro["country"] == "AU").sum() >= 10
    assert (metro["country"] == "JP").sum() >= 10
    assert {"singapore", "los-angeles", "seattle", "hong-kong", "mumbai", "london"} <= set(hubs.index)
    assert metro.loc["sydney", "population"] == 5_557_233  # Bureau of Statistics, June 2024
    assert metro.loc["tokyo", "population"] == 37_273_866  # Population Census 2015, Kanto


@pytest.mark.parametrize(("cable", "column", "value"), CITED)
def test_a_cited_figure_stands_in_the_table(cable: str, column: str, value: object) -> None:
    assert table("submarine_cables").set_index("id").loc[cable, column] == value


@pytest.mark.parametrize(("landing", "lon", "lat", "within_km"), KNOWN_PLACES)
def test_a_known_landing_lies_where_the_map_has_it(landing: str, lon: float, lat: float, within_km: float) -> None:
    row = table("cable_landings").set_index("id").loc[landing]
    assert distance_km(np.array([[row["lon"], row["lat"]]]), (lon, lat))[0] <= within_km


def test_landings_cables_segments_and_groups_refer_to_one_another() -> None:
    places, cables = set(table("cable_landings")["id"]), table("submarine_cables").set_index("id")
    segments = table("cable_segments")
    assert set(segments["cable_id"]) <= set(cables.index)
    assert set(cables["landings"].str.split(";").explode()) == places
    for cable, own in segments.groupby("cable_id"):
        assert set(own["from_landing"]) | set(own["to_landing"]) == set(cables.loc[cable, "landings"].split(";")), cable
    assert set(table("cable_groups")["members"].str.split(";").explode()) <= places


def test_sydney_to_tokyo_over_the_shortest_cable_in_service_is_about_9500_km() -> None:
    length = table("cable_segments").set_index("id")["length_km"]
    assert length["jga-south-narrabeen-piti"] + length["jga-north-minamiboso-piti"] == pytest.approx(9500, rel=0.03)
    over_ajc = length["ajc-oxford-falls-tanguisson"] + length["ajc-tanguisson-maruyama"]
    assert over_ajc > 9500


def test_no_segment_is_shorter_than_the_great_circle() -> None:
    places = table("cable_landings").set_index("id")
    for _, segment in table("cable_segments").dropna(subset=["length_km"]).iterrows():
        first, last = ends_of(segment, places)
        assert segment["length_km"] >= WGS84.inv(*first, *last)[2] / 1000 - 10, segment["id"]


def test_a_length_is_given_exactly_where_its_basis_is_not_computed() -> None:
    segments = table("cable_segments")
    assert (segments["length_km"].notna() == (segments["length_basis"] != "computed")).all()


def test_losing_the_minamiboso_cluster_takes_at_least_eight_cables_in_service() -> None:
    members = set(table("cable_groups").set_index("id").loc["minamiboso-cluster", "members"].split(";"))
    cables = table("submarine_cables")
    in_service = cables[cables["status"] == "in_service"]
    assert in_service["landings"].str.split(";").map(members.intersection).map(len).astype(bool).sum() >= 8


def test_every_segment_has_one_schematic_route_that_starts_and_ends_at_its_landings() -> None:
    places, segments = table("cable_landings").set_index("id"), table("cable_segments").set_index("id")
    features = routes()
    assert sorted(feature["properties"]["segment_id"] for feature in features) == sorted(segments.index)
    for feature in features:
        properties, lines = feature["properties"], parts_of(feature)
        segment = segments.loc[properties["segment_id"]]
        first, last = ends_of(segment, places)
        assert properties["schematic"] is True
        assert properties["cable_id"] == segment["cable_id"]
        assert distance_km(lines[0][:1], first)[0] < 20
        assert distance_km(lines[-1][-1:], last)[0] < 20
        assert properties["length_km_computed"] >= WGS84.inv(*first, *last)[2] / 1000 - 1


def test_routes_follow_rfc_7946_with_three_decimals_and_cut_at_the_antimeridian() -> None:
    path = FACTS / "cable_routes.geojson"
    assert path.stat().st_size < 500_000
    for feature in routes():
        for line in parts_of(feature):
            assert np.abs(line[:, 0]).max() <= 180
            assert np.abs(line[:, 1]).max() <= 90
            assert np.allclose(line, line.round(3), atol=1e-9)
            assert np.abs(np.diff(line[:, 0])).max() < 180


def land_mask(workspace: Workspace) -> NDArray[np.bool_]:
    """True where the fetched land mask has ocean."""
    path = workspace.artefacts.path("global-land-mask")
    assert path is not None
    with np.load(path, allow_pickle=False) as members:
        mask: NDArray[np.bool_] = members["mask"]
    return mask


def test_no_route_crosses_land_more_than_15_km_from_its_ends(fetched: Workspace) -> None:
    mask = land_mask(fetched)
    places, segments = table("cable_landings").set_index("id"), table("cable_segments").set_index("id")
    for feature in routes():
        first, last = ends_of(segments.loc[feature["properties"]["segment_id"]], places)
        for line in parts_of(feature):
            points = samples(line, 5)
            open_sea = points[(distance_km(points, first) > 15) & (distance_km(points, last) > 15)]
            rows = ((90 - open_sea[:, 1]) * 120).round().astype(int)
            columns = ((open_sea[:, 0] + 180) % 360 * 120).round().astype(int) % 43200
            assert mask[rows, columns].all(), feature["properties"]["segment_id"]
