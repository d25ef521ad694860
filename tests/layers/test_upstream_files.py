"""The publishers' pinned files of stations: what they add to our tables, and their traps, on files made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from geo.catalogue.layer import Look
from geo.errors import DataError
from geo.workspace import Workspace
from layers import _upstream_plants as plants
from layers import _upstream_stations as stations
from layers._kml import placemarks
from layers.substations import _grouped

KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>"""
NOWHERE = "<Placemark><name>a line</name></Placemark>"


def placemark(lon: float, lat: float, **attributes: str) -> str:
    data = "".join(f'<SimpleData name="{name}">{value}</SimpleData>' for name, value in attributes.items())
    return (
        f"<Placemark><ExtendedData>{data}</ExtendedData>"
        f"<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"
    )


def station(lon: float, lat: float, number: int, name: str, kv: int, status: str = "Operational") -> str:
    attributes = {"OBJECTID": str(number), "NAME": name, "VOLTAGE": str(kv), "REVISED": "23/02/2017"}
    return placemark(lon, lat, OPERATIONALSTATUS=status, **attributes)


class Files:
    """Stands for the door to the data: a file by key."""

    def __init__(self, folder: Path, **contents: str) -> None:
        self.folder = folder
        for key, text in contents.items():
            (folder / key.replace("_", "-")).write_text(text, encoding="utf-8")

    def path(self, key: str, _member: str | None = None) -> Path:
        return self.folder / key


def table(**columns: Any) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(columns["lon"], columns["lat"])
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


KNOWN = table(
    id=["one"], name=["One"], voltage_kv=[330.0], synchronous_system=["au-nem-mainland"], connectable=[True],
    not_connectable_reason=[""], source=["x"], date=["2020"], lon=[150.0], lat=[-33.0],
)  # fmt: skip
"""A table of one station."""


def test_a_placemark_gives_its_attributes_and_its_point_and_one_without_a_point_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "doc.kml"
    file.write_text(KML.format(placemark(150.5, -33.25, NAME="Kemps Creek", OWNER="") + NOWHERE))
    assert placemarks(file) == [{"NAME": "Kemps Creek", "OWNER": "", "lon": "150.5", "lat": "-33.25"}]


BOMB = '<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'


@pytest.mark.parametrize("text", ["", "<kml", "PK\x03\x04", BOMB])
def test_what_is_no_kml_or_an_attack_is_refused_by_name(text: str, tmp_path: Path) -> None:
    file = tmp_path / "doc.kml"
    file.write_text(text)
    with pytest.raises(DataError, match=r"doc\.kml"):
        placemarks(file)


def test_only_lower_operational_stations_beyond_2_km_are_added_and_none_can_be_joined(tmp_path: Path) -> None:
    rows = [
        station(151.0, -33.0, 1, "Low", 66),
        station(150.01, -33.0, 2, "Beside One", 66),  # 0.9 km from the table's
        station(152.0, -33.0, 3, "Left out of the table on purpose", 275),
        station(153.0, -33.0, 4, "Shut", 66, status="Non-Operational"),
        station(154.0, -33.0, 5, "A village", 11),
    ]
    found = stations.with_lower_australian(KNOWN, Files(tmp_path, ga_substations_2017=KML.format("".join(rows))))  # type: ignore[arg-type]
    assert found["name"].tolist() == ["One", "Low"]
    low = found.iloc[1]
    assert (low["voltage_kv"], low["date"], low["source"]) == (66.0, "2017-02-23", "ga-substations-2017")
    assert not low["connectable"]
    assert "below 132 kV" in low["not_connectable_reason"]


def test_japanese_voltages_are_in_volts_the_highest_counts_and_an_unknown_one_is_left_out(tmp_path: Path) -> None:
    rows = "v_id#lon#lat#typ#voltage#name\n" + "\n".join(
        [
            "7#139.0#36.0#substation#6600;66000;77000#赤麻変電所",
            "8#138.0#36.0#substation##no voltage",
            "9#137.0#36.0#plant#66000#a plant",
            "10#136.0#36.0#substation#275000#of the table's classes",
        ]
    )
    found = stations.with_lower_japanese(KNOWN, Files(tmp_path, osm_japan_grid_2016_nodes=rows))  # type: ignore[arg-type]
    assert found["id"].tolist() == ["one", "osm-2016-7"]
    assert found["voltage_kv"].tolist() == [330.0, 77.0]


