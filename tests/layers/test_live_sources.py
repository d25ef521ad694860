"""Live services end to end: the catalogue's own questions, asked of a server on loopback, read by the layers' readers.

Every answer is small, made by hand, and of the form that the real service documents. No real service is asked.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine

from geo.catalogue.access import Access
from geo.catalogue.artefact import Artefact, load_artefacts
from geo.catalogue.fetch import fetch
from geo.catalogue.layer import Look
from geo.catalogue.paths import data_root
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.catalogue.store import Artefacts
from geo.decision.brief import Brief
from geo.errors import SitingError
from geo.places import PlaceFields
from geo.space.areas import AreaValue
from geo.space.raster import RasterSource, Sample
from layers import catalogue
from layers._earthquake_told import earthquake
from tests.geo.catalogue.fetch_kit import Answer, Site, arcgis
from tests.geo.catalogue.fetch_kit import site as site

PINS = load_artefacts(data_root())
LIVE = [key for key, pin in PINS.items() if pin.kind == "live"]
AU, JP = (catalogue().regions[key] for key in ("au", "jp"))


def aimed_at(pin: Artefact, site: Site) -> Artefact:
    """The same questions, put to the local server."""
    told = pin.model_dump()
    for question in told["questions"]:
        question["url"] = site.url.rstrip("/") + urlsplit(question["url"]).path
    return Artefact.model_validate(told)


def answered(site: Site, cache: Path, key: str, pages: dict[str, bytes | Answer], **fewer: tuple[str, ...]) -> Access:
    """Fetch one live source whose server answers these pages; `each` keeps only some of its questions."""
    site.pages.update(pages)
    pin = aimed_at(PINS[key], site)
    if fewer:
        question = pin.questions[0].model_copy(update=fewer)
        pin = pin.model_copy(update={"questions": (question,)})
    store = Artefacts({**PINS, key: pin}, cache)
    report = fetch(store, [key])
    assert report.fetched == [key], report.failed
    return Access(data_root(), store)


def zipped(**members: bytes) -> bytes:
    """A zip of files; "__" in a name stands for a folder."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return content.getvalue()


def raster(array: Any, west: float, north: float, step: float, folder: Path, nodata: float | None = None) -> bytes:
    """A GeoTIFF in degrees."""
    import rasterio

    values = np.asarray(array, np.float32)
    path = folder / "made.tif"
    profile: dict[str, Any] = {"driver": "GTiff", "count": 1, "dtype": "float32", "crs": "EPSG:4326", "nodata": nodata}
    transform = Affine(step, 0.0, west, 0.0, -step, north)
    with rasterio.open(
        path, "w", height=values.shape[0], width=values.shape[1], transform=transform, **profile
    ) as file:
        file.write(values, 1)
    return path.read_bytes()


def read(access: Access, layer: str, region: Region) -> Any:
    """Features by the reader that is now the best."""
    reader = catalogue().layers[layer].reader(access, region)
    assert reader is not None
    assert reader.tier == "upstream"
    return reader.read(access, region)


