"""The latency and resilience layers: variants by year, known places, cells beside points, the gate of two entries."""

from __future__ import annotations

import json

import numpy as np
import pytest

from geo.catalogue.layer import Look
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.criterion import Inputs, verdicts
from geo.models.latency import floor_ms
from geo.places import PlaceFields
from geo.surface import values_of
from geo.workspace import Workspace
from layers._fibre import year_of, years
from layers._light import light
from layers.latency import LAYER as LATENCY
from layers.resilience import LAYER as RESILIENCE

TODAY, LATER = Brief(energise_by=2026), Brief(energise_by=2029)
# Rough centres; the numbers are worked out in tests/geo/models and in docs/models/latency.md.
EASTERN_CREEK, HOBART, NEWMAN, ULURU = (150.855, -33.80), (147.30, -42.90), (119.73, -23.36), (131.0, -25.3)
INZAI, MINAMIBOSO, TAKAMATSU, NAHA, SADO = (
    (140.146, 35.832),
    (139.96, 34.95),
    (134.05, 34.30),
    (127.68, 26.2),
    (138.4, 38.05),
)


def at(data: RegionData, name: str, brief: Brief, *places: tuple[float, float]) -> np.ndarray:
    """A field at places."""
    lon, lat = np.array(places).T
    return PlaceFields(data, lon, lat).field(name, brief)


@pytest.mark.parametrize(("region", "known"), [("au", ("2026", "2028")), ("jp", ("2026", "2029"))])
def test_each_country_has_todays_network_and_the_one_when_all_is_built(
    bundled: Workspace, region: str, known: tuple[str, str]
) -> None:
    data = bundled.region(region)
    look = Look(data.access, data.region)
    assert years(look) == known
    assert year_of(Brief(energise_by=2026), look) == known[0]
    assert year_of(Brief(energise_by=int(known[1]) - 1), look) == known[0]
    assert year_of(Brief(energise_by=2050), look) == known[1]


def test_inzai_is_nearer_to_the_users_of_japan_than_a_minamiboso_beach(bundled: Workspace) -> None:
    inzai, beach = at(bundled.region("jp"), "latency.domestic_ms", TODAY, INZAI, MINAMIBOSO)
    assert 4.0 < inzai < beach < 6.0


def test_islands_and_deserts_without_a_known_fibre_are_unknown(bundled: Workspace) -> None:
    for region, places in (("jp", (TAKAMATSU, SADO)), ("au", (ULURU,))):
        data = bundled.region(region)
        for name in ("latency.domestic_ms", "latency.international_ms", "resilience.paths"):
            assert np.isnan(at(data, name, LATER, *places)).all()
    assert np.isfinite(at(bundled.region("jp"), "latency.domestic_ms", LATER, NAHA)).all()


def test_australian_places_find_what_their_ways_allow(bundled: Workspace) -> None:
    data = bundled.region("au")
    home = at(data, "latency.domestic_ms", TODAY, EASTERN_CREEK, HOBART, NEWMAN)
    assert home == pytest.approx([12.9, 21.2, 54.5], abs=0.6)
    assert at(data, "resilience.paths", TODAY, EASTERN_CREEK, HOBART, NEWMAN).tolist() == [4.0, 1.0, 2.0]


def test_what_is_under_construction_shortens_ways_and_adds_paths(bundled: Workspace) -> None:
    data = bundled.region("au")
    abroad = [at(data, "latency.international_ms", brief, EASTERN_CREEK)[0] for brief in (TODAY, LATER)]
    assert abroad[1] < abroad[0]
    paths = [at(data, "resilience.paths", brief, EASTERN_CREEK)[0] for brief in (TODAY, LATER)]
    assert paths[1] > paths[0]


@pytest.mark.parametrize("region", ["au", "jp"])
def test_no_place_beats_the_great_circle_to_its_users_or_abroad(bundled: Workspace, region: str) -> None:
    data = bundled.region(region)
    west, south, east, north = data.region.bbox
    rng = np.random.default_rng(11)
    places = np.column_stack([rng.uniform(west, east, 400), rng.uniform(south, north, 400)])
    hubs = data.access.table("hubs").set_index("id")
    users = hubs[(hubs["country"] == region.upper()) & (hubs["kind"] == "metro")]

    def floor(city: str) -> np.ndarray:
        return floor_ms(places[:, 0], places[:, 1], hubs.loc[city, "lon"], hubs.loc[city, "lat"])

    people = users["population"].astype(float)
    home = sum(floor(city) * number for city, number in people.items()) / people.sum()
    abroad = (floor("singapore") + np.minimum(floor("los-angeles"), floor("seattle"))) / 2
    fields = PlaceFields(data, places[:, 0], places[:, 1])
    for name, least in (("latency.domestic_ms", home), ("latency.international_ms", abroad)):
        found = fields.field(name, LATER)
        assert np.isfinite(found).sum() > 20
        assert (found[np.isfinite(found)] >= np.asarray(least)[np.isfinite(found)]).all()