def test_a_station_that_nobody_looked_at_says_nothing_of_the_system_of_a_place(
    bundled: Workspace, tmp_path: Path
) -> None:
    files = Files(tmp_path, ga_substations_2017=KML.format(station(151.0, -33.0, 1, "Low", 66)))
    data = bundled.region("au")
    whole = stations.with_lower_australian(KNOWN, files)  # type: ignore[arg-type]
    assert _grouped(whole, "", Look(data.access, data.region))["id"].tolist() == ["one"]


PLANTS = table(
    id=["big"], name=["Big"], fuel=["gas"], status=["operating"], capacity_mw=[500.0], firm=[True], source=["x"],
    date=["2020"], lon=[150.0], lat=[-33.0],
)  # fmt: skip


def unit(fuel: str, mw: float | None, status: str = "operating", network: str = "NEM") -> dict[str, Any]:
    return {
        "fueltech_id": fuel, "capacity_registered": mw, "status_id": status, "dispatch_type": "GENERATOR",
        "network_id": network,
    }  # fmt: skip


def entry(name: str, lon: float | None, lat: float | None, *units: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "network_name": None, "location": {"lng": lon, "lat": lat}, "facilities": list(units)}


AU_ENTRIES = [
    entry("Derby Solar Farm", 123.6, -17.3, unit("solar_utility", 45.0)),
    entry("Kalbarri", 114.2, -27.9, unit("wind", 1.6, network="WEM")),
    entry("Two Engines", 151.0, -33.0, unit("gas_recip", 4.0), unit("gas_ccgt", 5.0), unit("hydro", 6.0, "off")),
    entry("Beside Big", 150.01, -33.0, unit("distillate", 9.0)),
    entry("No place", None, None, unit("wind", 9.0)),
    entry("Of the table's size", 152.0, -33.0, unit("wind", 60.0)),
    entry("A roof", 153.0, -33.0, unit("solar_utility", 0.4)),
]  # fmt: skip


def australian(tmp_path: Path, register: str = "", wri: str = "") -> gpd.GeoDataFrame:
    head = "name,primary_fuel,capacity_mw,longitude,latitude\n"
    files = Files(
        tmp_path,
        open_electricity_stations=json.dumps(AU_ENTRIES),
        ga_power_stations_2017=KML.format(register),
        wri_australia_2018=head + wri,
    )
    return plants.with_small_australian(PLANTS, files)  # type: ignore[arg-type]


def test_the_misplaced_derby_solar_farm_is_left_out_and_a_western_station_of_its_own_market_is_not(
    tmp_path: Path,
) -> None:
    names = australian(tmp_path)["name"].tolist()
    assert "Derby Solar Farm" not in names
    assert "Kalbarri" in names


def test_units_add_up_and_small_stations_beyond_2_km_of_their_kind_are_added(tmp_path: Path) -> None:
    found = australian(tmp_path).set_index("name")
    assert set(found.index) == {"Big", "Kalbarri", "Two Engines"}
    assert found.loc["Two Engines", "capacity_mw"] == 9.0
    assert found.loc["Two Engines", "firm"]
    assert not found.loc["Kalbarri", "firm"]
    assert (found["status"] == "operating").all()


def test_a_later_file_adds_only_what_the_ones_before_it_lack(tmp_path: Path) -> None:
    told = {"OPERATIONALSTATUS": "Operational", "PRIMARYFUELTYPE": "Distillate"}
    register = placemark(151.01, -33.0, NAME="Two Engines (diesel)", GENERATIONMW="9", **told)
    register += placemark(140.0, -30.0, NAME="A mine", GENERATIONMW="1,200", **told)
    register += placemark(141.0, -30.0, NAME="A town", GENERATIONMW="5", **told)
    wri = "A town,Oil,6,141.2,-30\nElsewhere,Hydro,7,148,-36\nNo place,Hydro,7,,\n"
    found = australian(tmp_path, register, wri)
    assert found["name"].tolist()[3:] == ["A town", "Elsewhere"]
    assert found["source"].tolist()[3:] == ["ga-power-stations-2017", "wri-australia-2018"]


