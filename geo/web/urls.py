"""Addresses of everything we serve, as the page and the maps write them. Pure text: nothing is looked up here.

An address is relative to where it is read: `FROM_PAGE` on the page itself and in `st.iframe` documents,
`FROM_COMPONENT` in the iframe of a component, which lives at `<base>/component/<name>/index.html`, or `rooted(base)`.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, urlencode

from geo.exchange.results import software_version
from geo.tiles.palette import DRAWING_VERSION

FROM_PAGE = ""
FROM_COMPONENT = "../../"
TILE_SIZES = (256, 512)
LAST_ZOOM = 18
SHARPEST_ZOOM = 11
"""Zoom beyond which tiles only repeat cells of 1 km: a map stretches these (`max_native_zoom`) and asks for no more."""
ZOOM_CLASSES = (0, 6, 8, 10)
"""First zoom of each class of detail of the vector layers."""
SQUARES = ((10, 9), (13, 12))
"""First zoom of the map from which large layers come in squares, and the zoom whose tiles the squares are."""


def rooted(base_path: str = "") -> str:
    """Start of absolute addresses under a base path (Streamlit's `server.baseUrlPath`)."""
    inner = base_path.strip("/")
    return f"/{inner}/" if inner else "/"


def tile_url(
    region: str, overlay: str, fingerprint: str, token: str = "", *, size: int = 256, start: str = FROM_PAGE
) -> str:
    """Template with {z}, {x} and {y} of an overlay's tiles.

    Parameters
    ----------
    overlay : a key of `geo.tiles.overlays.overlay_titles`
    fingerprint : `RegionData.fingerprint`
    token : `Scenario.token()`; may be empty for overlays "field. ..."
    size : 256, or 512 (with `tile_size=512, zoom_offset=-1`)
    """
    path = "/".join(quote(part, safe=".") for part in (region, overlay, fingerprint))
    asked = {"s": token} if token else {}
    asked |= {"size": str(size)} if size != TILE_SIZES[0] else {}
    return f"{start}tiles/v1/{path}/{{z}}/{{x}}/{{y}}.png?{urlencode({**asked, 'v': drawn_by()})}"


@cache
def drawn_by() -> str:
    """What draws: other software may value the same data otherwise, and browsers keep a tile for good."""
    return f"{software_version().split()[0]}-{DRAWING_VERSION}"


def layer_url(region: str, layer: str, digest: str, zoom: int = LAST_ZOOM, *, start: str = FROM_PAGE) -> str:
    """A layer as GeoJSON in the detail that a zoom needs; zooms of one class have one address.

    Parameters
    ----------
    digest : `RegionData.layer_digest(layer)`
    """
    path = "/".join(quote(part, safe=".") for part in (region, layer, digest))
    return f"{start}layers/v1/{path}.geojson?z={zoom_class(zoom)}"


def square_url(region: str, layer: str, digest: str, zoom: int, *, start: str = FROM_PAGE) -> str:
    """Template with {x} and {y} of a layer's squares, for one of the zooms of `SQUARES`."""
    path = "/".join(quote(part, safe=".") for part in (region, layer, digest))
    return f"{start}layers/v1/{path}/{zoom}/{{x}}/{{y}}.geojson"


def ground_url(region: str, key: str, *, start: str = FROM_PAGE) -> str:
    """The script of a region's ground; `key` is `GroundScript.key`."""
    return f"{start}layers/v1/{quote(region, safe='')}/ground/{quote(key, safe='')}.js"


def zoom_class(zoom: int) -> int:
    """First zoom of the class of detail that a zoom belongs to."""
    return max((first for first in ZOOM_CLASSES if first <= zoom), default=ZOOM_CLASSES[0])


def asset_url(digest: str, name: str, *, start: str = FROM_PAGE) -> str:
    """A script, style sheet, font or image; `name` may hold folders, so that style sheets find their images."""
    return f"{start}assets/v1/{digest}/{quote(name)}"


def score_url(region: str, lon: float, lat: float, token: str, *, start: str = FROM_PAGE) -> str:
    """Score and reasons of one point as JSON."""
    asked = {"region": region, "lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "s": token}
    return f"{start}api/v1/score?{urlencode(asked)}"


def health_url(*, start: str = FROM_PAGE) -> str:
    """Whether the service is up, and what it holds."""
    return f"{start}api/v1/health"
