"""`map`: one self-contained HTML file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.catalogue.layer import Layer
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.cli.context import Call, tell
from geo.errors import FetchError, InputError
from geo.exchange.atomic import write_whole
from geo.exchange.results import licences, software_version
from geo.maps.layer_views import ground_view
from geo.maps.legend import layers_legend, legend_style, overlay_legend, sites_legend
from geo.maps.picture import picture
from geo.maps.site_marks import bar_titles, site_marks
from geo.maps.standalone import Frame, standalone
from geo.maps.view import ChangeView, GroundView, OverlayView
from geo.report import SITES_LAYER, rank_sites
from geo.siting import Ranking
from geo.tiles.address import Address
from geo.tiles.overlays import Shown
from geo.tiles.palette import palette
from geo.tiles.renderer import Renderer
from geo.web.assets import LINKS
from geo.web.features import to_geojson
from geo.workspace import Workspace

DETAIL_ZOOM = 8
"""Class of detail of the layers in the file; see `geo.web.urls.ZOOM_CLASSES`."""
COLUMNS = ("Rank", "Site", "Score", "Percentile", "Longitude", "Latitude", "Barred by")


def map_command(call: Call) -> int:
    """Write the map of a scenario as one file."""
    target = Path(call.options.output)
    if target.suffix.lower() not in (".html", ".htm"):
        raise InputError("unknown kind of output", where="--output", found=target.name, allowed="*.html")
    if not target.resolve().parent.is_dir():
        raise InputError("the folder does not exist", where="--output", found=str(target.parent))
    scenario = call.scenario()
    data = call.ready(scenario)
    content = map_file(call.workspace, data, scenario).encode("utf-8")
    write_whole(target, content)
    tell(f"wrote {len(content) / 1e6:.1f} MB to {target}")
    return 0


def map_file(workspace: Workspace, data: RegionData, scenario: Scenario) -> str:
    """The map of a scenario whose fields are built."""
    library = {name: _asset(workspace, name) for name in ("leaflet", "leaflet_css")}
    ranking = rank_sites(workspace, data, scenario)
    ground = _ground(workspace, data)
    address, bounds = picture(data.region.bbox, _drawer(workspace, data, scenario))
    change = ChangeView(
        sites_title=data.catalogue.layers[SITES_LAYER].title,
        sites=site_marks(ranking, data.catalogue),
        overlay=OverlayView(title="Suitability", url=address, bounds=bounds, opacity=0.85, picture=True),
    )
    return standalone(ground, change, _frame(workspace, data, scenario, ranking), library)


def _ground(workspace: Workspace, data: RegionData) -> GroundView:
    def content(layer: Layer) -> dict[str, Any] | None:
        features = data.features(layer.key)
        if not isinstance(features, gpd.GeoDataFrame):
            return None
        found: dict[str, Any] = json.loads(to_geojson(features, layer.style, DETAIL_ZOOM))
        return found

    return ground_view(data, workspace.sources, lambda layer: (), SITES_LAYER, content)


def _drawer(workspace: Workspace, data: RegionData, scenario: Scenario) -> Callable[[int, int, int], bytes]:
    renderer, planes = Renderer(), workspace.planes(data)

    def draw(zoom: int, column: int, row: int) -> bytes:
        return renderer.tile(data, planes, Shown("suitability"), scenario, Address(zoom, column, row, 512))

    return draw


def _asset(workspace: Workspace, name: str) -> str:
    key, member = LINKS[name]
    path = workspace.artefacts.path(key, member)
    if path is None:
        raise FetchError("the map library has not been fetched", where=key, mend=f"sitewatt fetch {key}")
    return path.read_text(encoding="utf-8")


def _frame(workspace: Workspace, data: RegionData, scenario: Scenario, ranking: Ranking) -> Frame:
    catalogue = data.catalogue
    colours = palette(catalogue, Shown("suitability"))
    drawn = [layer for layer in catalogue.layers.values() if layer.style.kind in ("line", "point", "area")]
    legend = overlay_legend(colours) + sites_legend(colours) + layers_legend(drawn)
    notes = [
        f"{row['layer'].replace('_', ' ')}: {row['source']}, {row['licence']}, {row['attribution']} [{row['tier']}]"
        for row in licences(data, workspace.sources)
    ]
    notes += [str(ranking.metadata["note"]), f"Sitewatt {software_version()}, data fingerprint {data.fingerprint}"]
    return Frame(
        title=f"Sitewatt: {data.region.title}",
        said=f"{scenario.load_mw:,.0f} MW, {scenario.redundancy}, preset {catalogue.presets[scenario.preset].title}",
        legend=f"<style>{legend_style()}</style>{legend}",
        columns=COLUMNS,
        rows=[_row(row, data) for row in ranking.table.to_dict("records")],
        notes=notes,
    )


def _row(row: dict[str, Any], data: RegionData) -> tuple[object, ...]:
    point, barred = row["geometry"], bool(row["excluded_by"])
    numbers = ("", "", "") if barred else (int(row["rank"]), f"{row['score']:.1f}", f"{row['percentile']:.1f}")
    why = bar_titles(row["excluded_by"], data.catalogue)
    return numbers[0], row["name"], numbers[1], numbers[2], f"{point.x:.4f}", f"{point.y:.4f}", why