def point(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(lon: float, lat: float, side: float, **properties: Any) -> dict[str, Any]:
    corners = shapely.geometry.mapping(shapely.box(lon, lat, lon + side, lat + side))
    return {"type": "Feature", "properties": properties, "geometry": corners}


@pytest.mark.parametrize("key", LIVE)
def test_a_live_source_states_licence_attribution_and_bounds(key: str) -> None:
    pin = PINS[key]
    assert pin.tier == "upstream"
    assert pin.optional
    assert not pin.default
    assert pin.licence
    assert pin.attribution
    for question in pin.questions:
        assert question.url.startswith("https://")
        assert question.limit_mb <= 1500


def test_a_service_that_is_down_costs_seconds_is_named_and_what_stood_in_stays_in_use(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.catalogue.fetch_open.TIMEOUT_S", 0.5)
    keys = ["ga-lines-live", "capad"]
    pins = [aimed_at(PINS[key], site) for key in keys]
    gone = [pin.model_dump() for pin in pins]
    for told in gone:
        told["questions"][0]["url"] = "http://127.0.0.1:9/0/query"  # the discard port: nobody listens
    store = Artefacts({**PINS, **{told["key"]: Artefact.model_validate(told) for told in gone}}, tmp_path)
    started = time.monotonic()
    assert set(fetch(store, keys).failed) == set(keys)
    assert time.monotonic() - started < 5
    access, layers = Access(data_root(), store), catalogue().layers
    lines = layers["transmission_lines"].reader(access, AU)
    assert lines is not None
    assert lines.tier == "bundled"
    assert layers["protected_areas"].reader(access, AU) is None
    errors = {row.key: row.error for row in store.status() if row.error}
    assert set(errors) == set(keys)
    assert all("127.0.0.1" in error for error in errors.values())


def test_a_service_that_refuses_scripts_is_named_with_its_answer(site: Site, tmp_path: Path) -> None:
    site.pages["/0/query"] = lambda handler: handler.send_error(403)
    told = PINS["ga-lines-live"].model_dump()
    told["questions"][0]["url"] = f"{site.url}0/query"
    store = Artefacts({**PINS, "ga-lines-live": Artefact.model_validate(told)}, tmp_path)
    assert "HTTP 403" in fetch(store, ["ga-lines-live"]).failed["ga-lines-live"]


@pytest.mark.parametrize("key", LIVE)
def test_a_live_source_is_read_by_some_layer(key: str) -> None:
    readers = [reader for layer in catalogue().layers.values() for reader in layer.readers]
    assert any(key in reader.needs for reader in readers)


def test_lines_of_the_live_register_take_the_place_of_the_pinned_ones(site: Site, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[150.0, -33.0], [150.5, -33.0]]}
    told = {"name": "Bayswater to Mt Piper", "capacitykv": 500, "class": "Overhead", "revised": 1763510400000}
    low = {**told, "capacitykv": 11}
    lines = [{"type": "Feature", "properties": p, "geometry": line} for p in (told, low)]
    path = "/gis/rest/services/Electricity_Infrastructure/MapServer/2/query"
    access = answered(site, tmp_path, "ga-lines-live", {path: arcgis(lines)})
    found = read(access, "transmission_lines", AU)
    assert found["voltage_kv"].tolist() == [500]
    assert found["date"].tolist() == ["2025-11-19"]


def test_a_new_substation_is_shown_and_is_no_connection_point_yet(site: Site, tmp_path: Path) -> None:
    bundled = Access(data_root(), Artefacts(PINS, tmp_path)).points("substations_au")
    known = bundled.iloc[0]
    stations = [
        point(known["lon"] + 0.005, known["lat"], name="same yard", state="NSW", voltagekv=132),
        point(133.0, -30.0, name="New Hub", state="SA", voltagekv=330),
        point(133.5, -30.0, name="Village", state="SA", voltagekv=66),
    ]
    path = "/gis/rest/services/Electricity_Infrastructure/MapServer/0/query"
    access = answered(site, tmp_path, "ga-substations-live", {path: arcgis(stations)})
    found = read(access, "substations", AU)
    added = found[found["source"] == "ga-substations-live"]
    assert len(found) == len(bundled) + 1
    assert added["name"].tolist() == ["New Hub"]
    assert not added["connectable"].any()
    assert added["synchronous_system"].tolist() == ["au-nem-mainland"]


def test_a_new_power_station_is_added_once_with_its_fuel(site: Site, tmp_path: Path) -> None:
    about = {"operationalstatus": "Operational", "state": "SA"}
    stations = [
        point(133.0, -30.0, name="Outback Wind", generationmw=300, primaryfueltype="Wind", **about),
        point(133.1, -30.0, name="Small", generationmw=5, primaryfueltype="Solar", **about),
        point(133.2, -30.0, name="Odd", generationmw=100, primaryfueltype="Unknown", **about),
    ]
    path = "/gis/rest/services/Electricity_Infrastructure/MapServer/1/query"
    access = answered(site, tmp_path, "ga-power-stations-live", {path: arcgis(stations)})
    added = read(access, "power_stations", AU).query("source == 'ga-power-stations-live'")
    assert added[["name", "fuel", "capacity_mw", "firm"]].to_numpy().tolist() == [["Outback Wind", "wind", 300, False]]


def test_water_stress_is_that_of_the_sub_basin_and_a_basin_without_a_ratio_is_unknown(
    site: Site, tmp_path: Path
) -> None:
    basins = gpd.GeoDataFrame(
        {
            "pfaf_id": [561001, 561001, 561002, 561003, -9999],
            "bws_raw": [0.55, 0.55, -9999.0, 7.5, 0.1],
            "bws_cat": [3, 3, -1, 4, 0],
            "bws_label": ["High (40-80%)", "High (40-80%)", "Arid", "Extremely High", "Low"],
        },
        geometry=[shapely.box(150 + n, -34, 151 + n, -33) for n in range(5)],
        crs="EPSG:4326",
    )
    folder = tmp_path / "Aq40_Y2023D07M05.gdb"
    basins = basins.astype({"pfaf_id": "int32", "bws_cat": "int32"})
    basins.to_file(folder, layer="baseline_annual", driver="OpenFileGDB", engine="pyogrio")
    inner = "Aqueduct40_waterrisk_download_Y2023M07D05/GDB/Aq40_Y2023D07M05.gdb"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in folder.iterdir():
            archive.writestr(f"{inner}/{path.name}", path.read_bytes())
    pages: dict[str, bytes | Answer] = {"/aqueduct/aqueduct-4-0-water-risk-data.zip": content.getvalue()}
    found = read(answered(site, tmp_path / "cache", "aqueduct-4", pages), "water_stress", AU)
    at = AreaValue("stress_percent").at_points(found, [150.5, 151.5, 152.5, 153.5, 154.5], [-33.5] * 5)
    assert at[[0, 1, 3]] == pytest.approx([55.0, 55.0, 200.0])
    assert np.isnan(at[[2, 4]]).all()
    assert found["stress"].tolist() == ["high", "arid, little use", "extremely high"]


SHAKEN = "/map/JSHIS2/data/P/Y2024/MAP/AVR/TTL_MTTL/P-Y2024-MAP-AVR-TTL_MTTL-5339.zip"
HERE, BESIDE = (139.630, 35.670), (139.644, 35.670)
"""In mesh 5339 45 00 (south 35.333 + 4 * 5 min = 35.6667, west 139 + 5 * 7.5 min = 139.625), and in the one beside."""


def shaken(site: Site, tmp_path: Path, table: str, place: tuple[float, float]) -> dict[str, float]:
    """Acceleration at a place by a file of J-SHIS, at the surface and on the bedrock."""
    pages: dict[str, bytes | Answer] = {SHAKEN: zipped(P_Y2024__mesh_5339_dot_csv=table.encode())}
    found = read(answered(site, tmp_path, "jshis-2024", pages, each=("5339", "3036")), "shaking", JP)
    bands = (spec.measure for key, spec in catalogue().fields.items() if key.startswith("shaking."))
    return {band.band: float(band.at_points(found, [place[0]], [place[1]])[0]) for band in bands}


def test_shaking_is_the_mean_of_the_meshes_of_a_kilometre_on_rock_and_at_the_surface(
    site: Site, tmp_path: Path
) -> None:
    # Two of the 16 quarters. Surface: intensity 5.5 in the mean, 0.40 g. Bedrock: 10 cm/s, intensity 4.392,
    # 0.40 * 10^((4.392 - 5.5) / 2) = 0.1117 g.
    table = (
        "# CODE, T30_I55_PS, T50_P10_BV, T50_P10_SI\n5339450011,0.4,10.0,5.4\n5339450012,0.4,10.0,5.6\n"
        "5339450113,0.4,-9999,-9999\n"
    )
    here = shaken(site, tmp_path, table, HERE)
    assert here["pga_g"] == pytest.approx(0.40, abs=1e-3)
    assert here["rock_pga_g"] == pytest.approx(0.1117, abs=1e-3)
    assert all(np.isnan(value) for value in shaken(site, tmp_path / "again", table, BESIDE).values())


def test_a_file_of_shaking_without_velocity_leaves_the_bedrock_unknown(site: Site, tmp_path: Path) -> None:
    here = shaken(site, tmp_path, "# CODE, T30_P06_SI\n5339450011,5.5\n", HERE)
    assert here["pga_g"] == pytest.approx(0.40, abs=1e-3)
    assert np.isnan(here["rock_pga_g"])


def test_a_fetched_mesh_gives_japan_both_metrics_and_the_bedrock_shakes_less(site: Site, tmp_path: Path) -> None:
    table = "# CODE, T50_P10_BV, T50_P10_SI\n5339450011,10.0,5.5\n"
    pages: dict[str, bytes | Answer] = {SHAKEN: zipped(P_Y2024__mesh_5339_dot_csv=table.encode())}
    access = answered(site, tmp_path, "jshis-2024", pages, each=("5339",))
    data = RegionData(catalogue(), JP, access)
    told = earthquake(data, *HERE, Brief())
    rock, surface = (told[name]["acceleration_g"] for name in ("on_rock", "at_the_surface"))
    assert (rock, surface) == (0.112, 0.4)
    fields = PlaceFields(data, np.array([HERE[0]]), np.array([HERE[1]]))
    for key, expected in (("earthquake_pga", 0.112), ("earthquake_pga_surface", 0.4)):
        criterion = catalogue().criteria[key]
        assert criterion.bounds is not None
        inputs = fields.inputs(criterion.fields, Brief())
        assert criterion.raw(inputs)[0] == pytest.approx(expected, abs=1e-3)
        low, high = (bound(inputs)[0] for bound in criterion.bounds)
        assert (low, high) == pytest.approx((expected / 1.5, expected * 1.5), abs=2e-3)


PLANES = """# VER. = 1.0
# CODE,MAG,NUM,NAME
F003401,7.4,2,Tachikawa fault zone
1,0,0,139.19,35.88,3.0,22.0,15.0,136.0,90.0
2,0,0,139.36,35.74,2.0,11.0,15.0,136.0,90.0
F003402,7.6,1,Tachikawa fault zone
1,0,0,139.19,35.88,3.0,22.0,15.0,136.0,90.0
"""
OTHER = "G000001,6.8,1,A lonely fault\n1,0,0,136.0,36.0,1.0,10.0,15.0,0.0,60.0\n"


def fault_file(site: Site, tmp_path: Path, **members: bytes) -> Any:
    """Traces by an archive of fault planes."""
    pages: dict[str, bytes | Answer] = {"/map/JSHIS2/data/P/Y2024/P-Y2024-PRM.zip": zipped(**members)}
    return read(answered(site, tmp_path, "jshis-faults-2024", pages), "faults", JP)


def test_fault_planes_become_the_lines_of_their_upper_edges_and_count_once(site: Site, tmp_path: Path) -> None:
    found = fault_file(
        site, tmp_path, **{
            "P-Y2024-PRM-SHP_TYPE1_LND_A98F_EN_dot_csv": PLANES.encode(),
            "P-Y2024-PRM-SHP_TYPE1_LND_A98F_dot_csv": "F0,7.0,1,立川\n".encode("cp932"),
            "P-Y2024-PRM-SHP_TYPE1_LND_AGR1_dot_csv": OTHER.encode(),
        },
    ).set_index("name")  # fmt: skip
    assert found.loc["Tachikawa fault zone", "length_km"] == 33.0
    assert found.loc["Tachikawa fault zone", "magnitude"] == 7.6
    assert found.loc["Tachikawa fault zone", "top_km"] == 2.0
    # Ten kilometres due north from 36 N: a degree of latitude is 110.96 km there, so the end lies at 36.0901.
    ends = found.loc["A lonely fault", "geometry"].bounds
    assert ends == pytest.approx((136.0, 36.0, 136.0, 36.0901), abs=1e-4)


def test_a_place_over_a_fault_plane_is_near_its_trace_and_others_have_a_distance(site: Site, tmp_path: Path) -> None:
    found = fault_file(
        site, tmp_path, **{
            "P-Y2024-PRM-SHP_TYPE1_LND_A98F_dot_csv": PLANES.encode(),
            "P-Y2024-PRM-SHP_TYPE1_LND_AGR1_dot_csv": OTHER.encode(),
        },
    )  # fmt: skip
    measure = catalogue().fields["faults.distance_km"].measure
    tachikawa, inzai = measure.at_points(found, [139.36, 140.146], [35.74, 35.832])
    assert tachikawa < 0.01
    assert 60 < inzai < 80


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("1,0,0,139.19,35.88,3.0,22.0,15.0,136.0,90.0\n", "line 1"),
        ("F1,7.4,1,A\n1,0,0,east,35.88,3.0,22.0,15.0,136.0,90.0\n", "line 2"),
        ("F1,7.4,1,A\n1,0,0,139.19\n", "line 2"),
    ],
)
def test_a_broken_table_of_fault_planes_is_named_with_its_line(
    site: Site, tmp_path: Path, table: str, words: str
) -> None:
    with pytest.raises(SitingError, match=words):
        fault_file(
            site, tmp_path, **{
                "P-Y2024-PRM-SHP_TYPE1_LND_A98F_dot_csv": table.encode(),
                "P-Y2024-PRM-SHP_TYPE1_LND_AGR1_dot_csv": OTHER.encode(),
            },
        )  # fmt: skip


