"""Firm power by a date: what dated statements about a place say of a load, kept apart as PASS, FAIL and UNKNOWN.

A statement (a row of `data/facts/power_headroom.csv`) gives firm megawatts that a new load could still have, as a
range, and the year from which it could have them: optimistic, central, conservative. Of one row:

- FAIL "system": the place belongs to a small synchronous system and the load is above the stated share of its peak;
- FAIL "megawatts": even the high figure is below the load;
- FAIL "date": even the optimistic year is after the wanted one, and the load is large (years speak of large loads);
- PASS: the low figure carries the load and the conservative year is in time, and the row speaks of a substation or a
  zone (what a whole area has says nothing of a bus);
- UNKNOWN otherwise. Queues and applications are shown, never subtracted: most are never built.

Of several rows the most particular that decides wins: substations before zones before areas, small before large; but a
load above the stated share of its synchronous system's peak fails whatever else is said. What a utility answered one
customer (`geo/models/ledger.py`) stands before all that is public; of several such answers the best counts, because a
site may join the better bus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Gate = Literal["PASS", "FAIL", "UNKNOWN"]
OWN = "own"
"""Kind of a statement that the user brought: it overrides what is public."""
KINDS = (OWN, "substation", "zone", "area")
BEST_FIRST: tuple[Gate, ...] = ("PASS", "UNKNOWN", "FAIL")
LARGE_LOAD_MW = 100.0
"""Assumption: the years speak of loads of several hundred megawatts; a late year does not fail a load below this."""


@dataclass(frozen=True)
class Statement:
    """What one source says of firm power at one place; None is unknown. Megawatts and calendar years."""

    id: str
    name: str
    kind: str
    radius_km: float
    firm_low_mw: float | None = None
    firm_high_mw: float | None = None
    optimistic: int | None = None
    central: int | None = None
    conservative: int | None = None
    largest_load_mw: float | None = None
    """Largest single load of the small synchronous system that the place belongs to, if it does."""
    source: str = ""
    date: str = ""

    @property
    def rank(self) -> tuple[int, float, str]:
        """Particular before general: by kind, then by radius."""
        return KINDS.index(self.kind), self.radius_km, self.id


@dataclass(frozen=True)
class Verdict:
    """The gate at a place, why, and the statement that decided (None where none speaks of the place)."""

    gate: Gate
    reason: str
    statement: Statement | None = None


def judge_one(statement: Statement, load_mw: float, energise_by: int) -> Verdict:
    """The gate for a load [MW] by a year, as one statement has it."""
    low, high, largest = statement.firm_low_mw, statement.firm_high_mw, statement.largest_load_mw
    if largest is not None and largest < load_mw:
        return Verdict("FAIL", f"its system takes at most {largest:.0f} MW at one place", statement)
    if high is not None and high < load_mw:
        return Verdict("FAIL", f"at most {high:g} MW firm", statement)
    if statement.optimistic is not None and statement.optimistic > energise_by and load_mw >= LARGE_LOAD_MW:
        return Verdict("FAIL", f"not before {statement.optimistic}", statement)
    if low is None:
        return Verdict("UNKNOWN", "firm megawatts not stated", statement)
    if low < load_mw:
        return Verdict("UNKNOWN", f"sure of {low:g} MW firm only", statement)
    if statement.conservative is None or statement.conservative > energise_by:
        return Verdict("UNKNOWN", "the year is not sure", statement)
    if statement.kind == "area":
        return Verdict("UNKNOWN", "stated for the whole area, not for a bus", statement)
    return Verdict("PASS", f"{low:g} MW firm by {statement.conservative}", statement)


def judge(
    statements: Sequence[Statement], load_mw: float, energise_by: int, largest_load_mw: float | None = None
) -> Verdict:
    """The gate for a load [MW] by a year, from every statement about a place.

    Parameters
    ----------
    statements : those whose circle holds the place, in any order
    largest_load_mw : the largest single load its synchronous system may take; None or NaN where unknown
    """
    if largest_load_mw is not None and largest_load_mw < load_mw:
        return Verdict("FAIL", f"its system takes at most {largest_load_mw:.0f} MW at one place")
    ranked = sorted(statements, key=lambda each: each.rank)
    small = [each for each in ranked if each.largest_load_mw is not None and each.largest_load_mw < load_mw]
    own = [each for each in ranked if each.kind == OWN]
    if own and not small:
        return _best([judge_one(each, load_mw, energise_by) for each in own])
    verdicts = [judge_one(each, load_mw, energise_by) for each in small or ranked]
    decided = next((verdict for verdict in verdicts if verdict.gate != "UNKNOWN"), None)
    if decided is not None:
        return decided
    return verdicts[0] if verdicts else Verdict("UNKNOWN", "no dated statement about this place was found")


def _best(verdicts: Sequence[Verdict]) -> Verdict:
    """The best verdict of the user's own evidence; of several that fail the one with most megawatts tells why."""
    best = min(verdicts, key=lambda verdict: (BEST_FIRST.index(verdict.gate), -_most(verdict)))
    reason = "not sure enough to pass" if best.gate == "UNKNOWN" else best.reason
    return Verdict(best.gate, f"own evidence: {reason}", best.statement)


def _most(verdict: Verdict) -> float:
    high = verdict.statement.firm_high_mw if verdict.statement else None
    return high if high is not None else 0.0
