"""Groups of neighbouring places: a partition, and no measure that depends on who shares a group with whom."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine

from geo.space.disc import DiscMean
from geo.space.ellipsoid import to_ecef
from geo.space.groups import GROUP, neighbours
from geo.space.nearest import nearest_at_points
from geo.space.raster import RasterSource
from geo.space.shapes import Segments
from geo.space.splat import sum_at_points
from geo.space.tally import count_at_points

RNG = np.random.default_rng(11)
LON, LAT = RNG.uniform(113, 154, 700), RNG.uniform(-44, -10, 700)
SITES = to_ecef(RNG.uniform(113, 154, 300), RNG.uniform(-44, -10, 300))
TABLE = np.hstack([SITES, RNG.normal(0, 20, (300, 3)), np.zeros((300, 1))])
TABLE[:, 6] = 1.0 / (TABLE[:, 3:6] ** 2).sum(axis=1)


def one_at_a_time(measure: object) -> np.ndarray:
    """The same measure for each place alone."""
    return np.array([measure(LON[n : n + 1], LAT[n : n + 1])[0] for n in range(LON.size)])  # type: ignore[operator]


def test_every_place_is_in_exactly_one_group_of_its_own_code() -> None:
    code = RNG.integers(0, 3, LON.size)
    groups = neighbours(to_ecef(LON, LAT), code)
    assert sorted(np.concatenate(groups)) == list(range(LON.size))
    assert all(group.size <= GROUP and len(set(code[group])) == 1 for group in groups)


def test_neighbours_share_a_group() -> None:
    lon = np.tile([115.0, 150.0], 16)
    groups = neighbours(to_ecef(lon, np.full(32, -30.0)), np.zeros(32, np.int64))
    halves = [lon[group] for group in np.array_split(np.concatenate(groups), 2)]
    assert [set(half) for half in halves] in ([{115.0}, {150.0}], [{150.0}, {115.0}])


def test_no_places_are_no_groups() -> None:
    assert neighbours(np.empty((0, 3)), np.empty(0, np.int64)) == []


@pytest.mark.parametrize("cap_km", [50.0, 20100.0])
def test_the_nearest_of_many_places_is_the_nearest_of_each_alone(cap_km: float) -> None:
    shapes = Segments(TABLE, np.arange(300))
    who, km = nearest_at_points(shapes, LON, LAT, cap_km)
    assert np.array_equal(km, one_at_a_time(lambda x, y: nearest_at_points(shapes, x, y, cap_km)[1]))
    assert np.array_equal(who, one_at_a_time(lambda x, y: nearest_at_points(shapes, x, y, cap_km)[0]))


def test_a_place_never_takes_a_segment_of_another_code() -> None:
    here, there = RNG.integers(0, 2, LON.size), RNG.integers(0, 2, 300)
    who, _ = nearest_at_points(Segments(TABLE, np.arange(300)), LON, LAT, 20100.0, here, there)
    assert np.array_equal(there[who], here)


def test_sums_at_many_places_are_the_sums_at_each_alone() -> None:
    weight, xyz = RNG.uniform(0, 5, 300), TABLE[:, :3]
    together = sum_at_points(xyz, weight, LON, LAT, 300.0)
    assert together.max() > 0
    assert np.array_equal(together, one_at_a_time(lambda x, y: sum_at_points(xyz, weight, x, y, 300.0)))


def test_counts_at_many_places_are_the_counts_at_each_alone() -> None:
    ids = np.repeat(np.arange(100), 3)
    together = count_at_points(TABLE, ids, LON, LAT, 300.0)
    assert together.max() > 1
    assert np.array_equal(together, one_at_a_time(lambda x, y: count_at_points(TABLE, ids, x, y, 300.0)))


def test_disc_means_at_many_places_are_those_at_each_alone() -> None:
    values = RNG.uniform(0, 100, (80, 90)).astype(np.float32)
    values[20:30, 30:50] = np.nan
    raster = RasterSource(values, Affine(0.5, 0.0, 112.0, 0.0, -0.5, -9.0))
    disc = DiscMean(radius_km=60.0)
    together = disc.at_points(raster, LON, LAT)
    alone = one_at_a_time(lambda x, y: disc.at_points(raster, x, y))
    np.testing.assert_allclose(together, alone, rtol=1e-6)
    assert np.isfinite(together).any()
    assert np.isnan(disc.at_points(raster, [0.0, np.nan], [0.0, -20.0])).all()
