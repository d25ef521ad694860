"""The traps of the hazard files: unfinished years, deep shocks, unknown slip, editions, and what a bound means."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from geo.catalogue.region import Region
from geo.decision.brief import Brief
from geo.decision.criterion import Inputs
from geo.places import PlaceFields
from geo.workspace import Workspace
from layers import catalogue, earthquakes, faults, local_earthquakes, surge, volcanoes
from layers.climate import LAYER as CLIMATE

REGION: Any = Region(
    key="toy", title="Toyland", bbox=(150.0, -34.0, 151.0, -33.0), crs="EPSG:3577", cell_m=1000, margin_km=50,
    centre=(150.5, -33.5), zoom=8, currency="AUD",
)  # fmt: skip


class Files:
    """Stands for the door to the data: one file for every question."""

    def __init__(self, path: Path) -> None:
        self.file = path

    def path(self, _key: str, _member: str | None = None) -> Path:
        return self.file


def test_only_strong_shallow_shocks_of_whole_years_count_and_each_is_its_share_of_a_decade(tmp_path: Path) -> None:
    path = tmp_path / "cmt.db"
    shocks = [
        ("1976-01-06 21:08:19", 33.0, 6.2),
        ("2016-12-31 00:00:00", 100.0, 5.5),
        ("2017-03-01 00:00:00", 10.0, 7.0),  # an unfinished year
        ("1990-01-01 00:00:00", 400.0, 7.0),  # deep
        ("1990-01-01 00:00:00", 10.0, 5.4),  # weak
    ]
    with closing(sqlite3.connect(path)) as archive:
        archive.execute("CREATE TABLE earthquake (time datetime, lat float, lon float, depth float, mag float)")
        archive.executemany("INSERT INTO earthquake VALUES (?, -33.5, 150.5, ?, ?)", shocks)
        archive.commit()
    found = earthquakes._read_cmt(Files(path), REGION)  # type: ignore[arg-type]
    assert found["time"].tolist() == ["1976-01-06", "2016-12-31"]
    assert found["per_decade"].tolist() == pytest.approx([10 / 41, 10 / 41])
    assert found["name"].iloc[0] == "Mw 6.2, 1976-01-06"


def test_both_catalogues_give_a_rate_over_their_own_years(tmp_path: Path) -> None:
    path = tmp_path / "isc.csv"
    path.write_text(
        "year,month,day,longitude,latitude,depth,magnitude\n2013,5,6,150.5,-33.5,10,6.0\n2014,1,1,150.5,-33.5,10,6.0\n"
    )
    found = earthquakes._read_isc_gem(Files(path), REGION)  # type: ignore[arg-type]
    assert found["time"].tolist() == ["2013-05-06"]
    assert found["per_decade"].tolist() == pytest.approx([10 / 38])


def test_a_slip_rate_of_zero_stands_for_one_that_was_not_found(tmp_path: Path) -> None:
    raw = gpd.GeoDataFrame(
        {"Name": ["A ", "B"], "Length": [10, 20], "SL_RT_LT": [0, 17]},
        geometry=[LineString([(150.0, -33.0), (150.2, -33.1)])] * 2,
        crs=4326,
    )
    path = tmp_path / "FSD_simple_faults_plus_vert2.shp"
    raw.to_file(path)
    found = faults._read(Files(path), REGION)  # type: ignore[arg-type]
    assert found["name"].tolist() == ["A", "B"]
    assert np.isnan(found["slip_m_per_myr"].iloc[0])
    assert found["slip_m_per_myr"].iloc[1] == 17


def test_hazards_bar_nothing_unless_asked(bundled: Workspace) -> None:
    for layer in (faults.LAYER, surge.LAYER, volcanoes.LAYER):
        assert all(not constraint.on for constraint in layer.constraints)
    assert all(c.weight == 0 for layer in (faults.LAYER, surge.LAYER, volcanoes.LAYER, CLIMATE) for c in layer.criteria)
    assert not {"fault_rupture", "surge_zone", "volcano_near"} & set(
        bundled.catalogue.limits(bundled.catalogue.scenario("jp"))
    )


def test_a_limit_bars_what_is_nearer_and_never_the_unknown() -> None:
    inputs = Inputs({"volcanoes.distance_km": np.array([5.0, 15.0, 80.0, np.nan])}, Brief())
    constraint = volcanoes.LAYER.constraints[0]
    assert constraint.excludes(inputs, 15.0).tolist() == [True, False, False, False]


def test_a_listed_zone_speaks_within_thirty_kilometres_and_gives_way_to_a_trace() -> None:
    nan = np.nan
    inputs = Inputs(
        {
            "faults.distance_km": np.array([nan, nan, nan, 40.0, 1.0]),
            "fault_zones.distance_km": np.array([5.0, 30.5, nan, 5.0, nan]),
        },
        Brief(),
    )
    criterion = faults.LAYER.criteria[0]
    assert criterion.derive is not None
    assert criterion.bounds is not None
    assert criterion.raw(inputs) == pytest.approx([5.0, nan, nan, 40.0, 1.0], nan_ok=True)
    low, high = (bound(inputs) for bound in criterion.bounds)
    # Zones are good to 8 km, traces to 3 km; no distance is below nothing.
    assert low == pytest.approx([0.0, nan, nan, 37.0, 0.0], nan_ok=True)
    assert high == pytest.approx([13.0, nan, nan, 43.0, 4.0], nan_ok=True)
    assert not faults.LAYER.constraints[0].excludes(inputs, 20.0)[:4].any()


def test_places_on_one_listed_zone_share_its_failure_group(bundled: Workspace) -> None:
    group = faults.LAYER.failure_groups["fault"]
    lon, lat = np.array([135.49, 135.40, 141.35]), np.array([34.75, 34.52, 43.06])
    toyonaka, sakai, sapporo = group.of(bundled.region("jp"), lon, lat, Brief())
    assert toyonaka == sakai == ("Uemachi fault zone",)
    assert sapporo == ()


def test_town_factors_speak_for_25_km_and_no_farther(bundled: Workspace) -> None:
    # Dubbo 0.015 (NSHA18); 0.2 degrees north is 22 km, 0.3 degrees 33 km, with no other listed town near.
    data = bundled.region("au")
    fields = PlaceFields(data, np.array([148.605, 148.605]), np.array([-32.043, -31.943]))
    near, far = fields.field("seismic_hazard.pga_g", Brief())
    assert near == pytest.approx(0.015, abs=0.0006)
    assert np.isnan(far)


def test_japan_has_no_acceleration_but_a_bound_of_the_newest_edition(bundled: Workspace) -> None:
    features = bundled.region("jp").features("seismic_hazard")
    assert isinstance(features, gpd.GeoDataFrame)
    assert features["pga_g"].isna().all()
    capitals = features.set_index("name")
    assert len(capitals) == 47
    assert capitals.loc["Chiba", "edition"] == 2020
    assert capitals.loc["Chiba", "p30_percent"] == 62
    assert capitals.loc["Tokyo", "pga_at_least_g"] == 0.40
    assert capitals.loc["Sapporo", "pga_at_most_g"] == 0.40
    fields = PlaceFields(bundled.region("jp"), np.array([139.692]), np.array([35.69]))
    assert np.isnan(fields.field("seismic_hazard.pga_g", Brief())).all()


def test_the_last_of_two_columns_of_one_name_is_the_magnitude_and_names_are_latin(tmp_path: Path) -> None:
    path = tmp_path / "cat.csv"
    head = "DATESTR,LON,LAT,DEP,PREFMW,COMM,PREFMW\n"
    rows = "1979-06-02 09:47:00,117.18,-30.81,6,,Cadoux\xe9; WA,6.1\n1950-01-01 00:00:00,117.18,-30.81,6,5,A,5.0\n"
    path.write_bytes((head + rows + "1990-01-01 00:00:00,150.0,-33.0,6,4.5,B,3.9\n").encode("latin-1"))
    found = local_earthquakes._read(Files(path), REGION)  # type: ignore[arg-type]
    assert found["name"].tolist() == ["Mw 6.1, 1979-06-02"]
    assert found["place"].tolist() == ["Cadouxé; WA"]


def test_a_hazard_is_a_cost_and_bars_only_when_asked_in_rupture_flood_sea_and_vent_zones() -> None:
    hazards = [layer for layer in catalogue().layers.values() if layer.theme == "hazard"]
    rules = {rule.key: rule for layer in hazards for rule in layer.constraints}
    assert set(rules) == {"fault_rupture", "flood_zone", "surge_zone", "volcano_near"}
    assert not any(rule.on for rule in rules.values())
    scored = {criterion.key for layer in hazards for criterion in layer.criteria}
    assert {"earthquake_pga", "cyclone_hurricane", "volcano_distance", "surge_reach", "flood_depth"} <= scored
