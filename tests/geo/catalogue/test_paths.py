"""Our data, the cache and the mirror are found from anywhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo.catalogue import paths
from geo.errors import CacheError

ROOT = Path(paths.__file__).resolve().parents[2]


def test_the_data_of_a_clone_are_found_whatever_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (paths.data_root() / "artefacts.toml").is_file()


def test_an_installed_wheel_uses_its_own_data_and_not_a_folder_called_data(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "geo", tmp_path / "geo", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data" / "regions").mkdir(parents=True)
    (tmp_path / "layers" / "_data" / "regions").mkdir(parents=True)
    code = "from geo.catalogue.paths import data_root; print(data_root())"
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(said.stdout.strip()) == (tmp_path / "layers" / "_data").resolve()


def test_a_package_without_its_data_says_where_it_looked(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "geo", tmp_path / "geo", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data" / "regions").mkdir(parents=True)
    code = "from geo.catalogue.paths import data_root; data_root()"
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "the data folder is missing" in said.stderr
    assert "layers" in said.stderr


def test_the_cache_is_the_named_folder_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITEWATT_CACHE", str(tmp_path))
    assert paths.cache_root() == tmp_path / "v1"
    assert not (tmp_path / "v1").exists(), "asking makes no folder"


def test_without_a_named_cache_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITEWATT_CACHE", " ")
    assert paths.cache_root().name == "v1"
    assert paths.cache_root().parent.name == "sitewatt"


def test_a_mirror_that_is_not_there_is_an_error_and_not_a_silent_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEWATT_MIRROR", str(tmp_path))
    assert paths.mirror_root() == tmp_path
    monkeypatch.setenv("SITEWATT_MIRROR", "")
    assert paths.mirror_root() is None
    monkeypatch.setenv("SITEWATT_MIRROR", str(tmp_path / "gone"))
    with pytest.raises(CacheError, match="gone"):
        paths.mirror_root()