def test_strict_reserves_bar_and_managed_ones_do_not(site: Site, tmp_path: Path) -> None:
    reserves = [
        square(149.0, -34.0, 2.0, NAME="Big", TYPE="Indigenous Protected Area", IUCN="VI", STATE="NSW", GIS_AREA=1.0),
        square(150.0, -34.0, 1.0, NAME="Blue Hills", TYPE="National Park", IUCN="II", STATE="NSW", GIS_AREA=1.0),
    ]
    path = "/gispubmap/rest/services/ogc_services/CAPAD/FeatureServer/0/query"
    access = answered(site, tmp_path, "capad", {path: arcgis(reserves)})
    found = read(access, "protected_areas", AU)
    assert found["name"].tolist() == ["Big Indigenous Protected Area", "Blue Hills National Park"]
    spec = catalogue().fields["protected_areas.barred"]
    assert spec.prepare is not None
    first = spec.prepare(found, "", None)  # type: ignore[arg-type]
    at = spec.measure.at_points(first, [149.5, 150.5, 152.0], [-33.5] * 3)
    assert at.tolist() == [0.0, 1.0, 0.0]


def test_japanese_parks_are_made_valid_and_told_apart_by_their_file(site: Site, tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(139.0, 35.0), (139.2, 35.2), (139.2, 35.0), (139.0, 35.2)])
    folder = tmp_path / "shapes"
    folder.mkdir()
    for code in ("11", "13"):
        park = gpd.GeoDataFrame({"OBJ_NAME": ["富士箱根伊豆"]}, geometry=[bow_tie], crs="EPSG:4612")
        park.to_file(folder / f"A10-15_14_1602{code}.shp", engine="pyogrio", encoding="cp932")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in folder.iterdir():
            archive.writestr(path.name, path.read_bytes())
    pages: dict[str, bytes | Answer] = {"/ksj/gml/data/A10/A10-15/A10-15_14_GML.zip": content.getvalue()}
    access = answered(site, tmp_path / "cache", "ksj-natural-parks-2015", pages, each=("14",))
    found = read(access, "protected_areas", JP)
    assert found["kind"].tolist() == ["national park", "prefectural natural park"]
    assert found["barred"].tolist() == [1.0, 0.0]
    assert found["name"].iloc[0] == "富士箱根伊豆"
    assert found.geometry.is_valid.all()


