"""The traps of two storm archives: blank winds, signs of latitude and longitude, repeated rows, cut storms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from layers._tracks import southern, storm_lines, typhoons

BOX = (120.0, -40.0, 150.0, 45.0)
HEAD = "Basin,No. of Cycl,Time,V5,V6,Lat,Lon,Speed(knots),lat_tenth,lon_tenth\n"


def southern_file(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def row(time: int, lat: str, lon: str, knots: int, number: int = 3, basin: str = "SI") -> str:
    """One fix; the files' own decimals have lost their signs, as in the archive."""
    return f"{basin},{number},{time}, BEST,0,{lat},{lon},{knots},{float(lat[:-1]) / 10},{float(lon[:-1]) / 10}"


def test_southern_latitudes_are_negative_northern_ones_are_not_and_west_runs_on(tmp_path: Path) -> None:
    file = southern_file(
        tmp_path,
        "a.csv",
        row(1990010100, "185S", "1205E", 100),
        row(1990010106, "34N", "804E", 25, number=4),
        row(1990010112, "185S", "1750W", 50, number=5),
    )
    fixes = southern([file])
    assert fixes["lat"].tolist() == [-18.5, 3.4, -18.5]
    assert fixes["lon"].tolist() == [120.5, 80.4, 185.0]


def test_one_minute_winds_become_ten_minute_winds(tmp_path: Path) -> None:
    fixes = southern([southern_file(tmp_path, "a.csv", row(1990010100, "185S", "1205E", 100))])
    assert fixes["wind_kt"].tolist() == [pytest.approx(93.0)]


def test_repeated_rows_and_second_positions_of_one_time_are_dropped(tmp_path: Path) -> None:
    twice = row(1990010100, "185S", "1205E", 100)
    other = row(1990010100, "190S", "1205E", 100)
    fixes = southern([southern_file(tmp_path, "a.csv", twice, twice, other)])
    assert fixes["lat"].tolist() == [-18.5]


def test_a_storm_cut_between_two_files_is_one_and_seasons_run_from_july(tmp_path: Path) -> None:
    west = southern_file(tmp_path, "w.csv", row(1989123100, "150S", "1340E", 80))
    east = southern_file(tmp_path, "e.csv", row(1990010106, "150S", "1360E", 80, basin="SP"))
    july = southern_file(tmp_path, "j.csv", row(1990070106, "150S", "1360E", 80))
    fixes = southern([west, east, july])
    assert fixes["storm"].tolist() == ["1990-03", "1990-03", "1991-03"]


def test_the_season_before_the_record_is_left_out(tmp_path: Path) -> None:
    early = southern_file(tmp_path, "a.csv", row(1981060100, "150S", "1340E", 80), row(1981070100, "150S", "1340E", 80))
    assert southern([early])["time"].dt.year.tolist() == [1981]
    assert len(southern([early])) == 1


def western_file(folder: Path, winds: list[str], year: int = 2019) -> Path:
    path = folder / "w.parquet"
    times = pd.date_range(f"{year}-10-12", periods=len(winds), freq="6h")
    lon = 138.0 + np.arange(len(winds))
    table = {"SID": "S1", "ISO_TIME": times, "LAT": 35.0, "LON": lon, "WMO_WIND": winds}
    pd.DataFrame(table).to_parquet(path)
    return path


def test_blank_winds_are_interpolated_positions_and_left_out(tmp_path: Path) -> None:
    fixes = typhoons(western_file(tmp_path, ["80 ", " ", "60"]))
    assert fixes["wind_kt"].tolist() == [80.0, 60.0]


def test_years_before_1981_and_the_unfinished_one_are_left_out(tmp_path: Path) -> None:
    assert typhoons(western_file(tmp_path, ["80"], 1980)).empty
    assert typhoons(western_file(tmp_path, ["80"], 2025)).empty
    assert len(typhoons(western_file(tmp_path, ["80"], 2024))) == 1


def test_a_storm_gives_one_line_per_force_it_reached(tmp_path: Path) -> None:
    lines = storm_lines(typhoons(western_file(tmp_path, ["30", "80", "30"])), BOX)
    assert lines["force"].tolist() == ["gale", "hurricane"]
    gale, hurricane = lines.geometry
    assert gale.length > hurricane.length > 0
    # 30 -> 80: 64 kt after 34 / 50 of the step from 138 E.
    assert hurricane.bounds[0] == pytest.approx(138.68)


def test_storms_that_never_come_near_are_left_out(tmp_path: Path) -> None:
    assert storm_lines(typhoons(western_file(tmp_path, ["80", "80"])), (0.0, 0.0, 10.0, 10.0)).empty
