"""Governance indices: the values of the table, the order of countries and years, and terms that stay apart."""

from __future__ import annotations

import numpy as np
import pytest

from geo.decision.brief import Brief
from geo.places import PlaceFields
from geo.workspace import Workspace
from layers import catalogue

CATALOGUE = catalogue()
SYDNEY, TOKYO = (151.209, -33.868), (139.767, 35.681)
PUBLISHED = {
    ("au", "governance_libdem"): 0.79,
    ("jp", "governance_libdem"): 0.73,
    ("au", "governance_polyarchy"): 0.86,
    ("jp", "governance_polyarchy"): 0.82,
}
"""V-Dem, two decimals: the liberal index of 2025 through Our World in Data (79.3 and 73.4 of 100), the electoral one of
2024 by worldpopulationreview.com/country-rankings/v-dem-democracy-index-by-country."""


def value(workspace: Workspace, region: str, key: str, place: tuple[float, float]) -> float:
    fields = PlaceFields(workspace.region(region), np.array([place[0]]), np.array([place[1]]))
    criterion = CATALOGUE.criteria[key]
    return float(criterion.raw(fields.inputs(criterion.fields, Brief()))[0])


@pytest.mark.parametrize(("region", "key"), PUBLISHED)
def test_the_latest_index_is_the_published_one(bundled: Workspace, region: str, key: str) -> None:
    found = value(bundled, region, key, SYDNEY if region == "au" else TOKYO)
    assert round(found, 2) == PUBLISHED[region, key]


def test_australia_stands_above_japan_in_every_index_and_the_two_are_far_above_the_middle(bundled: Workspace) -> None:
    for key in ("governance_voice", "governance_libdem", "governance_polyarchy"):
        au, jp = value(bundled, "au", key, SYDNEY), value(bundled, "jp", key, TOKYO)
        assert au > jp
        worth = CATALOGUE.criteria[key].value_function(np.array([au, jp]))
        assert (worth > 0.65).all()


def test_an_index_is_one_value_a_country_and_a_limit_bars_all_or_nothing(bundled: Workspace) -> None:
    fields = PlaceFields(bundled.region("jp"), np.array([139.767, 141.354]), np.array([35.681, 43.062]))
    constraint = CATALOGUE.constraints["governance_libdem"]
    inputs = fields.inputs(constraint.fields, Brief())
    assert constraint.excludes(inputs, 0.8).tolist() == [True, True]
    assert constraint.excludes(inputs, 0.7).tolist() == [False, False]


@pytest.mark.parametrize("region", ["au", "jp"])
def test_items_carry_the_series_from_2000_and_their_terms(bundled: Workspace, region: str) -> None:
    make = CATALOGUE.layers["governance"].scorecard
    assert make is not None
    items = {item.title: item for item in make(bundled.region(region).look)}
    assert {item.terms for item in items.values()} == {"CC BY 4.0", "CC BY-SA 4.0"}
    for item in items.values():
        assert item.series[0][0] == 2000
        assert item.series[-1][0] >= 2023
        assert item.trend.startswith(f"{item.series[0][1]:.3g} in 2000")


def test_non_commercial_indices_are_optional_and_no_criterion(bundled: Workspace) -> None:
    layer = CATALOGUE.layers["governance_noncommercial"]
    assert not layer.criteria
    assert not layer.constraints
    assert layer.scorecard is not None
    items = layer.scorecard(bundled.region("au").look)
    assert items
    assert all(item.optional and not item.setting and "non-commercial" in item.terms for item in items)


KNOWN = {
    "governance_wgi": {"au-voice-2000": 1.471, "au-voice-2023": 1.507, "jp-voice-2000": 0.958, "jp-voice-2023": 1.106},
    "governance_vdem": {
        "au-libdem-2000": 0.84, "au-libdem-2023": 0.802, "jp-libdem-2000": 0.77, "jp-libdem-2023": 0.745,
        "au-polyarchy-2000": 0.883, "au-polyarchy-2023": 0.855, "jp-polyarchy-2000": 0.845, "jp-polyarchy-2023": 0.828,
    },
    "governance_noncommercial": {
        "au-eiu-2006": 9.09, "au-eiu-2010": 9.22, "au-eiu-2023": 8.66, "jp-eiu-2023": 8.4, "jp-eiu-2024": 8.48,
        "au-freedom-2024": 95.0, "jp-freedom-2024": 96.0,
    },
}  # fmt: skip
"""Values as the World Bank, the V-Dem Institute, the Economist Intelligence Unit and Freedom House published them."""


@pytest.mark.parametrize("table", KNOWN)
def test_values_of_known_years_are_the_published_ones(bundled: Workspace, table: str) -> None:
    rows = bundled.region("au").access.table(table).set_index("id")["value"]
    for key, published in KNOWN[table].items():
        assert rows[key] == pytest.approx(published, abs=0.0006), key