def test_okayama_s_parks_are_never_asked_for() -> None:
    assert "33" not in PINS["ksj-natural-parks-2015"].questions[0].each


def test_ground_that_the_flood_does_not_reach_is_dry_and_not_unknown(site: Site, tmp_path: Path) -> None:
    depths = np.full((240, 240), -9999.0)
    depths[120, 120] = 2.5
    tif = raster(depths, 150.0, -33.0, 1 / 120, tmp_path, nodata=-9999.0)
    pages: dict[str, bytes | Answer] = {
        "/ftp/jrc-opendata/FLOODS/GlobalMaps/floodMapGL_rp100y.zip": zipped(floodMapGL_rp100y_dot_tif=tif)
    }
    found = read(answered(site, tmp_path / "cache", "jrc-flood-100y", pages), "flood", AU)
    wet, dry = Sample("nearest").at_points(found, [151.004, 150.5], [-34.004, -33.5])
    assert (wet, dry) == (2.5, 0.0)


def test_level_ground_is_told_from_steep_ground_at_ninety_metres(site: Site, tmp_path: Path) -> None:
    # 0.01 degree of northing is 1,112 m: 100 m of rise in it is 9 %; the southern half is flat at 50 m.
    rows = np.arange(1200)[:, None] / 1200.0
    heights = np.where(rows < 0.5, 50.0 + (0.5 - rows) * 10_000.0, 50.0) * np.ones((1, 1200))
    tile = "Copernicus_DSM_COG_10_S34_00_E150_00_DEM"
    pages: dict[str, bytes | Answer] = {f"/{tile}/{tile}.tif": raster(heights, 150.0, -33.0, 1 / 1200, tmp_path)}
    access = answered(site, tmp_path / "cache", "copernicus-glo-30", pages, each=("S34_00_E150", "S35_00_E160"))
    found = read(access, "slope", AU)
    steep, flat, elsewhere = Sample("nearest").at_points(found, [150.5, 150.5, 152.5], [-33.25, -33.75, -33.5])
    assert (steep, flat) == (0.0, 100.0)
    assert np.isnan(elsewhere)


