"""Which voltage carries a load."""

import pytest

from geo.errors import InputError
from geo.models.voltage import VoltageClass, carrying_voltage

CLASSES = (VoltageClass(132, 300, 150), VoltageClass(220, 600, 400), VoltageClass(500, 1500, 1000))


@pytest.mark.parametrize(
    ("load_mw", "redundancy", "kv"), [(150, "N-1", 132), (151, "N-1", 220), (300, "N", 132), (1000, "N-1", 500)]
)
def test_the_lowest_class_that_carries_the_load_is_taken(load_mw: float, redundancy: str, kv: float) -> None:
    assert carrying_voltage(CLASSES, load_mw, redundancy, "Testland") == kv


def test_a_load_that_nothing_carries_is_said_with_the_most_that_is() -> None:
    with pytest.raises(InputError, match="up to 1000 MW"):
        carrying_voltage(CLASSES, 1001, "N-1", "Testland")
