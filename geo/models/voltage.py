"""What a voltage class can carry: one lookup, fed by `data/facts/voltage_classes.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import InputError


@dataclass(frozen=True)
class VoltageClass:
    """Largest load [MW] that one connection of a voltage carries, in full service (N) and after an outage (N-1)."""

    voltage_kv: float
    max_load_n_mw: float
    max_load_n1_mw: float

    def max_load_mw(self, redundancy: str) -> float:
        """Largest load [MW] at "N" or "N-1"."""
        return self.max_load_n1_mw if redundancy == "N-1" else self.max_load_n_mw


def carrying_voltage(classes: Sequence[VoltageClass], load_mw: float, redundancy: str, region: str) -> float:
    """Lowest voltage [kV] whose class carries a load [MW]; InputError when none does."""
    able = [c.voltage_kv for c in classes if c.max_load_mw(redundancy) >= load_mw]
    if not able:
        most = max((c.max_load_mw(redundancy) for c in classes), default=0.0)
        raise InputError(
            f"no voltage class of {region} carries the load at {redundancy}",
            where="load_mw",
            found=f"{load_mw:g} MW",
            allowed=f"up to {most:g} MW",
            mend="split the load over several connections, or choose redundancy N",
        )
    return min(able)
