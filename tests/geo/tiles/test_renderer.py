"""Tiles of Toyland: what is drawn at places worked out by hand, and that a tile scores what the whole scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.decision.codes import NO_SCORE
from geo.decision.criterion import Criterion
from geo.decision.overlay import KNOWN, LACKING
from geo.errors import CacheError, InputError
from geo.lookup import UNKNOWN_VALUE
from geo.space.landmask import LandMask
from geo.tiles.address import Address
from geo.tiles.cells import cells_under
from geo.tiles.gap_finder import gaps_under
from geo.tiles.ground import Ground, Memory, NotBuiltError
from geo.tiles.overlays import Shown, overlay
from geo.tiles.palette import BARRED, BARRED_LINE, FIRST, UNKNOWN, UNKNOWN_LINE, palette
from geo.tiles.renderer import Renderer, _scored, _split
from geo.workspace import Workspace
from tests.geo.tiles.conftest import EAST_CLASS, WEST_CLASS
from tests.toy import toy_catalogue

Opened = Callable[[bytes], np.ndarray[Any, Any]]
TILE = Address(9, 270, 255)
"""Lon 9.84 to 10.55, lat 0.0 to 0.70: nearly all of Toyland, about 0.3 km a pixel."""
SITE_A, AT_SEA, EAST = (10.2, 0.25), (10.05, 0.25), (10.48, 0.05)


def scenario_of(workspace: Workspace, **changes: Any) -> Scenario:
    chosen = workspace.catalogue.scenario("toy", "near_only")
    return workspace.catalogue.check(Scenario.checked({**chosen.model_dump(), **changes}, where="test"))


def draw(workspace: Workspace, name: str, scenario: Scenario | None, address: Address = TILE) -> bytes:
    data = workspace.region("toy")
    shown = overlay(workspace.catalogue, name)
    return Renderer().tile(data, workspace.planes(data), shown, scenario, address)


def pixel(image: np.ndarray[Any, Any], lon: float, lat: float, address: Address = TILE) -> list[int]:
    found = image[int(address.row(lat)), int(address.column(lon))]
    return [int(part) for part in found]


def entries(workspace: Workspace, name: str) -> np.ndarray[Any, Any]:
    return palette(workspace.catalogue, overlay(workspace.catalogue, name)).entries


def test_the_station_scores_in_the_darkest_colours_and_the_sea_is_clear(painted: Workspace, opened: Opened) -> None:
    image = opened(draw(painted, "suitability", scenario_of(painted)))
    known = palette(painted.catalogue, Shown("suitability"))
    shown = entries(painted, "suitability").tolist().index(pixel(image, *SITE_A))
    assert shown >= int(known.entry(np.array([98.0]))[0])
    assert pixel(image, *AT_SEA)[3] == 0


def test_ten_kilometres_from_the_station_score_80_points(painted: Workspace, opened: Opened) -> None:
    """Linear from 50 km (0) to 0 km (100 points); 10 km west along the equator is 0.0898 degrees of longitude."""
    image = opened(draw(painted, "suitability", scenario_of(painted)))
    known = palette(painted.catalogue, Shown("suitability"))
    near = known.entries[known.entry(np.array([77.5, 78.0, 78.5, 79.0, 79.5, 80.0, 80.5, 81.0, 81.5, 82.0, 82.5]))]
    assert pixel(image, 10.2 + 0.0898, 0.25) in near.tolist()


def test_ground_beyond_the_limit_is_grey_and_hatched(painted: Workspace, opened: Opened) -> None:
    """Station A is 31 km from (10.48, 0.25): barred at a limit of 30 km, free at 60."""
    image = opened(draw(painted, "suitability", scenario_of(painted)))
    there = entries(painted, "suitability")
    assert pixel(image, 10.49, 0.25) in there[[BARRED, BARRED_LINE]].tolist()
    freed = opened(draw(painted, "suitability", scenario_of(painted, constraints={"far": 60.0})))
    assert pixel(freed, 10.49, 0.25) not in there[[BARRED, BARRED_LINE]].tolist()
    grey = (image == there[BARRED]).all(axis=-1).sum()
    lines = (image == there[BARRED_LINE]).all(axis=-1).sum()
    assert 0.15 < lines / (lines + grey) < 0.35


def test_ground_whose_weight_is_all_unknown_is_marked_unknown_and_not_barred(
    painted: Workspace, opened: Opened
) -> None:
    weights = {"unknown": 1.0}
    image = opened(draw(painted, "suitability", scenario_of(painted, weights=weights)))
    assert pixel(image, *SITE_A) in entries(painted, "suitability")[[UNKNOWN, UNKNOWN_LINE]].tolist()
    share = opened(draw(painted, "unknown", scenario_of(painted, weights=weights)))
    assert pixel(share, *SITE_A) == entries(painted, "unknown")[-1].tolist()


def test_half_the_weight_unknown_is_drawn_as_50_percent(painted: Workspace, opened: Opened) -> None:
    image = opened(draw(painted, "unknown", scenario_of(painted, weights={"unknown": 1.0, "near": 1.0})))
    known = palette(painted.catalogue, Shown("unknown"))
    assert pixel(image, *SITE_A) == known.entries[known.entry(np.array([50.0]))[0]].tolist()
    assert pixel(image, *AT_SEA)[3] == 0


def test_the_limiting_criterion_is_the_one_with_the_larger_loss(painted: Workspace, opened: Opened) -> None:
    """At A nothing is lost by distance, and 150 of 300 MW are near: plants limit. Far off, distance does."""
    scenario = scenario_of(painted, weights={"near": 1.0, "plants": 1.0}, constraints={"far": 60.0})
    image = opened(draw(painted, "limiting", scenario))
    places = {key: number for number, key in enumerate(painted.catalogue.criteria)}
    there = entries(painted, "limiting")
    assert pixel(image, *SITE_A) == there[FIRST + places["plants"]].tolist()
    assert pixel(image, 10.43, 0.4) == there[FIRST + places["near"]].tolist()


def test_buildable_and_serviced_ground_is_told_apart(painted: Workspace, opened: Opened) -> None:
    """Serviced is within 20 km of A, barred beyond 30 km."""
    image = opened(draw(painted, "serviced", scenario_of(painted)))
    there = entries(painted, "serviced")
    assert pixel(image, *SITE_A) == there[FIRST].tolist()
    assert pixel(image, 10.2 + 0.225, 0.25) == there[FIRST + 1].tolist()
    assert pixel(image, 10.49, 0.25) in there[[BARRED, BARRED_LINE]].tolist()
    assert pixel(opened(draw(painted, "buildable", scenario_of(painted))), 10.425, 0.25) == there[FIRST].tolist()


def test_a_criterion_is_drawn_by_its_value_whatever_it_weighs(painted: Workspace, opened: Opened) -> None:
    image = opened(draw(painted, "criterion.plants", scenario_of(painted)))
    known = palette(painted.catalogue, Shown("criterion", "plants"))
    assert pixel(image, *SITE_A) == known.entries[known.entry(np.array([0.5]))[0]].tolist()


def test_classes_of_a_raster_layer_need_no_scenario(painted: Workspace, opened: Opened) -> None:
    image = opened(draw(painted, "field.cover.kind", None))
    assert pixel(image, 10.2, 0.3)[:3] == [0x00, 0x55, 0x00]
    assert pixel(image, 10.4, 0.3)[:3] == [0xFF, 0xEE, 0x00]
    assert pixel(image, *EAST) in entries(painted, "field.cover.kind")[[UNKNOWN, UNKNOWN_LINE]].tolist()
    assert pixel(image, *AT_SEA)[3] == 0


@pytest.mark.parametrize("address", [TILE, Address(11, 1081, 1022), Address(6, 33, 31), Address(8, 135, 127, 512)])
def test_a_tile_scores_every_cell_bit_for_bit_as_the_whole_region_does(painted: Workspace, address: Address) -> None:
    data = painted.region("toy")
    scenario = scenario_of(painted, weights={"near": 3.0, "plants": 1.0, "unknown": 0.5})
    under = cells_under(address, data.grid, data.region.bbox, data.land_cells)
    assert under is not None
    ground = Ground(data, painted.planes(data), scenario.brief, Memory())
    split = _split(ground, scenario, under)
    tile = np.full(len(under.cells), NO_SCORE, np.uint16)
    tile[split.free] = _scored(ground, scenario, split.cells).overlay.score
    surface = painted.suitability(data, scenario)
    assert (tile == surface.overlay.score[under.whole]).all()
    assert (tile != NO_SCORE).any()


def over_classes(painted: Workspace) -> list[Criterion]:
    """Criteria over the classes of the cover (3 in the west, 7 in the east, none in the south) and over distances."""
    base = next(each for each in painted.catalogue.criteria.values() if len(each.fields) == 1 and not each.least)
    without = {
        "west": lambda kind: np.where(kind == WEST_CLASS, np.nan, kind),
        "also_west": lambda kind: np.where(kind >= EAST_CLASS, 1.0, np.nan),
        "both": lambda kind: kind * np.nan,
        "neither": lambda kind: np.where(np.isnan(kind), 0.0, kind),
    }
    made = [
        replace(base, key=key, fields=("cover.kind",), derive=lambda inputs, f=f: f(inputs["cover.kind"]), needs=None)
        for key, f in without.items()
    ]
    near = base.fields[0]
    both = replace(base, key="least", fields=("cover.kind", near), derive=lambda i: next(iter(i.fields.values())))
    met = replace(base, key="met", fields=("cover.kind", near), derive=lambda i: i["cover.kind"] + i[near])
    return [*made, replace(both, least=True), met]


@pytest.mark.parametrize("address", [TILE, Address(6, 33, 31), Address(11, 1081, 1022)])
def test_the_gaps_under_a_tile_are_those_of_the_values(painted: Workspace, address: Address) -> None:
    data, classes = painted.region("toy"), over_classes(painted)
    criteria = [*painted.catalogue.criteria.values(), *classes]
    under = cells_under(address, data.grid, data.region.bbox, data.land_cells)
    assert under is not None
    ground = Ground(data, painted.planes(data), scenario_of(painted).brief, Memory())
    gaps, unknown = gaps_under(ground, criteria, under), ground.values(criteria, under) == UNKNOWN_VALUE
    for row, expected in zip(gaps.row_of, unknown, strict=True):
        told = np.full(expected.shape, row == LACKING) if row < 0 else gaps.rows[row] == UNKNOWN_VALUE
        assert np.array_equal(told, expected)
    row_of = dict(zip((criterion.key for criterion in criteria), gaps.row_of.tolist(), strict=True))
    assert row_of["west"] == row_of["also_west"]
    assert row_of["both"] == LACKING
    assert row_of["neither"] == KNOWN


def test_a_tile_outside_the_region_is_clear_and_computes_nothing(painted: Workspace, opened: Opened) -> None:
    body = draw(painted, "suitability", scenario_of(painted), Address(9, 10, 10))
    assert (opened(body)[..., 3] == 0).all()
    assert len(body) < 300


def test_a_field_that_is_not_built_is_said_to_be_and_no_wrong_tile_is_drawn(toy: Workspace) -> None:
    with pytest.raises(NotBuiltError, match="still being built"):
        draw(toy, "suitability", scenario_of(toy))


def test_a_tile_of_what_is_not_built_cuts_no_land(toy: Workspace) -> None:
    data = toy.region("toy")
    with pytest.raises(NotBuiltError):
        Renderer().tile(data, toy.planes(data), Shown("suitability"), scenario_of(toy), TILE)
    assert not {"_land", "_land_cells"} & set(vars(data))


def test_once_built_the_same_renderer_draws(toy: Workspace) -> None:
    renderer, data, scenario = Renderer(), toy.region("toy"), scenario_of(toy)
    with pytest.raises(NotBuiltError):
        renderer.tile(data, toy.planes(data), Shown("suitability"), scenario, TILE)
    toy.build(data, scenario)
    assert len(renderer.tile(data, toy.planes(data), Shown("suitability"), scenario, TILE)) > 300


def test_an_overlay_of_scores_without_a_scenario_is_refused(painted: Workspace) -> None:
    with pytest.raises(InputError, match="needs a scenario"):
        draw(painted, "suitability", None)


def test_moving_a_limit_many_times_keeps_memory_bounded(painted: Workspace) -> None:
    data, renderer = painted.region("toy"), Renderer()
    for number in range(300):
        scenario = scenario_of(painted, constraints={"far": 1.0 + number / 1000})
        renderer.tile(data, painted.planes(data), Shown("suitability"), scenario, Address(12, 2163, 2045))
    assert renderer._memory.tables.held_bytes <= 32 << 20
    assert renderer._memory.codes.held_bytes <= 64 << 20


def test_the_spread_at_a_place_is_the_closed_form_worked_by_hand(painted: Workspace, opened: Opened) -> None:
    """At A the values are 1 and 0.5 in one group: sd = sqrt((0.625 - 0.75^2) / 26) = 4.9 points about a score of 75."""
    scenario = scenario_of(painted, weights={"near": 1.0, "plants": 1.0})
    for name, points in (("uncertainty", 4.903), ("cautious", 75.0 - 4.903)):
        known = palette(painted.catalogue, Shown(name))  # type: ignore[arg-type]
        near = known.entries[known.entry(points + np.linspace(-0.5, 0.5, 21))]
        assert pixel(opened(draw(painted, name, scenario)), *SITE_A) in near.tolist()


def test_the_spread_is_refused_under_other_rules(painted: Workspace) -> None:
    with pytest.raises(InputError, match="exact for the weighted sum only"):
        draw(painted, "uncertainty", scenario_of(painted, rule="topsis"))


@pytest.fixture
def narrower(tmp_path: Path) -> Workspace:
    """Toyland as a better source has it: half of its land is sea."""
    catalogue = toy_catalogue(tmp_path / "narrower")
    layers = [*catalogue.layers.values()]
    layers[0] = replace(
        layers[0],
        readers=(replace(layers[0].readers[0], version=2),),
        land=lambda *_: LandMask.from_polygons([shapely.box(10.3, -1.0, 11.0, 1.0)], (9.0, -1.0, 11.0, 1.0), 1 / 120),
    )
    workspace = Workspace(Catalogue(layers, tmp_path / "narrower"), tmp_path / "cache")
    data = workspace.region("toy")
    wanted = data.wanted(workspace.catalogue.fields, workspace.catalogue.scenario("toy").brief)
    workspace.build_all(data, wanted, lambda _: None)
    return workspace


@pytest.mark.parametrize("name", ["suitability", "unknown", "buildable", "criterion.near"])
@pytest.mark.parametrize("address", [TILE, Address(4, 8, 7)])
def test_a_tile_of_other_land_is_of_that_land_whoever_drew_it_before(painted, narrower, name, address):
    one, scenario = Renderer(), scenario_of(painted)
    states = [(space, space.region("toy")) for space in (painted, narrower, painted)]
    assert states[0][1].land_cells.count > states[1][1].land_cells.count
    for workspace, data in states:
        shown, planes = overlay(workspace.catalogue, name), workspace.planes(data)
        expected = Renderer().tile(data, planes, shown, scenario, address)
        assert one.tile(data, planes, shown, scenario, address) == expected


def test_fields_of_other_land_are_refused_before_a_loop_reads_beyond_them(painted, narrower):
    data, other = painted.region("toy"), narrower.region("toy")
    cells = cells_under(TILE, data.grid, data.region.bbox, data.land_cells)
    ground = Ground(other, narrower.planes(other), scenario_of(narrower).brief, Memory())
    with pytest.raises(CacheError, match="different land"):
        ground.codes("stations.distance_km", cells)
