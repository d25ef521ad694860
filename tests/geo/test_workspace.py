"""The surface store: bounded, and made once however many ask."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import FieldSpec, Layer, Style
from geo.decision.constraint import Constraint
from geo.surface import barred_cells, values_of
from geo.workspace import SurfaceStore, Workspace
from layers.land import IsLand
from tests.toy import toy_catalogue, toy_layers


def test_a_thing_is_made_once_for_many_askers() -> None:
    store, made = SurfaceStore(4), []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return 7

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: store.get("k", make), range(16))) == {7}
    assert len(made) == 1


def test_the_oldest_unused_is_dropped() -> None:
    store = SurfaceStore(2)
    for key in "abc":
        store.get(key, lambda key=key: key.upper())
    made = []
    store.get("a", lambda: made.append(1))
    assert made == [1]


def test_a_failed_making_is_told_and_tried_again() -> None:
    store = SurfaceStore(2)

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.get("k", fail)
    assert store.get("k", lambda: 3) == 3


def test_reading_while_another_is_made_does_not_wait() -> None:
    store, gate = SurfaceStore(4), threading.Event()
    store.get("ready", lambda: 1)
    slow = threading.Thread(target=lambda: store.get("slow", lambda: gate.wait(5)))
    slow.start()
    begun = time.perf_counter()
    assert store.get("ready", lambda: 2) == 1
    assert time.perf_counter() - begun < 1
    gate.set()
    slow.join()


def test_a_refresh_gives_new_states_and_leaves_old_ones(toy: Workspace) -> None:
    before = toy.region("toy")
    assert toy.region("toy") is before
    toy.refresh()
    assert toy.region("toy") is not before
    assert toy.region("toy").fingerprint == before.fingerprint


def test_scores_of_a_kept_workspace_follow_limits_and_weights_as_those_of_a_new_one(toy: Workspace) -> None:
    data = toy.region("toy")
    first = toy.catalogue.scenario("toy")
    toy.build(data, first)
    key = next(key for key, constraint in toy.catalogue.constraints.items() if key != "sea")
    for on in (True, False, True):
        scenario = first.model_copy(update={"constraints": {key: on}})
        fresh = Workspace(toy.catalogue, toy.cache)
        kept = toy.suitability(data, scenario).overlay.score
        assert (kept == fresh.suitability(fresh.region("toy"), scenario).overlay.score).all()


def test_what_bars_is_looked_up_once_though_a_layer_has_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import geo.workspace as module

    toy_catalogue(tmp_path / "data")
    catalogue = Catalogue([*toy_layers(), without_data()], tmp_path / "data")
    toy, made = Workspace(catalogue, tmp_path / "cache"), []

    def noted(data, planes, scenario, limits):
        made.append(set(limits))
        return barred_cells(data, planes, scenario, limits)

    monkeypatch.setattr(module, "barred_cells", noted)
    data, first = toy.region("toy"), catalogue.scenario("toy")
    toy.build(data, first)
    for weight in (1.0, 2.0, 3.0):
        toy.suitability(data, first.model_copy(update={"weights": {**first.weights, "near": weight}}))
    assert sorted(made, key=sorted) == [{"far"}, {"reserve", "sea"}]


def without_data() -> Layer:
    field = FieldSpec(key="kept", title="Kept", measure=IsLand(), unit="flag", scale=1.0, cap=1.0)
    reserve = Constraint(
        key="reserve", title="Reserve", fields=("reserves.kept",), excludes=lambda i, _: i["reserves.kept"] > 0,
        on=True, rationale="toy",
    )  # fmt: skip
    return Layer(
        key="reserves", title="Reserves", theme="toy", description="toy", readers=(), style=Style(kind="area"),
        fields=(field,), constraints=(reserve,),
    )  # fmt: skip


def test_states_before_a_refresh_stay_known_and_bounded(toy: Workspace) -> None:
    first = toy.region("toy")
    toy.refresh()
    assert toy.states("toy")[1:] == [first]
    for _ in range(9):
        toy.region("toy")
        toy.refresh()
    assert len(toy.states("toy")) <= 5


def test_a_renewal_keeps_states_whose_data_are_the_same_and_prepares_the_others_first(toy: Workspace) -> None:
    first, seen = toy.region("toy"), []
    toy.renew(lambda old, new: seen.append((old, new)))
    assert (toy.region("toy"), seen) == (first, [])
    first.__dict__["fingerprint"] = "of older data"
    toy.renew(lambda old, new: seen.append((old, new, toy.region("toy"))))
    [(old, new, shown)] = seen
    assert (old, shown) == (first, first)
    assert toy.region("toy") is new
    assert toy.states("toy") == [new, first]


def test_a_new_load_makes_anew_only_what_looked_at_the_load(toy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """`near` goes by a field of the load's class, `plants` by one field for every load."""
    import geo.workspace as module

    data = toy.region("toy")
    made: list[str] = []

    def noted(data, planes, brief, keys, rule):
        made.extend(keys)
        return values_of(data, planes, brief, keys, rule)

    monkeypatch.setattr(module, "values_of", noted)
    expected = [(300.0, {"near", "plants"}), (250.0, set()), (90.0, {"near"}), (300.0, set())]
    for load_mw, anew in expected:
        scenario = toy.catalogue.scenario("toy", load_mw=load_mw)
        toy.build(data, scenario)
        made.clear()
        found = toy.values(data, scenario)
        plain = values_of(data, toy.planes(data), scenario.brief, found.keys)
        assert np.array_equal(found.codes, plain), "what is kept is what would be made"
        assert set(made) == anew
