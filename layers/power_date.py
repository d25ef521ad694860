"""Power by a date: does a dated source say that a place can have the load's firm megawatts in time?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Classes, Piecewise
from geo.models.energy import by_code
from geo.models.power_date import Verdict
from geo.space.areas import AreaValue
from layers._headroom import NOWHERE, circles, evidence, headroom, pieces
from layers._systems import LARGEST, SYSTEM, too_small

ORDER = 32
CODES = {"FAIL": 0.0, "PASS": 1.0}
FIELD = "power_date.statements"


def _verdicts(inputs: Inputs) -> list[Verdict]:
    made: list[Verdict] = inputs.facts["power_date.evidence"].verdicts(inputs.brief.load_mw, inputs.brief.energise_by)
    return made


def _said(inputs: Inputs) -> FloatArray:
    """1 pass, 0 fail, NaN unknown, as the statements about a place have it."""
    return by_code([CODES.get(verdict.gate) for verdict in _verdicts(inputs)], inputs[FIELD])


def _small(inputs: Inputs) -> NDArray[np.bool_]:
    """Whether the load is above the stated share of the peak of the place's synchronous system."""
    return too_small(inputs[SYSTEM], inputs.facts[LARGEST], inputs.brief.load_mw)


def _gate(inputs: Inputs) -> FloatArray:
    """1 pass, 0 fail, NaN unknown: a system that is too small fails whatever is stated."""
    return np.where(_small(inputs), CODES["FAIL"], _said(inputs))


def _year(inputs: Inputs) -> FloatArray:
    """Central year, or the only one there is, of the statement that decided; NaN where none is given."""
    said = [verdict.statement for verdict in _verdicts(inputs)]
    years = [s.central or s.optimistic or s.conservative if s else None for s in said]
    return by_code([None if year is None else float(year) for year in years], inputs[FIELD])


def _fails(inputs: Inputs, _limit: float) -> NDArray[np.bool_]:
    """Sees the statements or the system, one at a time."""
    return _small(inputs) if SYSTEM in inputs.fields else np.asarray(_said(inputs) == CODES["FAIL"])


def _not_passed(inputs: Inputs, _limit: float) -> NDArray[np.bool_]:
    if SYSTEM in inputs.fields:
        return _small(inputs)
    return np.asarray(np.isfinite(inputs[FIELD]) & (_said(inputs) != CODES["PASS"]))


SOURCE = "data/facts/power_headroom.csv"

LAYER = Layer(
    key="power_date",
    title="Firm power by a date",
    theme="grid",
    description=(
        "What utilities, planners and developers have said of firm power for new loads: megawatts, contracts, queues, "
        "upgrades and years, drawn as circles."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=(),
            tables=("power_headroom", "synchronous_systems"),
            read=circles,
            own_evidence=True,
        ),
    ),
    columns={
        "firm_headroom_mw_low": "MW",
        "firm_headroom_mw_high": "MW",
        "contracted_mw": "MW",
        "queue_mw_low": "MW",
        "queue_mw_high": "MW",
        "radius_km": "km",
    },
    style=Style(
        kind="area",
        by="kind",
        colours={"substation": "#7b3294", "zone": "#c2a5cf", "area": "#d9d9d9"},
        label=(
            "name", "kind", "firm_headroom_mw_low", "firm_headroom_mw_high", "contracted_mw", "queue_mw_low",
            "queue_mw_high", "upgrade", "upgrade_year", "year_optimistic", "year_central", "year_conservative",
            "statement", "source", "date",
        ),
    ),
    facts={"power_date.evidence": evidence},
    explain={"headroom": headroom},
    fields=(
        FieldSpec(
            key="statements",
            title="Which statements about firm power speak of a place",
            measure=AreaValue("code", outside=float(NOWHERE)),
            unit="code",
            scale=1.0,
            cap=60000.0,
            prepare=pieces,
        ),
    ),
    criteria=(
        Criterion(
            key="power_date",
            title="Firm power by the date (pass, fail or unknown)",
            unit="gate",
            group="Power",
            fields=(FIELD, SYSTEM),
            derive=_gate,
            value_function=Classes(((0, 0.0), (1, 1.0))),
            weight=0.0,
            evidence="modelled",
            rationale=(
                "A gate, not a weight: it is here to be drawn and counted. Pass: a source states firm megawatts for "
                "the load in time. Fail: even the best reading has too few megawatts, comes too late, or the "
                "synchronous system is too small. Everything else is unknown and never counted as a pass."
            ),
            references=(SOURCE,),
        ),
        Criterion(
            key="power_year",
            objective=True,
            title="Year of firm power",
            unit="year",
            group="Power",
            fields=(FIELD,),
            derive=_year,
            value_function=Piecewise(((2026.0, 1.0), (2029.0, 0.8), (2033.0, 0.3), (2040.0, 0.0))),
            weight=0.0,
            evidence="unverified",
            rationale=(
                "The central year of the statement that decides at a place. Unknown where no source gives a year, "
                "which is nearly everywhere; a year is not a promise of megawatts."
            ),
            references=(SOURCE, "value function: assumption, campuses are planned three to seven years ahead"),
        ),
    ),
    constraints=(
        Constraint(
            key="power_date_fail",
            title="Firm power fails by the date",
            fields=(FIELD, SYSTEM),
            any=True,
            excludes=_fails,
            on=True,
            rationale=(
                "A dated source says that the load's firm megawatts cannot be had there in time, or its synchronous "
                "system is too small. Unknown places stay."
            ),
            references=(SOURCE,),
        ),
        Constraint(
            key="power_date_unknown",
            title="Firm power is not shown by the date (strict)",
            fields=(FIELD, SYSTEM),
            any=True,
            excludes=_not_passed,
            on=False,
            rationale=(
                "The strict reading: every place bars that does not pass, so that only stated firm power counts. With "
                "what is published today that is nearly nowhere."
            ),
            references=(SOURCE,),
        ),
    ),
    gap=(
        "Neither country publishes an open map of spare load capacity. Circles stand for service areas; few statements "
        "give firm megawatts, and what a utility tells one customer is not here."
    ),
)  # fmt: skip
