"""The map as one file: complete, quiet, safe."""

from __future__ import annotations

import re

from geo.maps.standalone import Frame, standalone
from geo.maps.view import ChangeView, GroundView

HOSTILE = "{{7*7}} ${alert(1)} <img src=x onerror=alert(1)> `x`"
LIBRARY = {"leaflet": "window.L = {{}}; '</script>'", "leaflet_css": ".a { background: url(images/layers.png) }"}


def made(text="Japan"):
    ground = GroundView(region="jp", title=text, bounds=(122.5, 24.0, 146.2, 45.8), layers=())
    change = ChangeView(sites_title=text, note=text)
    rows = [(1, text, "90.1")]
    frame = Frame(title=text, said=text, legend="<b>ours</b>", columns=("Rank", text), rows=rows, notes=(text,))
    return standalone(ground, change, frame, LIBRARY)


def test_the_library_is_inside_and_nothing_is_loaded_from_elsewhere():
    page = made()
    assert "window.L = {{}}" in page
    assert not re.search(r"(src|href)=['\"](?!https?://www\.openstreetmap)", page)
    assert "url(" not in page


def test_a_closing_tag_in_the_library_does_not_end_its_script():
    assert "'<\\/script>'" in made()


def test_heading_table_and_notes_stand_in_the_page_as_text():
    page = made(HOSTILE)
    assert "<img src=x" not in page
    assert "49 $" not in page
    assert page.count("7*7") >= 6
    assert "<b>ours</b>" in page


def test_the_map_is_started_after_the_library_has_been_read():
    page = made()
    assert page.index("window.L") < page.index("Sitewatt.start(map_") < page.index("Sitewatt.show(map_")
