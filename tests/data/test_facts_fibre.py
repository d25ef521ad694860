"""The fibre route and latency tables: schema, sources, lengths against the great circle, cited figures."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from pyproj import Geod

from geo.catalogue.tables import read_table

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "data" / "facts"
TABLES = ("fibre_routes", "latency_measurements")
WGS84 = Geod(ellps="WGS84")
ADDRESS = re.compile(r"https?://[^\s;]+$")

# Lengths as the source of the row states them: legs that add up to the figure, and the figure.
CITED = [
    (("aura-sydney-canberra", "aura-canberra-melbourne"), 1200),
    (("rbbp-perth-geraldton",), 426),
    (("rbbp-darwin-tennant-creek",), 990),
    (
        (
            "rbbp-darwin-tennant-creek",
            "rbbp-tennant-creek-mount-isa",
            "rbbp-mount-isa-longreach",
            "rbbp-longreach-emerald",
            "rbbp-emerald-toowoomba",
        ),
        3835,
    ),
    (
        (
            "rbbp-perth-geraldton",
            "horizon-geraldton-meekatharra",
            "horizon-meekatharra-newman",
            "horizon-newman-port-hedland",
        ),
        2000,
    ),
    (
        (
            "tasgovnet-george-town-launceston",
            "tasgovnet-launceston-hobart",
            "tasgovnet-launceston-devonport",
            "tasgovnet-devonport-burnie",
        ),
        420,
    ),
    (("tokaido-tokyo-shizuoka", "tokaido-shizuoka-nagoya", "tokaido-nagoya-osaka"), 553),
    (("sanyo-osaka-okayama", "sanyo-okayama-hiroshima", "sanyo-hiroshima-fukuoka"), 600),
    (("tohoku-tokyo-sendai", "tohoku-sendai-morioka", "tohoku-morioka-aomori"), 714),
    (("akita-otaru",), 770),
    (("nestucca-pacific-city-hillsboro",), 156),  # 97 miles
]


def table(name: str) -> pd.DataFrame:
    """Read a fact table with its schema checked."""
    return read_table(FACTS, name)


def great_circle_km(row: pd.Series) -> float:
    """Return the geodesic between the ends of a leg in km."""
    return float(WGS84.inv(row["from_lon"], row["from_lat"], row["to_lon"], row["to_lat"])[2]) / 1000


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_unique_slugs_and_every_row_names_its_source(name: str) -> None:
    rows = table(name)
    assert rows["id"].is_unique
    assert rows["id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()
    described: set[str] = set()
    for path in (ROOT / "data" / "sources.d").glob("*.toml"):
        described |= set(tomllib.loads(path.read_text(encoding="utf-8")))
    for row in rows.itertuples():
        if row.date == "unverified":
            assert "assumption" in row.source
            continue
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", row.date), row.id
        for source in row.source.split(" ; "):
            assert source in described or ADDRESS.match(source), (row.id, source)


def test_a_place_stands_at_one_point_wherever_it_is_named() -> None:
    rows = table("fibre_routes")
    ends = pd.concat(
        [
            rows[[f"{end}_place", f"{end}_lon", f"{end}_lat"]].set_axis(["place", "lon", "lat"], axis=1)
            for end in ("from", "to")
        ]
    )
    assert (ends.groupby("place")[["lon", "lat"]].nunique() == 1).all(axis=None)


def test_a_place_that_bears_the_name_of_a_landing_stands_within_its_accuracy_of_it() -> None:
    landings, rows = table("cable_landings").set_index("id"), table("fibre_routes")
    for _, row in rows[rows["id"].str.startswith("backhaul-")].iterrows():
        landing = landings.loc[row["from_place"]]
        metres = WGS84.inv(row["from_lon"], row["from_lat"], landing["lon"], landing["lat"])[2]
        assert metres / 1000 <= landing["accuracy_km"] + 1, row["id"]


def test_no_leg_is_shorter_than_the_great_circle_and_the_route_factor_is_1_3() -> None:
    for _, row in table("fibre_routes").iterrows():
        straight = great_circle_km(row)
        assert row["route_km"] >= straight, row["id"]
        if row["route_basis"] == "route_factor":
            assert row["route_km"] == pytest.approx(1.3 * straight, abs=0.6), row["id"]


def test_published_and_railway_lengths_are_1_1_to_1_4_times_the_great_circle_as_the_route_factor_assumes() -> None:
    rows = table("fibre_routes")
    known = rows[rows["route_basis"].isin(["share_of_published", "railway"]) & (rows["region"] != "")]
    ratio = known["route_km"] / known.apply(great_circle_km, axis=1)
    assert ratio.median() == pytest.approx(1.3, abs=0.1)


@pytest.mark.parametrize(("legs", "km"), CITED, ids=lambda value: value[0] if isinstance(value, tuple) else str(value))
def test_legs_add_up_to_the_length_the_source_states(legs: tuple[str, ...], km: int) -> None:
    assert table("fibre_routes").set_index("id").loc[list(legs), "route_km"].sum() == km


@pytest.mark.parametrize(("region", "least"), [("au", 30), ("jp", 15)])
def test_each_country_has_its_routes_most_of_them_from_a_source(region: str, least: int) -> None:
    rows = table("fibre_routes")
    here = rows[rows["region"] == region]
    assert len(here) >= least
    assert (here["date"] != "unverified").mean() > 0.7


def test_measurements_join_known_hubs_and_none_beats_the_great_circle() -> None:
    hubs = table("hubs").set_index("id")
    for row in table("latency_measurements").itertuples():
        first, last = hubs.loc[row.from_hub], hubs.loc[row.to_hub]
        km = WGS84.inv(first["lon"], first["lat"], last["lon"], last["lat"])[2] / 1000
        assert row.rtt_ms > 2 * km * 1.468 / 299_792.458 * 1000, row.id
