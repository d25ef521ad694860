"""Own evidence draws on its owner's map and in no answer that could be handed on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.exchange.ledger import reader, write_ledger
from geo.exchange.results import to_csv, to_geojson
from geo.models.ledger import LedgerRow
from geo.ui.outlook import outlook
from geo.web import urls
from geo.workspace import Workspace

ROW = LedgerRow(
    bus="Secret bus",
    region="jp",
    lon=140.15,
    lat=35.80,
    radius_km=50,
    firm_mw=300,
    year=2029,
    confidence="high",
    note="do not tell",
    date="2026-05-01",
)


@pytest.fixture
def owner(bundled_jp: Workspace, tmp_path: Path) -> Workspace:
    """Japan, built, with one answer round Inzai."""
    path = tmp_path / "ledger.csv"
    write_ledger(path, [ROW])
    known = bundled_jp.catalogue
    workspace = Workspace(known, bundled_jp.cache, reader(path, known.regions))
    workspace.build(workspace.region("jp"), known.scenario("jp"))
    return workspace


def test_the_json_route_answers_as_if_there_were_no_ledger(owner: Workspace, client_of: Callable[..., Any]) -> None:
    client = client_of(owner)
    answer = client.get(urls.score_url("jp", 140.15, 35.80, "", start="/"))
    told = json.loads(answer.body)
    assert answer.status == 200
    assert told["gates"]["power_date"] == "unknown"
    assert told["data_fingerprint"] == owner.public.region("jp").fingerprint
    assert ROW.bus not in answer.body.decode()


def test_the_drawn_layer_holds_public_statements_alone(owner: Workspace, client_of: Callable[..., Any]) -> None:
    digest = owner.region("jp").layer_digest("power_date")
    assert digest != owner.public.region("jp").layer_digest("power_date")
    answer = client_of(owner).get(urls.layer_url("jp", "power_date", digest, start="/"))
    assert answer.status == 200
    assert ROW.bus not in answer.body.decode()


def test_downloads_leave_out_what_the_page_shows_its_owner(owner: Workspace) -> None:
    seen = outlook(owner, owner.catalogue.scenario("jp"))
    shown, handed_on = seen.ranking.table, seen.exported.table
    assert (shown["gate_power_date"] == "pass").any()
    assert not (handed_on["gate_power_date"] == "pass").any()
    assert handed_on["percentile"].notna().any()
    for content in (to_geojson(seen.exported), to_csv(seen.exported)):
        assert ROW.bus not in content.decode()


def test_without_own_evidence_nothing_is_made_twice(bundled_jp: Workspace) -> None:
    assert bundled_jp.for_others is bundled_jp
    seen = outlook(bundled_jp, bundled_jp.catalogue.scenario("jp"))
    assert seen.exported is seen.ranking
