"""Palettes: ordered in lightness, one object for tiles and legends, nothing unknown or barred in an own colour."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import InputError
from geo.tiles import palette as colours
from geo.tiles.overlays import Shown, overlay, overlay_titles
from geo.tiles.palette import BARRED, CLEAR, FIRST, UNKNOWN, palette
from layers import catalogue


def lightness(rgb: np.ndarray) -> np.ndarray:
    """CIE L* of sRGB colours (IEC 61966-2-1; CIE 15)."""
    linear = np.where(rgb / 255 <= 0.04045, rgb / 255 / 12.92, ((rgb / 255 + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(116 * np.cbrt(y) - 16)


@pytest.mark.parametrize("name", ["suitability", "unknown", "criterion.solar"])
def test_a_ramp_darkens_from_step_to_step_so_that_grey_print_reads_alike(name: str) -> None:
    entries = palette(catalogue(), overlay(catalogue(), name)).entries[FIRST:, :3].astype(float)
    steps = np.diff(lightness(entries))
    assert (steps <= 0.35).all()
    assert lightness(entries)[0] - lightness(entries)[-1] > 60


@pytest.mark.parametrize("name", list(overlay_titles(catalogue())))
def test_every_overlay_has_a_palette_whose_legend_shows_what_tiles_draw(name: str) -> None:
    chosen = palette(catalogue(), overlay(catalogue(), name))
    assert len(chosen.entries) <= 256
    assert chosen.entries[CLEAR, 3] == 0
    assert chosen.stops
    values = [stop.value for stop in chosen.stops] if chosen.kind == "ramp" else list(chosen.codes)
    drawn = chosen.entries[chosen.entry(np.array(values, dtype=float))]
    assert [stop.colour for stop in chosen.stops] == [f"#{r:02x}{g:02x}{b:02x}" for r, g, b, _ in drawn]


def test_the_score_runs_from_0_to_100_points_and_beyond_is_held_at_the_ends() -> None:
    chosen = palette(catalogue(), Shown("suitability"))
    found = chosen.entry(np.array([-5.0, 0.0, 100.0, 140.0, np.nan]))
    last = FIRST + colours.RAMP_STEPS
    assert found.tolist() == [FIRST, FIRST, last, last, UNKNOWN]


def test_a_class_that_no_legend_names_is_unknown() -> None:
    chosen = colours.classes("t", {3: "wood", 7: "field"}, ("#005500", "#ffee00"))
    assert chosen.entry(np.array([3.0, 7.0, 4.0, np.nan])).tolist() == [FIRST, FIRST + 1, UNKNOWN, UNKNOWN]


def test_stops_of_a_raster_layer_keep_their_colours_though_they_are_unevenly_spaced() -> None:
    chosen = colours.ramp("t", "m", ("#000000", "#808080", "#ffffff"), 0.0, 1000.0, values=[0.0, 200.0, 1000.0])
    entry = chosen.entry(np.array([0.0, 200.0, 600.0, 1000.0]))
    assert chosen.entries[entry][:, 0].tolist() == [0, 128, 192, 255]


def test_barred_and_unknown_are_half_transparent_and_hatched() -> None:
    entries = palette(catalogue(), Shown("suitability")).entries
    for ground in (BARRED, UNKNOWN):
        assert 0 < entries[ground, 3] < entries[ground + 1, 3] < 255
    assert not (entries[BARRED, :3] == entries[UNKNOWN, :3]).any()


@pytest.mark.parametrize(
    "name", ["", "suitable", "criterion.", "criterion.nope", "field.land.land", "field.x", "field."]
)
def test_an_unknown_overlay_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(InputError, match="suitability"):
        overlay(catalogue(), name)


def test_names_of_overlays_say_what_they_were_read_from() -> None:
    assert all(overlay(catalogue(), name).name == name for name in overlay_titles(catalogue()))