def tracker(country: str, name: str, capacity: str, rows: str, more: str = "") -> str:
    return f"{country},{name},{capacity},status,lng,lat{more}\n{rows}"


def japanese(tmp_path: Path, hydro: str, **swapped: str) -> gpd.GeoDataFrame:
    texts = {
        "gem_bioenergy_2024_09": tracker("country/area", "project-name", "capacity-(mw)", ""),
        "gem_geothermal_2025_03": tracker("country/area", "project-name", "unit-capacity-(mw)", ""),
        "gem_oil_gas_2024_08": tracker("country", "project", "capacity", "", ",fuel_type"),
        "wri_japan_2018": "Name,Fuel,Capacity (MW),Longitude,Latitude\n",
    }
    files = Files(tmp_path, **{**texts, **swapped})
    head = "country,project_name,capacity_(mw),status,lng,lat,technology_type\n"
    (tmp_path / "gem-hydro-2024-05").write_text(head + hydro, encoding="utf-16")
    return plants.with_small_japanese(PLANTS, files)  # type: ignore[arg-type]


def test_trackers_are_read_in_their_encodings_and_only_for_japan_and_what_runs(tmp_path: Path) -> None:
    hydro = (
        "Japan,Kurobe small,30,operating,137.6,36.5,conventional storage\n"
        "Japan,Pumps,40,operating,138.6,36.5,pumped storage\n"
        "Japan,Planned,40,announced,139.6,36.5,pumped storage\n"
        "China,Other,30,operating,120,30,conventional storage\n"
    )
    gas = tracker(
        "country", "project", "capacity", 'Japan,Oil set,60,operating,140,40,"fossil liquids: diesel"\n', ",fuel_type"
    )
    head = "Name,Fuel,Capacity (MW),Longitude,Latitude\n"
    wri = head + "Sun,Solar,2,131,33\nSun (Under Construction),Solar,2,132,33\nNo place,Wind,2,,\n"
    found = japanese(tmp_path, hydro, gem_oil_gas_2024_08=gas, wri_japan_2018=wri).iloc[1:]
    assert dict(zip(found["name"], found["fuel"], strict=True)) == {
        "Kurobe small": "hydro", "Pumps": "pumped_hydro", "Oil set": "oil", "Sun": "solar",
    }  # fmt: skip
    assert found["date"].tolist() == ["2024-05", "2024-05", "2024-08", "2018"]


def test_a_file_without_a_column_is_named_with_the_column(tmp_path: Path) -> None:
    broken = "country,project,status,lng,lat,fuel_type\n"
    with pytest.raises(DataError, match=r"gem-oil-gas-2024-08.*capacity"):
        japanese(tmp_path, "", gem_oil_gas_2024_08=broken)


@pytest.mark.parametrize(
    ("region", "layer", "keys", "more"),
    [
        ("au", "substations", ("ga-substations-2017",), 150),
        ("jp", "substations", ("osm-japan-grid-2016-nodes",), 300),
        ("au", "power_stations", plants.AU_FILES, 150),
        ("jp", "power_stations", plants.JP_FILES, 80),
    ],
)
def test_the_real_files_add_many_stations_and_change_none_of_the_table(
    region: str, layer: str, keys: tuple[str, ...], more: int, bundled: Workspace, tmp_path: Path
) -> None:
    """Lower bounds of what the files hold below the tables' least voltage or capacity, counted on 2026-11-28."""
    from geo.catalogue.access import Access
    from geo.catalogue.fetch import fetch
    from geo.catalogue.paths import data_root, mirror_root
    from geo.catalogue.store import Artefacts

    if mirror_root() is None:
        pytest.skip("SITEWATT_MIRROR is not set")
    store = Artefacts.of(data_root(), tmp_path)
    report = fetch(store, list(keys), mirror=mirror_root())
    assert report.ok
    access, where = Access(data_root(), store), bundled.catalogue.regions[region]
    reader = bundled.catalogue.layers[layer].reader(access, where)
    assert reader is not None
    assert reader.tier == "upstream"
    found, facts = reader.read(access, where), access.points(f"{layer}_{region}")
    assert isinstance(found, gpd.GeoDataFrame)
    assert len(found) > len(facts) + more
    assert found["id"].is_unique
    assert found["id"].tolist()[: len(facts)] == facts["id"].tolist()
    assert np.isfinite(found.geometry.x).all()