def test_ground_class_by_the_slope_of_thirty_arc_seconds_tells_rock_from_soil(site: Site, tmp_path: Path) -> None:
    # North 1 % of slope between 0.72 and 1.3 %, rock; south 0.1 %, soil; a strip of sea in the west.
    degrees = 1.0 - np.arange(1200)[:, None] / 1200.0
    north_m = 111_195.0 * np.where(degrees > 0.5, 0.01 * (degrees - 0.5), 0.001 * (degrees - 0.5))
    heights = np.where(np.arange(1200)[None, :] < 120, 0.0, 200.0 + north_m)
    tile = "Copernicus_DSM_COG_10_S34_00_E150_00_DEM"
    pages: dict[str, bytes | Answer] = {f"/{tile}/{tile}.tif": raster(heights, 150.0, -33.0, 1 / 1200, tmp_path)}
    access = answered(site, tmp_path / "cache", "copernicus-glo-30", pages, each=("S34_00_E150",))
    found = read(access, "site_class", AU)
    at = Sample("nearest").at_points(found, [150.5, 150.5, 150.02], [-33.25, -33.75, -33.5])
    # Between (0.0072, 360) and (0.013, 490) at 0.01: 360 * (490/360)^(ln(0.01/0.0072) / ln(0.013/0.0072)) = 427.3.
    assert at[0] == pytest.approx(427.3, abs=1.0)
    # Between (0.00002, 180) and (0.002, 240) at 0.001: 180 * (4/3)^(ln 50 / ln 100) = 229.8.
    assert at[1] == pytest.approx(229.8, abs=1.0)
    assert np.isnan(at[2])


