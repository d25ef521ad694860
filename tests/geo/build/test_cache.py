"""The field cache: whole files or none, damaged ones made anew, one fingerprint per state of the data."""

import os

import numpy as np
import pytest

from geo.build.fields import build_fields, every_field, missing_fields
from geo.errors import CacheError
from geo.workspace import Workspace


def test_what_is_built_is_found_again_and_not_built_twice(toy: Workspace) -> None:
    data = toy.region("toy")
    steps = []
    assert build_fields(data, toy.fields, every_field(data), steps.append) == len(every_field(data)) == len(steps)
    assert build_fields(data, toy.fields, every_field(data)) == 0
    assert (steps[-1].done, steps[-1].total) == (len(steps), len(steps))


def test_a_damaged_field_is_removed_and_built_again(toy: Workspace) -> None:
    data = toy.region("toy")
    build_fields(data, toy.fields, every_field(data))
    path = toy.fields.path(data, "plants.mw", "")
    path.write_bytes(path.read_bytes()[:200])
    assert missing_fields(data, toy.fields, [("plants.mw", "")]) == [("plants.mw", "")]
    assert build_fields(data, toy.fields, [("plants.mw", "")]) == 1
    codes = toy.fields.open(data, "plants.mw", "")
    assert codes is not None
    assert codes.shape == (data.land_cells.count,)


def test_no_half_written_file_stays_when_the_disk_refuses(toy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    data = toy.region("toy")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(CacheError, match="No space left"):
        toy.fields.save(data, "plants.mw", "", np.zeros(data.land_cells.count, np.uint16))
    assert not [p for p in toy.cache.rglob("*") if p.is_file()]


def test_the_fingerprint_moves_with_the_grid_and_the_field(toy: Workspace) -> None:
    coarse, fine = toy.region("toy", 2000.0), toy.region("toy")
    assert coarse.fingerprint != fine.fingerprint
    assert fine.field_digest("stations.distance_km", "132kV") != fine.field_digest("stations.distance_km", "220kV")


def test_fields_of_a_coarser_grid_are_built_beside(toy: Workspace) -> None:
    coarse = toy.region("toy", 2000.0)
    build_fields(coarse, toy.fields, every_field(coarse))
    codes = toy.fields.open(coarse, "plants.mw", "")
    assert codes is not None
    assert codes.shape == (coarse.land_cells.count,)


def test_the_land_mask_is_cut_once(toy: Workspace) -> None:
    data = toy.region("toy")
    first = data.land.labels
    toy.refresh()
    again = toy.region("toy").land.labels
    np.testing.assert_array_equal(first, again)
    assert {path.name.split(".", 1)[1] for path in (toy.cache / "land").iterdir()} == {"labels.npy", "transform.npy"}


def test_the_land_cells_are_picked_once_for_each_grid(toy: Workspace) -> None:
    data, coarser = toy.region("toy"), toy.region("toy", 2000.0)
    assert data.land_digest != coarser.land_digest
    assert (
        data.land_cells.raster(np.ones(data.land_cells.count, np.bool_), np.False_) == data.land.on_grid(data.grid)
    ).all()
    assert data.land_cells.count > 0
    again = toy.land.marks(f"toy-{data.land_digest}", lambda: np.zeros((0, 0), np.uint64))
    assert (again == data.land_cells.marks).all()


def test_an_overview_is_picked_once_and_kept_beside_its_field(toy: Workspace) -> None:
    data = toy.region("toy")
    assert toy.fields.overview(data, "plants.mw", "", 4) is None
    build_fields(data, toy.fields, every_field(data))
    whole = toy.fields.open(data, "plants.mw", "")
    first = toy.fields.overview(data, "plants.mw", "", 4)
    assert whole is not None
    assert first is not None
    assert (first == whole[data.land_cells.overview(4)[1]]).all()
    (path,) = toy.cache.rglob("plants.mw-*.4.npy")
    numbers, content = np.array(first), path.read_bytes()
    path.unlink()
    path.write_bytes(content[:200])
    again = toy.fields.overview(data, "plants.mw", "", 4)
    assert again is not None
    assert (again == numbers).all()


def test_without_room_for_an_overview_there_is_none(toy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    data = toy.region("toy")
    build_fields(data, toy.fields, every_field(data))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert toy.fields.overview(data, "plants.mw", "", 4) is None


def test_fields_that_nobody_opens_for_a_month_are_removed_when_others_are_built(toy: Workspace) -> None:
    data = toy.region("toy")
    build_fields(data, toy.fields, every_field(data))
    unused, opened = (toy.fields.path(data, name, "") for name in ("plants.mw", "ground.land"))
    land, former = next((toy.cache / "land").glob("*.labels.npy")), toy.cache / "land" / "toy-former.npz"
    former.touch()
    for path in (unused, opened, land, former):
        os.utime(path, (0, 0))
    assert toy.fields.open(data, "ground.land", "") is not None
    coarse = toy.region("toy", 2000.0)
    assert coarse.land
    build_fields(coarse, toy.fields, every_field(coarse))
    assert opened.exists()
    assert land.exists()
    assert not unused.exists()
    assert not former.exists()
