"""Storm tracks of two archives as stretches at gale and hurricane force, in ten-minute winds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.models import cyclone
from geo.space.grid import Bounds

FORCES = {"gale": cyclone.GALE_KT, "hurricane": cyclone.HURRICANE_KT}
FIRST_YEAR = 1981
LAST_YEAR = {"ibtracs-wp": 2024, "southern-cyclones": 2018, "ibtracs-v04r01": 2024}
"""Last year with a whole season; a southern season runs from July, so 1981 to 2018 are 38 seasons.

IBTrACS itself is counted to 2024, the southern seasons to the one that began in July 2024."""
COLUMNS = ["storm", "time", "lon", "lat", "wind_kt"]


def typhoons(path: Path) -> pd.DataFrame:
    """Fixes of western Pacific storms with the ten-minute wind of the regional centre (JMA), since 1981.

    Winds are text and mostly blank before 1977; fixes without a wind are interpolated positions and are left out.
    """
    raw = pd.read_parquet(path, columns=["SID", "ISO_TIME", "LAT", "LON", "WMO_WIND"])
    wind = pd.to_numeric(raw["WMO_WIND"].str.strip(), errors="coerce")
    year = raw["ISO_TIME"].dt.year
    kept = wind.notna() & (year >= FIRST_YEAR) & (year <= LAST_YEAR["ibtracs-wp"])
    fixes = pd.DataFrame(
        {"storm": raw["SID"], "time": raw["ISO_TIME"], "lon": raw["LON"], "lat": raw["LAT"], "wind_kt": wind}
    )
    return _sorted(fixes[kept])


def southern(paths: list[Path]) -> pd.DataFrame:
    """Fixes of southern storms (JTWC), one-minute winds made ten-minute, since the season that began in July 1981.

    The files' own decimal columns lack the sign of south and of west, so places are read from the text ("118S",
    "1750W"). Storms are numbered anew each season over the whole ocean, and the two files cut them at 135 degrees east.
    """
    raw = pd.concat([pd.read_csv(path) for path in paths], ignore_index=True).drop_duplicates()
    raw.columns = [name.strip() for name in raw.columns]
    hour = raw["Time"].astype(int)
    digits = {"year": hour // 10**6, "month": hour // 10**4 % 100, "day": hour // 100 % 100, "hour": hour % 100}
    time = pd.to_datetime(pd.DataFrame(digits))
    season = time.dt.year + (time.dt.month >= 7)
    lon = _tenths(raw["Lon"], "W")
    fixes = pd.DataFrame(
        {
            "storm": season.astype(str) + "-" + raw["No. of Cycl"].astype(str).str.zfill(2),
            "time": time,
            "lon": np.where(lon < 0, lon + 360.0, lon),
            "lat": _tenths(raw["Lat"], "S"),
            "wind_kt": cyclone.ten_minute_kt(raw["Speed(knots)"].to_numpy(float)),
        }
    )
    first, last = FIRST_YEAR + 1, LAST_YEAR["southern-cyclones"] + 1
    return _sorted(fixes[(season >= first) & (season <= last)])


def ibtracs(paths: list[Path], first: int, last: int, starts: int) -> pd.DataFrame:
    """Fixes of the archive's own CSV files with the ten-minute wind of the responsible centre.

    The second line gives units, not a storm. A storm that crosses from one ocean into the next stands in both files;
    spur tracks are drafts of the same storm. Winds are blank at interpolated positions.

    Parameters
    ----------
    first, last : int
        Seasons counted, both ends.
    starts : int
        Month in which a season begins: 1, or 7 south of the equator, where a season is named by its first year.
    """
    columns = ["SID", "ISO_TIME", "LAT", "LON", "WMO_WIND", "TRACK_TYPE"]
    parts = [pd.read_csv(path, usecols=columns, skiprows=[1], low_memory=False, dtype=str) for path in paths]
    raw = pd.concat(parts, ignore_index=True)
    time, lon = pd.to_datetime(raw["ISO_TIME"]), pd.to_numeric(raw["LON"], errors="coerce")
    wind = pd.to_numeric(raw["WMO_WIND"].str.strip(), errors="coerce")
    season = time.dt.year - (time.dt.month < starts)
    kept = wind.notna() & season.between(first, last) & ~raw["TRACK_TYPE"].str.lower().str.startswith("spur")
    fixes = pd.DataFrame(
        {
            "storm": raw["SID"],
            "time": time,
            "lon": lon.where(lon >= 0, lon + 360.0),
            "lat": pd.to_numeric(raw["LAT"], errors="coerce"),
            "wind_kt": wind,
        }
    )
    return _sorted(fixes[kept])


def _tenths(text: pd.Series[str], negative: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Degrees of texts such as "118S": tenths, and a letter that says which side."""
    clean = text.str.strip()
    degrees = clean.str[:-1].astype(float).to_numpy() / 10.0
    return np.asarray(np.where(clean.str[-1] == negative, -degrees, degrees))


def _sorted(fixes: pd.DataFrame) -> pd.DataFrame:
    ordered = fixes[COLUMNS].sort_values(["storm", "time"], kind="stable")
    return ordered.drop_duplicates(["storm", "time"]).reset_index(drop=True)


def storm_lines(fixes: pd.DataFrame, box: Bounds) -> gpd.GeoDataFrame:
    """One line per storm and force reached, for storms with a fix in a box of degrees; stronger ones last.

    Fixes stand in order of storm and time.
    """
    rows = list(_lines(_near(fixes, box)))
    table = pd.DataFrame(rows, columns=["storm", "year", "force", "peak_kt", "geometry"])
    table["name"] = table["storm"]
    table = table.sort_values("peak_kt", kind="stable").reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def _near(fixes: pd.DataFrame, box: Bounds) -> pd.DataFrame:
    inside = fixes["lon"].between(box[0], box[2]) & fixes["lat"].between(box[1], box[3])
    return fixes[fixes["storm"].isin(fixes["storm"][inside].unique())]


def _lines(fixes: pd.DataFrame) -> Iterator[tuple[str, int, str, float, shapely.MultiLineString]]:
    storms, years = fixes["storm"].to_numpy(), fixes["time"].dt.year.to_numpy()
    hours = fixes["time"].to_numpy("datetime64[s]").astype(np.int64) / 3600.0
    lon, lat, wind = (fixes[name].to_numpy(float) for name in ("lon", "lat", "wind_kt"))
    starts = [0, *(np.flatnonzero(storms[1:] != storms[:-1]) + 1), len(storms)]
    for start, end in pairwise(starts):
        one = slice(start, end)
        for force, knots in FORCES.items():
            found = cyclone.stretches(hours[one], lon[one], lat[one], wind[one], knots)
            if found:
                lines = shapely.MultiLineString([part if len(part) > 1 else part * 2 for part in found])
                yield str(storms[start]), int(years[start]), force, float(np.nanmax(wind[one])), lines
