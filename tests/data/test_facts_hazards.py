"""Seismic factors, volcanoes and storm counts are complete, rightly placed and equal to their sources."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod

from geo.catalogue.artefact import load_artefacts
from geo.catalogue.sources import load_sources
from geo.catalogue.tables import read_table

DATA = Path(__file__).resolve().parents[2] / "data"
FACTS = DATA / "facts"
TABLES = ("seismic_hazard_au", "seismic_hazard_jp", "volcanoes", "cyclone_counts")
WGS84 = Geod(ellps="WGS84")


def table(name: str) -> Any:
    """A fact table with its id as the index."""
    return read_table(FACTS, name).set_index("id", drop=False)


@pytest.fixture(scope="module")
def mirror() -> Path:
    """Root of the mirror."""
    found = os.environ.get("SITEWATT_MIRROR")
    if not found:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(found)


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_unique_and_every_row_cites_a_known_source_or_a_page(name: str) -> None:
    facts = table(name)
    known = set(load_sources(DATA)) | set(load_artefacts(DATA))
    assert facts["id"].is_unique
    for row in facts.itertuples():
        if row.date == "unverified":
            continue
        for source in str(row.source).split(" ; "):
            assert source in known or source.startswith("https://"), row.id


# AS 1170.4-2007, table 3.2, as read on the cited page; capitals also in a paper of the Australian Building Codes Board.
FACTORS = {
    "hobart": 0.03, "brisbane": 0.05, "gold-coast": 0.05, "sydney": 0.08, "melbourne": 0.08, "canberra": 0.08,
    "perth": 0.09, "darwin": 0.09, "wollongong": 0.09, "adelaide": 0.10, "geelong": 0.10, "latrobe-valley": 0.10,
    "newcastle": 0.11, "bundaberg": 0.11, "port-hedland": 0.12, "karratha": 0.12, "tennant-creek": 0.13, "york": 0.14,
    "meckering": 0.20, "cunderdin": 0.22,
}  # fmt: skip


@pytest.mark.parametrize(("town", "factor"), FACTORS.items())
def test_factors_are_those_of_the_standard(town: str, factor: float) -> None:
    assert table("seismic_hazard_au").loc[f"au-{town}", "factor_z_g"] == factor


# NSHA18, return period 475 years, as in shared/nsha18_AS1170.4_cmp.csv of Geoscience Australia.
ACCELERATIONS = {
    "hobart": 0.011, "sydney": 0.021, "melbourne": 0.030, "brisbane": 0.008, "perth": 0.027, "adelaide": 0.035,
    "darwin": 0.031, "canberra": 0.048, "meckering": 0.064, "ballidu": 0.088, "kalgoorlie": 0.083, "morwell": 0.079,
    "newcastle": 0.021, "townsville": 0.006, "port-hedland": 0.037,
}  # fmt: skip


@pytest.mark.parametrize(("town", "acceleration"), ACCELERATIONS.items())
def test_accelerations_are_those_of_nsha18(town: str, acceleration: float) -> None:
    assert table("seismic_hazard_au").loc[f"au-{town}", "nsha18_g"] == acceleration


def test_nsha18_found_less_than_the_standard_nearly_everywhere() -> None:
    both = table("seismic_hazard_au").dropna(subset=["nsha18_g", "factor_z_g"])
    above = both[both["nsha18_g"] > both["factor_z_g"]]
    assert above["name"].tolist() == ["Kalgoorlie"]
    towns = both["nsha18_g"]
    assert towns["au-hobart"] <= towns["au-sydney"] <= towns["au-perth"] < towns["au-meckering"]


def test_the_standard_has_least_in_hobart_and_most_by_meckering() -> None:
    factors = table("seismic_hazard_au")["factor_z_g"]
    assert factors["au-hobart"] <= factors["au-sydney"] <= factors["au-perth"] < factors["au-meckering"]
    assert factors.max() == 0.22
    assert factors["au-hobart"] == factors.min()


def test_103_australian_towns_and_47_capitals_are_listed() -> None:
    assert len(table("seismic_hazard_au")) == 103
    capitals = table("seismic_hazard_jp")
    assert capitals["name"].nunique() == 47
    assert (capitals["edition"] == 2016).sum() == 47


# The 2016 edition as read on the cited page; the 2020 edition where another page was read.
CAPITALS = {
    "sapporo-2016": 0.92, "sendai-2016": 5.8, "mito-2016": 81, "saitama-2016": 55, "chiba-2016": 85, "tokyo-2016": 47,
    "yokohama-2016": 81, "shizuoka-2016": 68, "nagoya-2016": 45, "osaka-2016": 55, "kochi-2016": 73,
    "fukuoka-2016": 8.1, "naha-2016": 20, "nagasaki-2020": 3.0, "mito-2020": 81,
    "tokushima-2020": 75, "shizuoka-2020": 70,
}  # fmt: skip


@pytest.mark.parametrize(("row", "percent"), CAPITALS.items())
def test_probabilities_are_those_of_the_editions(row: str, percent: float) -> None:
    facts = table("seismic_hazard_jp")
    assert facts.loc[f"jp-{row}", "p30_percent"] == percent
    assert facts.loc[f"jp-{row}", "date"] != "unverified"


def test_editions_that_were_not_read_are_marked() -> None:
    facts = table("seismic_hazard_jp")
    marked = facts[facts["date"] == "unverified"]
    assert set(marked["name"]) == {"Morioka", "Sendai", "Fukushima", "Saitama", "Chiba", "Yokohama"}
    assert (marked["edition"] == 2020).all()


@pytest.mark.parametrize(
    ("volcano", "lon", "lat"),
    [
        ("jp-fuji", 138.73, 35.36),
        ("jp-sakura-jima", 130.66, 31.59),
        ("jp-aso", 131.10, 32.88),
        ("jp-asama", 138.53, 36.40),
        ("jp-zao", 140.44, 38.14),
        ("au-newer-volcanics-prov", 142.5, -37.77),
        ("au-rinjani", 116.47, -8.42),
    ],
)
def test_volcanoes_stand_where_the_atlas_has_them(volcano: str, lon: float, lat: float) -> None:
    row = table("volcanoes").loc[volcano]
    assert WGS84.inv(row["lon"], row["lat"], lon, lat)[2] / 1000 < 6


def test_japan_has_111_volcanoes_and_australia_one_province_of_many_vents() -> None:
    facts = table("volcanoes")
    assert (facts["country"] == "Japan").sum() == 111
    own = facts[facts["country"] == "Australia"]
    assert own["id"].tolist() == ["au-newer-volcanics-prov"]
    assert own["accuracy_km"].tolist() == [150.0]


def test_no_volcano_of_the_ice_ages_is_listed() -> None:
    assert not table("volcanoes")["status"].str.contains("Pleistocene").any()


def test_storms_are_counted_over_38_seasons_and_44_years_and_rates_follow() -> None:
    counts = table("cyclone_counts")
    years = counts["last_year"] - counts["first_year"] + 1
    assert set(years[counts["region"] == "au"]) == {38}
    assert set(years[counts["region"] == "jp"]) == {44}
    assert (abs(counts["hurricane_per_decade"] - 10 * counts["hurricane_storms"] / years) < 0.006).all()
    assert (counts["gale_storms"] >= counts["hurricane_storms"]).all()


def test_more_storms_pass_naha_than_tokyo_than_sapporo_and_port_hedland_than_the_south() -> None:
    counts = table("cyclone_counts")
    strong, gales = counts["hurricane_storms"], counts["gale_storms"]
    assert strong["jp-naha-okinawa"] > strong["jp-tokyo-tokyo"] > strong["jp-sapporo-hokkaido"]
    assert gales["au-port-hedland-wa"] > gales["au-darwin-nt"] > gales["au-sydney-nsw"] > gales["au-hobart-tas"]
    assert strong["au-port-hedland-wa"] > strong["au-darwin-nt"] >= strong["au-sydney-nsw"] >= strong["au-hobart-tas"]


@pytest.mark.parametrize("name", ["volcanoes", "cyclone_counts"])
def test_compiled_tables_equal_what_the_mirror_gives(mirror: Path, name: str) -> None:
    compiled = runpy.run_path(str(DATA.parent / "tools" / f"compile_{name}.py"))["compiled"]
    assert compiled(mirror) == (FACTS / f"{name}.csv").read_text(encoding="utf-8")


def test_a_fault_zone_is_drawn_no_longer_than_it_is_and_with_its_ends_in_japan() -> None:
    zones = table("fault_zones_jp")
    assert len(zones) == 7
    for zone in zones.itertuples():
        lon, lat = zip(*(map(float, place.split()) for place in str(zone.via).split(";")), strict=True)
        assert all(128 < value < 147 for value in lon)
        assert all(30 < value < 46 for value in lat)
        drawn = WGS84.line_length(lon, lat) / 1000.0
        # A line through the middles of municipalities may be a little longer; parts in the sea are not drawn.
        assert drawn <= 1.15 * zone.length_km, zone.id
        assert drawn >= 0.45 * zone.length_km, zone.id


# Evaluations of 2004, 2007 and 2016, and the table of 1 January 2025, as read on the cited pages.
ZONES = {
    "jp-uemachi": (42, 7.5, 3),
    "jp-kego": (27, 7.2, 6),
    "jp-tachikawa": (33, 7.4, 2),
    "jp-rokko-awaji": (71, 7.9, 1),
}


@pytest.mark.parametrize(("zone", "figures"), ZONES.items())
def test_fault_zones_have_the_length_magnitude_and_probability_of_their_evaluation(
    zone: str, figures: tuple[float, float, float]
) -> None:
    row = table("fault_zones_jp").loc[zone]
    assert (row["length_km"], row["magnitude"], row["p30_high_percent"]) == figures
    assert not row["p30_low_percent"] > row["p30_high_percent"]