def test_wind_and_sun_of_the_atlases_are_read_over_the_region(site: Site, tmp_path: Path) -> None:
    speed = raster(np.full((200, 200), 7.25), 150.0, -32.0, 0.01, tmp_path)
    pages: dict[str, bytes | Answer] = {
        "/api/gis/country/AUS/wind-speed/100": speed,
        "/api/gis/country/JPN/wind-speed/100": speed,
    }
    found = read(answered(site, tmp_path / "wind", "global-wind-atlas", pages), "wind", AU)
    assert Sample("bilinear").at_points(found, [151.0], [-33.0])[0] == pytest.approx(7.25)
    sun = raster(np.full((200, 200), 4.9), 150.0, -32.0, 0.01, tmp_path)
    named = {"Australia_GISdata_LTAy_AvgDailyTotals_GlobalSolarAtlas_v2__GHI_dot_tif": sun, "PVOUT_dot_tif": speed}
    pages = {
        f"/download/{name}/{name}_GISdata_LTAym_AvgDailyTotals_GlobalSolarAtlas-v2_GEOTIFF.zip": zipped(**named)
        for name in ("Australia", "Japan")
    }
    found = read(answered(site, tmp_path / "sun", "global-solar-atlas", pages), "irradiance", AU)
    assert isinstance(found, RasterSource)
    assert Sample("bilinear").at_points(found, [151.0], [-33.0])[0] == pytest.approx(4.9)


