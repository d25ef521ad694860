"""The traps of the third-party files that no other test names: each must be there, and be handled."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.catalogue.tables import read_table
from geo.workspace import Workspace
from layers import cloud_regions

FACTS = Path(__file__).resolve().parents[2] / "data" / "facts"
HOST = "raw.githubusercontent.com"
AUSTRALIANS = 27.6e6
"""Residents of Australia in mid-2025 (Australian Bureau of Statistics, National, state and territory population)."""


def mirrored(path: str) -> Path:
    """A file of the mirror, or skip."""
    folder = os.environ.get("SITEWATT_MIRROR")
    if not folder:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(folder) / HOST / path


def test_australian_suburbs_are_not_counted_beside_their_city() -> None:
    cities = read_table(FACTS, "cities").query("region == 'au'")
    assert 0.7 * AUSTRALIANS < cities["population"].sum() < AUSTRALIANS
    for suburb in ("Parramatta", "Blacktown", "Liverpool", "Dandenong", "Footscray", "Fremantle", "Glenelg"):
        assert suburb not in set(cities["name"]), suburb


def test_the_volcano_list_is_latin_1_and_our_table_has_its_names(tmp_path: Path) -> None:
    path = mirrored("plotly/datasets/0c447c47b757ad74edecab31f0d72f849d2e67c2/volcano_db.csv")
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")
    raw = pd.read_csv(path, encoding="latin-1")
    ours = read_table(FACTS, "volcanoes")
    assert all(name.isascii() or name in set(raw["Volcano Name"]) for name in ours["name"])


@pytest.mark.parametrize("file", ["South_indian_hurricane.csv", "South_pacific_hurricane.csv"])
def test_the_southern_storms_lack_their_sign_and_repeat_rows(file: str) -> None:
    folder = "sydney-machine-learning/cyclonedatasets/223d6f4140886cd81ddaff499e75f570c78a19c4"
    raw = pd.read_csv(mirrored(f"{folder}/SouthIndian-SouthPacific-Ocean/{file}"))
    assert (raw["lat_tenth"] > 0).all()
    assert raw.duplicated().any() or raw.duplicated(["No. of Cycl", "Time"]).any()


class Files:
    """Stands for the door to the data."""

    def __init__(self, *files: Path) -> None:
        self.files = files

    def paths(self, _key: str) -> tuple[Path, ...]:
        return self.files


def test_a_closed_cloud_region_a_repeated_one_and_a_product_s_storage_are_left_out(
    bundled: Workspace, tmp_path: Path
) -> None:
    here = {"country": "Japan", "location": "Osaka", "longitude": 135.5, "latitude": 34.7}
    told: dict[str, dict[str, Any]] = {
        "ibm": {"ap-north": here, "jp-osa": here}, "onedrive": {"JPN": here}, "aws": {"ap-northeast-3": here},
    }  # fmt: skip
    files = []
    for provider, regions in told.items():
        files.append(tmp_path / f"{provider}_regions.json")
        files[-1].write_text(json.dumps(regions))
    found = cloud_regions._read(Files(*files), bundled.catalogue.regions["jp"])  # type: ignore[arg-type]
    assert sorted(found["region_code"]) == ["ap-northeast-3", "jp-osa"]
    sydney = {"country": "Australia", "location": "Sydney", "longitude": 151.2, "latitude": -33.9}
    path = tmp_path / "alibaba_regions.json"
    path.write_text(json.dumps({"ap-southeast-2": sydney}))
    assert cloud_regions._read(Files(path), bundled.catalogue.regions["au"]).empty  # type: ignore[arg-type]
