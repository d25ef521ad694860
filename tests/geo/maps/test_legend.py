"""Legends say colours with units, on the same palette as the tiles."""

from __future__ import annotations

from geo.catalogue.layer import Layer, Style
from geo.maps.legend import gradient, layers_legend, overlay_legend, sites_legend
from geo.tiles.overlays import Shown
from geo.tiles.palette import palette
from layers import catalogue


def layer(**style):
    return Layer(key="x", title="Lines <b>", theme="grid", description="", readers=(), style=Style(**style))


def test_a_ramp_names_its_unit_its_values_and_what_is_barred_and_unknown():
    drawn = overlay_legend(palette(catalogue(), Shown("suitability")))
    for word in ("Suitability", "points", ">0<", ">100<", "Barred", "Unknown"):
        assert word in drawn


def test_a_ramp_runs_through_the_colours_of_the_tiles():
    colours = palette(catalogue(), Shown("suitability"))
    first, last = colours.own[0], colours.own[-1]
    assert gradient(colours).startswith(f"linear-gradient(90deg,rgb({first[0]},{first[1]},{first[2]})")
    assert gradient(colours).endswith(f"rgb({last[0]},{last[1]},{last[2]}))")


def test_classes_are_listed_by_name():
    drawn = overlay_legend(palette(catalogue(), Shown("limiting")))
    assert all(c.title.split()[0] in drawn for c in catalogue().criteria.values())


def test_a_layer_says_its_spans_with_the_unit_and_its_title_as_text():
    drawn = layers_legend([layer(kind="line", by="kv", unit="kV", colours={"220": "#00ff00", "500": "#ff0000"})])
    assert "500 kV and above" in drawn
    assert "220 to 500 kV" in drawn
    assert "Lines &#60;b&#62;" in drawn


def test_every_layer_of_the_catalogue_can_be_explained():
    drawn = layers_legend(catalogue().layers.values())
    assert drawn.count("sw-block") == len(catalogue().layers)


def test_marks_of_sites_are_explained():
    assert "barred site" in sites_legend(palette(catalogue(), Shown("suitability")))