def test_tracks_skip_the_unit_line_spurs_and_blank_winds_and_count_a_crossing_storm_once(
    site: Site, tmp_path: Path
) -> None:
    head = "SID,SEASON,ISO_TIME,LAT,LON,WMO_WIND,TRACK_TYPE\n ,Year, ,degrees_north,degrees_east,kts, \n"
    storm = "".join(
        f"2011028S13180,2011,2011-02-02 {hour:02d}:00:00,-18.0,{lon},{wind},main\n"
        for hour, lon, wind in ((0, 147.0, "100"), (3, 146.6, " "), (6, 146.2, "105"))
    )
    spur = "2011028S13181,2011,2011-02-02 00:00:00,-18.0,146.0,120,spur-other\n"
    before = "1975001S10140,1975,1975-01-02 00:00:00,-18.0,146.0,90,main\n"
    path = "/data/international-best-track-archive-for-climate-stewardship-ibtracs/v04r01/access/csv/ibtracs."
    table = (head + storm + spur + before).encode()
    pages: dict[str, bytes | Answer] = {f"{path}{ocean}.list.v04r01.csv": table for ocean in ("WP", "SI", "SP")}
    found = read(answered(site, tmp_path, "ibtracs-v04r01", pages), "cyclones", AU)
    assert found[["storm", "force"]].to_numpy().tolist() == [["2011028S13180", "gale"], ["2011028S13180", "hurricane"]]
    assert found["peak_kt"].tolist() == [105.0, 105.0]


def test_facilities_without_a_position_are_left_out(site: Site, tmp_path: Path) -> None:
    row = {"id": 1, "name": "SY1", "org_name": "Equinix", "city": "Sydney", "net_count": 150, "updated": "2026-01-02T"}
    rows = [{**row, "latitude": -33.92, "longitude": 151.19}, {**row, "latitude": None, "longitude": None}]
    pages: dict[str, bytes | Answer] = {"/api/fac": json.dumps({"data": rows, "meta": {}}).encode()}
    found = read(answered(site, tmp_path, "peeringdb-facilities", pages), "facilities", AU)
    assert found[["name", "networks", "date"]].to_numpy().tolist() == [["SY1", 150, "2026-01-02"]]