def test_cells_agree_with_places_at_their_centres(bundled: Workspace) -> None:
    data = bundled.region("jp")
    row, col = data.grid.rowcol([140.146], [35.832])
    window = data.grid.window(slice(int(row[0]) - 20, int(row[0]) + 20), slice(int(col[0]) - 20, int(col[0]) + 20))
    cells = np.meshgrid(np.arange(40), np.arange(40), indexing="ij")
    lon, lat = window.lonlat(*(c.ravel() for c in cells))
    spec = data.catalogue.fields["latency.domestic_ms"]
    features = data.prepared("latency.domestic_ms", "2026")
    drawn = spec.measure.on_grid(features, window, data.land).ravel()
    exact = spec.measure.at_points(features, lon, lat, data.land)
    both = np.isfinite(drawn) & np.isfinite(exact)
    assert both.sum() > 1000
    np.testing.assert_allclose(drawn[both], exact[both], atol=0.02)


def test_the_users_hubs_move_the_round_trip_at_once(bundled: Workspace) -> None:
    data = bundled.region("jp")
    fields = PlaceFields(data, *np.array([INZAI, TAKAMATSU]).T)
    home, tokyo, far, nobody = (
        fields.raw(Brief(energise_by=2026, hubs=hubs))["latency_domestic"]
        for hubs in ((), ("tokyo",), ("singapore",), ("london",))
    )
    measured = dict(fields._fields)
    assert tokyo[0] < home[0] < far[0]
    # 41.0 km to the middle of Tokyo: 41.0 * 0.012732 = 0.52 ms, and 0.4 + 0.04 for routers and the leg
    assert tokyo[0] == pytest.approx(0.52 + 0.44, abs=0.15)
    assert np.isnan([home[1], tokyo[1], far[1], nobody[0]]).all()
    fields.raw(Brief(energise_by=2026, hubs=("osaka", "nagoya")))
    assert dict(fields._fields).keys() == measured.keys()  # nothing was measured anew


def test_cells_follow_the_hubs_by_arithmetic_on_stored_fields(bundled_jp: Workspace) -> None:
    data, brief = bundled_jp.region("jp"), Brief(hubs=("osaka", "sapporo"))
    cells = data.land_cells.cells[::499]
    codes = values_of(data, bundled_jp.planes(data), brief, ("latency_domestic",))[0][::499]
    criterion = data.catalogue.criteria["latency_domestic"]
    lon, lat = data.grid.lonlat(*np.divmod(cells, data.grid.shape[1]))
    exact = criterion.value(PlaceFields(data, lon, lat).inputs(criterion.fields, brief))
    known = np.isfinite(exact)
    assert known.sum() > 200
    assert ((codes == 255) == ~known).mean() > 0.995
    both = known & (codes != 255)
    assert np.quantile(np.abs(codes[both] / 250 - exact[both]), 0.99) <= 0.005


def test_a_place_tells_its_way_of_light_in_words(bundled: Workspace) -> None:
    jp, au = bundled.region("jp"), bundled.region("au")
    beach = light(jp, *MINAMIBOSO, Brief(energise_by=2026, hubs=("tokyo", "london")))
    assert beach["round_trips"]["London (Docklands) (GB)"] == "no known path"
    assert set(beach["after_the_worst_failure"]) == {"Singapore", "North America"}
    hobart = light(au, *HOBART, TODAY)
    left = hobart["after_the_worst_failure"]["Singapore"]["group"]
    assert left.endswith("lost: none: no known way is left")
    assert hobart["separate_paths"] == {"Singapore": 1, "North America": 1}
    assert "unknown" in light(au, *ULURU, TODAY)
    json.dumps([beach, hobart], allow_nan=False)


def test_the_gate_keeps_one_entry_apart_from_none() -> None:
    gate = next(c for c in RESILIENCE.criteria if c.is_gate)
    inputs = Inputs({"resilience.entries": np.array([np.nan, 0.0, 1.0, 2.0, 7.0])}, TODAY)
    assert verdicts(gate.raw(inputs)) == ["unknown", "unknown", "fail", "pass", "pass"]


def test_two_entries_are_asked_for_only_when_switched_on_and_no_knowledge_bars_nothing() -> None:
    gate = RESILIENCE.constraints[0]
    assert not gate.on
    assert gate.coarse
    inputs = Inputs({"resilience.entries": np.array([np.nan, 0.0, 1.0, 2.0, 7.0])}, TODAY)
    assert gate.excludes(inputs, 2.0).tolist() == [False, False, True, False, False]
    assert gate.excludes(inputs, 3.0).tolist() == [False, False, True, True, False]


def test_worth_falls_with_the_round_trip_and_rises_with_separate_paths() -> None:
    criteria = {c.key: c for c in (*LATENCY.criteria, *RESILIENCE.criteria)}
    assert set(criteria) == {"latency_domestic", "latency_international", "resilience_paths", "resilience_entries"}
    worth = criteria["latency_domestic"].value_function(np.array([0.0, 5.0, 30.0, 60.0, 90.0, 300.0]))
    assert worth.tolist() == pytest.approx([1.0, 0.95, 0.5, 0.2, 0.14, 0.0])
    assert criteria["resilience_paths"].value_function(np.array([0.0, 1.0, 5.0])).tolist() == pytest.approx([0, 0.3, 1])


def test_the_drawn_features_carry_what_people_are_shown(bundled: Workspace) -> None:
    for region in ("au", "jp"):
        routes, shared = (bundled.region(region).features(key) for key in ("latency", "resilience"))
        assert routes is not None
        assert shared is not None
        assert set(LATENCY.style.label) <= set(routes.columns)
        assert set(RESILIENCE.style.label) <= set(shared.columns)
        assert set(shared["shares"]) <= set(RESILIENCE.style.colours)
