"""Land for a campus: areas and radii by hand, shares of classes, relief, and the densities that pages give."""

from __future__ import annotations

import numpy as np
import pytest

from geo.catalogue.paths import data_root
from geo.catalogue.tables import read_table
from geo.errors import InputError
from geo.models.land import (
    CAMPUS_MW_PER_HA,
    HIGH_MW_PER_HA,
    LOAD_CLASSES_MW,
    LOW_MW_PER_HA,
    OPEN_SHARE,
    buildable_percent,
    campus_area_ha,
    campus_radius_km,
    campuses_that_fit,
    density_range,
    level_share,
    load_class_mw,
    open_share,
    relief_m,
    search_radius_km,
    slope_percent,
)


def test_300_megawatts_take_30_hectares() -> None:
    assert campus_area_ha(300) == pytest.approx(30.0)
    assert campus_area_ha(300, LOW_MW_PER_HA) == pytest.approx(100.0)


def test_the_radius_of_a_disc_as_large_as_the_campus() -> None:
    assert campus_radius_km(314.159265) == pytest.approx(np.sqrt(0.1), rel=1e-6)
    assert search_radius_km(500) == pytest.approx(3.989, abs=0.001)


def test_within_ten_times_its_radius_the_campus_takes_one_percent() -> None:
    assert campuses_that_fit(1.0, search_radius_km(500), 500) == pytest.approx(1.0)
    assert campuses_that_fit(50.0, search_radius_km(300), 300) == pytest.approx(50.0)


@pytest.mark.parametrize(("load", "top"), [(20, 500), (300, 500), (500, 500), (501, 2000), (2000, 2000)])
def test_a_load_belongs_to_the_smallest_class_that_holds_it(load: float, top: float) -> None:
    assert load_class_mw(load) == top
    assert top in LOAD_CLASSES_MW


@pytest.mark.parametrize("load", [0.0, -1.0, float("nan"), float("inf")])
def test_a_campus_without_a_load_is_refused(load: float) -> None:
    with pytest.raises(InputError):
        campus_area_ha(load)


def test_open_shares_follow_the_tree_cover_of_the_classes() -> None:
    assert sorted(OPEN_SHARE) == list(range(17))
    water, forest, woody, savanna, grass = open_share(np.array([0, 1, 8, 9, 10]))
    assert water == 0
    assert forest < woody < savanna < grass
    assert np.isnan(open_share(np.array([255, 40]))).all()


def test_relief_is_the_spread_of_nine_cells_and_the_sea_lies_at_zero() -> None:
    heights = np.array([[0.0, 28.0, 56.0], [28.0, np.nan, 84.0], [0.0, 28.0, 112.0]])
    assert relief_m(heights)[1, 1] == pytest.approx(112.0)


def test_level_share_falls_with_relief() -> None:
    assert level_share(np.array([0.0, 200.0, 300.0, 2000.0])) == pytest.approx([1.0, 0.7, 0.5, 0.0])
    assert np.isnan(level_share(np.array([np.nan])))[0]


def test_flat_grassland_is_buildable_and_a_forested_mountain_is_not() -> None:
    grass, mountain = buildable_percent(np.array([10, 5]), np.array([0.0, 1200.0]))
    assert grass == pytest.approx(95.0)
    assert mountain == 0


def test_the_planning_density_lies_within_what_pages_publish() -> None:
    rows = read_table(data_root() / "facts", "campus_density")
    least, median, greatest = density_range(rows["load_mw"].tolist(), rows["area_ha"].tolist())
    assert least == pytest.approx(2.2, abs=0.05)
    assert greatest == pytest.approx(38.6, abs=0.1)
    assert least < LOW_MW_PER_HA < CAMPUS_MW_PER_HA < median < HIGH_MW_PER_HA < greatest


def test_a_plane_that_rises_five_metres_in_a_hundred_has_five_percent_of_slope() -> None:
    # At the equator a hundredth of a degree is 1,111.95 m.
    step = 0.01
    rise = 0.05 * step * 111_195.0
    north = np.arange(5)[::-1, None] * rise * np.ones((1, 5))
    assert slope_percent(north, 0.0, step) == pytest.approx(np.full((5, 5), 5.0))
    assert slope_percent(north.T, 60.0, step) == pytest.approx(np.full((5, 5), 10.0))


def test_slope_beside_an_unknown_height_is_unknown() -> None:
    heights = np.zeros((3, 3))
    heights[1, 1] = np.nan
    assert np.isnan(slope_percent(heights, 0.0, 0.01)[1, 0])
