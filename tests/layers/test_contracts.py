"""What every layer, criterion, constraint, region and preset must keep, walked one by one."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

import layers
from geo.decision.brief import Brief
from geo.places import PlaceFields
from geo.space.coding import UNKNOWN_CODE
from geo.workspace import Workspace
from layers import catalogue

CATALOGUE = catalogue()
REGIONS = tuple(CATALOGUE.regions)
NO_FIGURES = {"au": {"reserve_margin", "policy_efficiency_rule", "policy_infrastructure_security"}, "jp": set()}
"""Criteria for which no fact was found in a country: unknown there, and told so (docs/models/energy.md, policy.md)."""
CAPITALS = {"au": ["Sydney", "Perth", "Hobart", "Darwin"], "jp": ["Tokyo", "Osaka", "Sapporo", "Naha"]}


def places(workspace: Workspace, region: str) -> PlaceFields:
    data = workspace.region(region)
    points = np.array(list(data.region.places.values()))
    return PlaceFields(data, points[:, 0], points[:, 1])


@pytest.mark.parametrize("key", CATALOGUE.layers)
def test_a_layer_explains_itself(key: str) -> None:
    layer = CATALOGUE.layers[key]
    assert layer.key == key
    assert layer.title
    assert layer.description.endswith(".")
    assert layer.readers
    for reader in layer.readers:
        assert reader.sources or reader.tables, "a reader names its sources or fact tables"


@pytest.mark.parametrize("key", CATALOGUE.layers)
@pytest.mark.parametrize("region", REGIONS)
def test_features_lie_in_the_region_and_carry_what_the_style_shows(bundled: Workspace, region: str, key: str) -> None:
    data = bundled.region(region)
    features = data.features(key)
    layer = CATALOGUE.layers[key]
    if features is None:
        here = [r for r in layer.readers if r.regions is None or region in r.regions]
        assert all(reader.tier != "bundled" for reader in here), "a bundled reader always reads"
        return
    assert isinstance(features, gpd.GeoDataFrame)
    assert len(features)
    assert features.crs == "EPSG:4326"
    west, south, east, north = features.total_bounds
    box = data.region.bbox
    assert west > box[0] - 12
    assert east < box[2] + 12
    assert south > box[1] - 5
    assert north < box[3] + 5
    if layer.style.by:
        assert layer.style.by in features.columns


@pytest.mark.parametrize("key", CATALOGUE.criteria)
def test_a_criterion_has_unit_reason_evidence_and_reference(key: str) -> None:
    criterion = CATALOGUE.criteria[key]
    assert criterion.unit
    assert len(criterion.rationale) > 20
    assert criterion.references
    assert criterion.group
    assert criterion.weight >= 0
    assert criterion.value_function.describe(criterion.unit)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("key", CATALOGUE.criteria)
def test_a_criterion_is_finite_or_unknown_and_its_value_in_range(bundled: Workspace, region: str, key: str) -> None:
    fields = places(bundled, region)
    criterion = CATALOGUE.criteria[key]
    raw = criterion.raw(fields.inputs(criterion.fields, Brief()))
    assert not np.isinf(raw).any()
    values = criterion.value_function(raw)
    known = values[np.isfinite(values)]
    assert ((known >= 0) & (known <= 1)).all()
    assert np.array_equal(np.isnan(values), np.isnan(raw))


@pytest.mark.parametrize("region", REGIONS)
def test_with_data_fetched_every_criterion_is_finite_in_range_and_known_somewhere(
    fetched: Workspace, region: str
) -> None:
    """At the candidate sites and on a coarse net over the region; where only a live service fills a layer, after it was
    asked."""
    data = fetched.region(region)
    west, south, east, north = data.region.bbox
    net = np.meshgrid(np.linspace(west, east, 14), np.linspace(south, north, 12))
    sites = data.features("candidate_sites")
    assert isinstance(sites, gpd.GeoDataFrame)
    lon, lat = (np.concatenate([sites[name], net[axis].ravel()]) for axis, name in enumerate(("lon", "lat")))
    fields = PlaceFields(data, lon, lat, keep=False)
    raw, unknown = fields.raw(Brief()), set()
    for key, values in fields.values(raw).items():
        assert not np.isinf(raw[key]).any(), key
        known = values[np.isfinite(values)]
        assert ((known >= 0) & (known <= 1)).all(), key
        assert np.array_equal(np.isnan(values), np.isnan(raw[key])), key
        owners = [CATALOGUE.layers[name.split(".")[0]] for name in CATALOGUE.criteria[key].fields_for(Brief())]
        if known.size == 0 and all(data.reader(layer.key) is not None for layer in owners):
            unknown.add(key)
    assert unknown <= NO_FIGURES[region]


@pytest.mark.parametrize("key", [key for key, criterion in CATALOGUE.criteria.items() if criterion.least])
def test_where_the_least_raw_value_counts_the_value_falls_as_it_rises(key: str) -> None:
    values = CATALOGUE.criteria[key].value_function(np.linspace(0.0, 2000.0, 20001))
    assert (np.diff(values) <= 0).all()


@pytest.mark.parametrize("key", CATALOGUE.constraints)
def test_a_constraint_never_bars_the_unknown(bundled: Workspace, key: str) -> None:
    constraint = CATALOGUE.constraints[key]
    data = bundled.region("jp")
    inputs = type(places(bundled, "jp").inputs((), Brief()))(
        {name: np.full(3, np.nan) for name in constraint.fields}, Brief(), data.facts
    )
    assert not constraint.bars(inputs, constraint.limit).any()
    assert not (constraint.coarse and constraint.on), "coarse data excludes only when asked"


@pytest.mark.parametrize("name", CATALOGUE.fields)
def test_a_field_survives_its_own_coding(name: str) -> None:
    spec = CATALOGUE.fields[name]
    assert (spec.cap - spec.offset) / spec.scale < UNKNOWN_CODE
    values = np.array([spec.offset, (spec.offset + spec.cap) / 2, spec.cap, np.nan], dtype=np.float32)
    back = spec.decode(spec.encode(values))
    np.testing.assert_allclose(back[:3], values[:3], atol=spec.scale * 0.51 + 1e-3 * abs(spec.cap) * 1e-3)
    assert np.isnan(back[3])


@pytest.mark.parametrize("key", CATALOGUE.presets)
def test_a_preset_weighs_known_criteria_and_sums_to_a_hundred(key: str) -> None:
    preset = CATALOGUE.presets[key]
    assert sum(preset.weights.values()) == pytest.approx(100)
    for region in REGIONS:
        CATALOGUE.scenario(region, key)


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_knows_where_its_cities_are(bundled: Workspace, region: str) -> None:
    data = bundled.region(region)
    assert set(CAPITALS[region]) <= set(data.region.places)
    for name, (lon, lat) in data.region.places.items():
        assert data.region.contains(lon, lat), name
        assert data.land.label_near([lon], [lat], 2.0)[0] != 0, name


def test_layer_files_never_import_each_other() -> None:
    folder = Path(layers.__file__).parent
    for module in pkgutil.iter_modules(layers.__path__):
        tree = ast.parse((folder / f"{module.name}.py").read_text(encoding="utf-8"))
        names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        others = [n for n in names if n.startswith("layers.") and not n.split(".")[1].startswith("_")]
        assert not others, f"{module.name} imports {others}"


def test_importing_the_layers_reads_no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a data file was read at import")

    monkeypatch.setattr("pandas.read_csv", refuse)
    monkeypatch.setattr("geopandas.read_file", refuse)
    for module in pkgutil.iter_modules(layers.__path__):
        if module.name != "__main__":
            importlib.reload(importlib.import_module(f"layers.{module.name}"))