def test_a_traction_station_is_mapped_and_is_no_connection_point(site: Site, tmp_path: Path) -> None:
    corners = [{"lat": 35.0, "lon": 139.0}, {"lat": 35.0, "lon": 139.01}, {"lat": 35.01, "lon": 139.0}]
    elements = [
        {"type": "way", "id": 1, "geometry": corners, "tags": {"power": "line", "voltage": "275000;66000"}},
        {"type": "way", "id": 2, "geometry": corners, "tags": {"power": "substation", "voltage": "154000"}},
        {"type": "node", "id": 3, "lat": 35.1, "lon": 139.1,
         "tags": {"power": "substation", "voltage": "66000", "substation": "traction"}},
        {"type": "way", "id": 4, "geometry": corners, "tags": {"power": "line", "voltage": "6600"}},
        {"type": "way", "id": 5, "geometry": [], "tags": {"power": "line", "voltage": "unknown"}},
    ]  # fmt: skip
    pages: dict[str, bytes | Answer] = {"/api/interpreter": json.dumps({"elements": elements}).encode()}
    access = answered(site, tmp_path, "osm-grid-japan", pages)
    lines, stations = read(access, "osm_lines", JP), read(access, "osm_stations", JP)
    assert lines["voltage_kv"].tolist() == [275.0]
    assert stations[["osm_id", "connection_point"]].to_numpy().tolist() == [["way/2", True], ["node/3", False]]


def test_mapped_data_centres_stand_at_their_centre(site: Site, tmp_path: Path) -> None:
    elements = [
        {"type": "way", "id": 7, "center": {"lat": -33.8, "lon": 150.9}, "tags": {"name": "Hall", "operator": "X"}},
        {"type": "relation", "id": 8, "tags": {}},
    ]
    pages: dict[str, bytes | Answer] = {"/api/interpreter": json.dumps({"elements": elements}).encode()}
    found = read(answered(site, tmp_path, "osm-data-centres", pages), "osm_data_centres", AU)
    assert found[["name", "osm_id"]].to_numpy().tolist() == [["Hall", "way/7"]]
    assert found.geometry.iloc[0].coords[0] == (150.9, -33.8)


def test_events_placed_no_better_than_a_country_are_left_out(site: Site, tmp_path: Path) -> None:
    head = "id,year,type_of_violence,conflict_name,where_prec,latitude,longitude,best,date_start\n"
    rows = (
        "1,2014,3,IS - Civilians,1,-33.868,151.211,2,2014-12-15 00:00:00.000\n"
        "2,1995,3,Aum - Civilians,6,35.7,139.7,12,1995-03-20 00:00:00.000\n"
        "3,2000,1,Elsewhere,1,10.0,10.0,5,2000-01-01 00:00:00.000\n"
    )
    table = zipped(GEDEvent_v25_1_dot_csv=(head + rows).encode())
    pages: dict[str, bytes | Answer] = {"/downloads/ged/ged251-csv.zip": table}
    access = answered(site, tmp_path, "ucdp-ged-25-1", pages)
    assert read(access, "conflict_events", AU)[["kind", "deaths"]].to_numpy().tolist() == [["one-sided", 2]]
    assert len(read(access, "conflict_events", JP)) == 0
    make = catalogue().layers["conflict_events"].scorecard
    assert make is not None
    assert [item.value for item in make(Look(access, AU))] == ["1"]


@pytest.mark.parametrize(
    ("key", "layer", "path"),
    [
        ("aqueduct-4", "water_stress", "/aqueduct/aqueduct-4-0-water-risk-data.zip"),
        ("jrc-flood-100y", "flood", "/ftp/jrc-opendata/FLOODS/GlobalMaps/floodMapGL_rp100y.zip"),
        ("ucdp-ged-25-1", "conflict_events", "/downloads/ged/ged251-csv.zip"),
    ],
)
@pytest.mark.parametrize(
    "content", [b"<html>moved</html>", zipped(readme_dot_txt=b"nothing"), zipped(__a__b_dot_csv=b"")]
)
def test_a_file_that_is_not_what_it_should_be_is_one_clear_error(
    site: Site, tmp_path: Path, key: str, layer: str, path: str, content: bytes
) -> None:
    access = answered(site, tmp_path, key, {path: content})
    with pytest.raises(SitingError):
        read(access, layer, AU)
