"""Figures that the pages state, computed again."""

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from scipy.spatial import cKDTree

from geo.catalogue.access import Access
from geo.catalogue.layer import Look
from geo.catalogue.store import Artefacts
from geo.decision.codes import VALUE_STEPS
from geo.models.voltage import carrying_voltage
from geo.space.ellipsoid import arc_km, to_ecef
from layers import catalogue
from layers._states import TABLES
from layers._voltage import classes

WGS84 = Geod(ellps="WGS84")
DOCS = Path(__file__).resolve().parents[2] / "docs"
LARGEST_ERROR_M = {0: 0.0, 100: 0.01, 300: 0.3, 500: 1.3, 1000: 10.0, 5000: 400.0}
"""As docs/method.md has it, by upper end of the distance [km]."""


@pytest.mark.parametrize("region", catalogue().regions)
def test_distances_are_as_exact_as_the_page_says(region: str) -> None:
    west, south, east, north = catalogue().region(region).bbox
    rng = np.random.default_rng(3)
    here, there = (np.array([rng.uniform(west, east, 30_000), rng.uniform(south, north, 30_000)]) for _ in range(2))
    km = WGS84.inv(*here, *there)[2] / 1000
    error_m = 1000 * np.abs(arc_km(np.linalg.norm(to_ecef(*here) - to_ecef(*there), axis=-1)) - km)
    for nearer, farther in pairwise(LARGEST_ERROR_M):
        among = (km > nearer) & (km <= farther)
        assert error_m[among].max(initial=0.0) <= LARGEST_ERROR_M[farther] + 0.005


@pytest.mark.parametrize(
    ("region", "load_mw", "redundancy", "kv"),
    [("au", 300, "N-1", 220), ("jp", 300, "N-1", 220), ("au", 300, "N", 132), ("jp", 300, "N", 154)],
)
def test_the_voltage_of_the_examples(region: str, load_mw: float, redundancy: str, kv: float) -> None:
    known = catalogue()
    look = Look(Access(known.data_root, Artefacts({}, known.data_root)), known.region(region))
    assert carrying_voltage(classes(look), load_mw, redundancy, region) == kv
    most = {r: max(c.max_load_mw(r) for c in classes(look)) for r in ("N-1", "N")}
    assert most == {"N-1": 1500, "N": 2250}


def test_rounding_a_value_moves_a_score_by_two_tenths_of_a_point() -> None:
    assert pytest.approx(0.2) == 100 * 0.5 / VALUE_STEPS


def test_three_hundred_megawatts_ask_for_a_peak_of_1667() -> None:
    known = catalogue()
    systems = Access(known.data_root, Artefacts({}, known.data_root)).table("synchronous_systems")
    assert set(systems["max_load_share"]) == {0.18}
    assert math.ceil(300 / 0.18) == 1667
    small = set(systems.loc[systems["peak_mw"] < 300 / 0.18, "system"])
    assert {"au-dkis", "au-mount-isa", "jp-okinawa"} <= small
    assert not {"au-nem-mainland", "au-tasmania", "au-swis", "jp-hokkaido", "jp-east", "jp-west"} & small


def test_light_in_fibre() -> None:
    km_s = 299_792.458 / 1.468
    assert round(km_s) == 204_218
    assert 1e6 / km_s == pytest.approx(4.90, abs=0.005)
    assert 2000 / km_s * 1000 == pytest.approx(9.79, abs=0.005)
    for a, b, ms in (((151.209, -33.868), (139.767, 35.681), 76), ((151.209, -33.868), (144.963, -37.814), 7)):
        assert round(2 * WGS84.inv(*a, *b)[2] / km_s) == ms


def own_prefecture_when_left_out(tables: tuple[str, ...]) -> tuple[int, int]:
    """Places of Japan whose nearest other place, in the degrees that areas are drawn in, is of their own prefecture."""
    known = catalogue()
    look = Look(Access(known.data_root, Artefacts({}, known.data_root)), known.region("jp"))
    rows = pd.concat([look.access.table(name)[["region", "state", "lon", "lat"]] for name in tables])
    here = rows[(rows["region"] == "jp") & (rows["state"] != "")].drop_duplicates(["lon", "lat"])
    _west, south, _east, north = look.region.bbox
    xy = here[["lon", "lat"]].to_numpy() * np.array([np.cos(np.deg2rad((south + north) / 2)), 1.0])
    nearest = cKDTree(xy).query(xy, k=2)[1][:, 1]
    state = here["state"].to_numpy()
    return int((state[nearest] == state).sum()), len(here)


def test_places_left_out_fall_into_their_own_prefecture_as_often_as_the_page_says() -> None:
    text = " ".join((DOCS / "models" / "policy.md").read_text(encoding="utf-8").split())
    (hits, places), (fewer, cities) = (own_prefecture_when_left_out(tables) for tables in (TABLES, ("cities",)))
    assert f"{hits} of the {places} listed places of Japan ({100 * hits / places:.0f} %)" in text
    assert f"of the {cities} cities, judged by cities alone, {fewer} ({100 * fewer / cities:.0f} %)" in text
