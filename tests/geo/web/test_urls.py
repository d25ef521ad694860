"""Addresses as the page writes them."""

from __future__ import annotations

import pytest

from geo.tiles.address import LAST_ZOOM as LAST_DRAWN
from geo.tiles.address import SIZES
from geo.web import urls


def test_a_tile_template_names_region_overlay_state_and_scenario() -> None:
    found = urls.tile_url("au", "criterion.solar", "0123456789abcdef", "tok_en-1")
    assert found == (
        f"tiles/v1/au/criterion.solar/0123456789abcdef/{{z}}/{{x}}/{{y}}.png?s=tok_en-1&v={urls.drawn_by()}"
    )


def test_large_tiles_say_so_and_a_layer_picture_needs_no_scenario() -> None:
    found = urls.tile_url("jp", "field.land_cover.igbp", "f" * 16, size=512)
    assert found.endswith(f"?size=512&v={urls.drawn_by()}")


def test_addresses_of_a_component_climb_out_of_its_folder() -> None:
    assert (
        urls.layer_url("au", "land", "abc", 3, start=urls.FROM_COMPONENT) == "../../layers/v1/au/land/abc.geojson?z=0"
    )
    assert urls.asset_url("d" * 16, "a/b.css", start=urls.rooted("/base/")) == f"/base/assets/v1/{'d' * 16}/a/b.css"
    assert urls.rooted() == "/"
    assert urls.health_url(start=urls.rooted("x")) == "/x/api/v1/health"


@pytest.mark.parametrize(
    ("zoom", "first"), [(-1, 0), (0, 0), (5, 0), (6, 6), (7, 6), (8, 8), (9, 8), (10, 10), (18, 10)]
)
def test_zooms_of_one_class_share_one_address(zoom: int, first: int) -> None:
    assert urls.zoom_class(zoom) == first


def test_a_score_is_asked_with_six_decimals() -> None:
    assert urls.score_url("au", 151.2, -33.8688197, "t") == ("api/v1/score?region=au&lon=151.200000&lat=-33.868820&s=t")


def test_names_cannot_break_out_of_their_place() -> None:
    assert "/../" not in urls.tile_url("../x", "a/b?c", "#")
    assert urls.tile_url("../x", "a/b?c", "#").startswith("tiles/v1/..%2Fx/a%2Fb%3Fc/%23/")


def test_page_and_tiles_agree_on_zooms_and_sizes() -> None:
    assert urls.LAST_ZOOM == LAST_DRAWN
    assert urls.TILE_SIZES == SIZES
