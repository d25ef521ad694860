"""The plain picture that stands in for a map."""

from __future__ import annotations

from xml.etree import ElementTree

import shapely
from pytest import approx  # noqa: PT013

from geo.maps.sketch import WIDTH, Frame, sketch
from geo.maps.view import SiteMark

BOUNDS = (0.0, -10.0, 20.0, 10.0)


def test_the_frame_is_web_mercator_and_symmetrical_about_the_equator():
    frame = Frame(BOUNDS)
    assert frame.at(0.0, 10.0) == approx((0.0, 0.0))
    assert frame.at(20.0, 0.0) == approx((WIDTH, frame.height / 2))
    # 10 degrees of latitude are 10.0512 degrees of Mercator: ln tan(45 + 5 degrees) in degrees
    assert frame.height == approx(2 * 10.0512 * WIDTH / 20.0, rel=1e-4)


def test_the_sketch_is_sound_xml_with_land_lines_and_sites_whose_names_are_text():
    land = [shapely.box(2, -5, 18, 5)]
    lines = [(shapely.LineString([(3, 0), (9, 1)]), "#ff0000")]
    site = SiteMark(key="a", name="<b>{{1}}", lon=5, lat=0, colour="#123456", rank=1, detail="Score 9", barred=False)
    root = ElementTree.fromstring(sketch(BOUNDS, land, lines, [site], "Toy & Co"))
    names = [element.text for element in root.iter() if element.tag.endswith("title")]
    assert names == ["<b>{{1}}: Score 9"]
    assert root.get("aria-label") == "Toy & Co"
    assert len([element for element in root.iter() if element.tag.endswith("path")]) == 2
