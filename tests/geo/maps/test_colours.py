"""Colours in words, and the colour of a feature."""

from __future__ import annotations

import pytest

from geo.catalogue.layer import Style
from geo.maps.colours import colour_of, named_classes, sound

VOLTAGES = Style(kind="line", by="kv", unit="kV", colours={"220": "#00ff00", "500": "#ff0000", "330": "#ffaa00"})
FUELS = Style(kind="point", by="fuel", colours={"pumped_hydro": "#0000ff", "coal": "#333333"}, colour="#777777")


def test_numeric_classes_are_told_as_spans_from_the_highest_down():
    assert named_classes(VOLTAGES) == [
        ("500 kV and above", "#ff0000"),
        ("330 to 500 kV", "#ffaa00"),
        ("220 to 330 kV", "#00ff00"),
    ]


def test_named_classes_read_as_words():
    assert named_classes(FUELS) == [("pumped hydro", "#0000ff"), ("coal", "#333333")]


@pytest.mark.parametrize(
    ("kv", "colour"), [(500.0, "#ff0000"), (400, "#ffaa00"), (220.0, "#00ff00"), (66.0, "#555555")]
)
def test_a_number_takes_the_colour_of_the_highest_class_it_reaches(kv, colour):
    assert colour_of(VOLTAGES, kv) == colour


def test_an_unlisted_name_takes_the_colour_of_the_layer():
    assert colour_of(FUELS, "coal") == "#333333"
    assert colour_of(FUELS, "fusion") == "#777777"


def test_nothing_but_a_hexadecimal_colour_enters_a_style():
    assert sound("#12ab9F") == "#12ab9F"
    assert sound("red;background:url(http://x)") == "#888888"
