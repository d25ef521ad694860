"""Own evidence in the power layer: it moves fields and addresses, and nothing of it is drawn or handed on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo.decision.brief import Brief
from geo.exchange.ledger import boxes_of, reader, write_ledger
from geo.models.ledger import Ledger, LedgerRow
from geo.places import PlaceFields
from geo.report import details_at
from geo.workspace import Workspace
from layers import catalogue

PLACE = (150.851, -33.807)
ROW = LedgerRow(
    bus="Secret West",
    region="au",
    lon=150.828,
    lat=-33.816,
    radius_km=6,
    firm_mw=400,
    year=2029,
    confidence="high",
    note="do not tell",
    date="2026-05-01",
)


def gate(workspace: Workspace, lon: float, lat: float) -> float:
    data = workspace.region("au")
    criterion = data.catalogue.criteria["power_date"]
    fields = PlaceFields(data, np.array([lon]), np.array([lat]))
    return float(criterion.raw(fields.inputs(criterion.fields, Brief()))[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.csv"


@pytest.fixture
def workspace(path: Path, tmp_path: Path) -> Workspace:
    known = catalogue()
    return Workspace(known, tmp_path / "cache" / "v1", reader(path, known.regions))


def test_own_evidence_passes_a_place_that_fails_in_public_and_only_there(path: Path, workspace: Workspace) -> None:
    assert gate(workspace, *PLACE) == 0.0
    write_ledger(path, [ROW])
    assert gate(workspace, *PLACE) == 1.0
    assert gate(workspace, 150.70, -33.75) == 0.0, "14 km away the public statement stands"
    assert gate(workspace.public, *PLACE) == 0.0
    path.unlink()
    assert gate(workspace, *PLACE) == 0.0


def test_own_evidence_moves_the_fields_of_its_region_and_layer_alone(path: Path, workspace: Workspace) -> None:
    before = {region: workspace.region(region) for region in ("au", "jp")}
    write_ledger(path, [ROW])
    after = {region: workspace.region(region) for region in ("au", "jp")}
    assert after["au"].fingerprint != before["au"].fingerprint
    assert after["jp"].fingerprint == before["jp"].fingerprint
    moved = [
        key for key in workspace.catalogue.layers if after["au"].layer_digest(key) != before["au"].layer_digest(key)
    ]
    assert moved == ["power_date"]
    name = "power_date.statements"
    assert after["au"].field_digest(name, "") != before["au"].field_digest(name, "")
    assert workspace.public.region("au").fingerprint == before["au"].fingerprint


def test_nothing_of_it_is_among_the_features_or_in_an_address(path: Path, workspace: Workspace) -> None:
    public = workspace.public.region("au").features("power_date")
    write_ledger(path, [ROW])
    data = workspace.region("au")
    features = data.features("power_date")
    assert features is not None
    assert public is not None
    assert features.equals(public)
    for address in (data.layer_digest("power_date"), data.fingerprint):
        assert not {"Secret", "400", "do not tell"} & set(address.split("-"))


def test_an_answer_without_paper_changes_no_gate(path: Path, workspace: Workspace) -> None:
    write_ledger(path, [LedgerRow(**{**vars(ROW), "confidence": "low"})])
    assert gate(workspace, *PLACE) == 0.0


def test_the_same_ledger_is_the_same_region_state(path: Path, workspace: Workspace) -> None:
    write_ledger(path, [ROW])
    assert workspace.region("au") is workspace.region("au")
    assert workspace.ledger == Ledger((ROW,))
    assert dict(boxes_of(workspace.catalogue.regions))["au"][0] < 113


def test_the_owner_is_told_every_answer_and_others_none(path: Path, workspace: Workspace) -> None:
    rumour = LedgerRow(**{**vars(ROW), "bus": "Pub talk", "confidence": "low", "firm_mw": 900.0})
    write_ledger(path, [ROW, rumour])
    told = details_at(workspace.region("au"), Brief(), *PLACE)["power_date"]["headroom"]
    assert (told["gate"], told["reason"]) == ("pass", "own evidence: 400 MW firm by 2029")
    assert told["fact"] == {
        "id": "own: Secret West", "name": "Secret West", "kind": "own", "source": "my own evidence", "date": ROW.date,
    }  # fmt: skip
    assert [row["bus"] for row in told["own_evidence"]] == ["Secret West", "Pub talk"]
    public = details_at(workspace.public.region("au"), Brief(), *PLACE)["power_date"]["headroom"]
    assert (public["gate"], public.get("own_evidence")) == ("fail", None)
