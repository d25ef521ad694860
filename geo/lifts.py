"""What would lift the bars and failed gates of a place, and what would lift its rank beyond its criteria.

One thing is changed at a time: the year, the load, the redundancy, a rule's limit, a rule itself, or a lever that a
layer offers (`geo.decision.lever`). Every answer has been tried: the place is judged again by its exact fields, and so
are the sites that it is ranked beside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np

from geo.catalogue.preset import Scenario
from geo.decision.brief import ENERGISE_BY_RANGE, LOAD_MW_RANGE
from geo.decision.criterion import verdicts
from geo.errors import InputError
from geo.levers import last_that, pulled
from geo.reasons import SAME_PLACE_KM, Stand, km_between
from geo.siting import Assessment, Ranking, assess

LOAD_STEP_MW: Final = 10.0
"""Loads that are tried are multiples of it: assumption, a brief is no finer."""
LEVEL: Final = 1e-9
"""Points of score within which two places are level."""
TRIED: Final = "no later year, no smaller load and no lower redundancy"
Plain = dict[str, Any]
Holds = Callable[[Scenario], bool]


def lifts(found: Assessment, row: int, sites: Ranking) -> list[Plain]:
    """What lifts each bar, then what each gate that is no PASS needs, then what the layers' levers would do.

    Each has `kind` ("bar", "gate", "lever"), `key`, `title`, what is changed (`by`, `value`, `unit`), `rank` among `of`
    places then (None where the place stays barred, by `still_barred_by`), and a sentence (`text`).

    Parameters
    ----------
    found : assessment of the place, at `row`
    sites : ranked sites under the same scenario
    """
    trial = Trial(found, row, sites)
    bars = [each for key in found.excluded_by[row] for each in trial.bar(key)]
    gates = [
        trial.gate(key) for key in found.fields.data.catalogue.gates if trial.verdict(key, found.scenario) != "pass"
    ]
    return bars + gates + pulled(found, row, Stand.of(found, row, sites))


@dataclass(frozen=True)
class Trial:
    """A place judged again and again under changed scenarios."""

    found: Assessment
    row: int
    sites: Ranking
    known: dict[tuple[str, ...], Plain] = field(default_factory=dict)

    def barred(self, key: str, scenario: Scenario) -> bool:
        """Whether one rule bars the place under a scenario; False where the rule is off."""
        fields = self.found.fields
        limit = fields.data.catalogue.limits(scenario).get(key)
        if limit is None:
            return False
        rule = fields.data.catalogue.constraints[key]
        with np.errstate(invalid="ignore"):
            return bool(rule.bars(fields.inputs(rule.fields, scenario.brief), limit)[self.row])

    def verdict(self, key: str, scenario: Scenario) -> str:
        """Verdict of a gate on the place under a scenario."""
        fields, gate = self.found.fields, self.found.fields.data.catalogue.gates[key]
        inputs = fields.inputs(gate.fields_for(scenario.brief), scenario.brief)
        return verdicts(np.asarray(gate.value(inputs), dtype=np.float64))[self.row]

    def bar(self, key: str) -> list[Plain]:
        """Every single change that lifts one bar; one entry without a value where none does."""
        rule = self.found.fields.data.catalogue.constraints.get(key)
        if rule is None:
            title, changes = "Too much of the weight is unknown", self._known_unknowns()
        else:
            title = rule.title
            changes = [*self._briefs(lambda scenario: not self.barred(key, scenario)), *self._rules(key)]
        head = {"kind": "bar", "key": key, "title": title}
        if not changes:
            text = f"{title}: {TRIED} lifts it"
            return [head | _unmoved(text)]
        return [head | self._told(title, "no longer barred", change) for change in changes]

    def gate(self, key: str) -> Plain:
        """The first change under which a gate passes, or else no longer fails."""
        gate, now = self.found.fields.data.catalogue.gates[key], self.verdict(key, self.found.scenario)
        head = {"kind": "gate", "key": key, "title": gate.title, "now": now}
        for wanted in (("pass",), ("pass", "unknown")) if now == "fail" else (("pass",),):
            change = next(self._briefs(partial(self._gives, key, wanted)), None)
            if change is not None:
                then = self.verdict(key, change.scenario)
                said = "PASS" if then == "pass" else "no longer FAIL, but UNKNOWN,"
                return head | {"then": then} | self._told(gate.title, said, change)
        text = f"{gate.title}: {TRIED} makes it {'other than FAIL' if now == 'fail' else 'PASS'}"
        return head | {"then": now} | _unmoved(text)

    def _gives(self, key: str, wanted: tuple[str, ...], scenario: Scenario) -> bool:
        return self.verdict(key, scenario) in wanted

    def _briefs(self, holds: Holds) -> Iterator[Change]:
        """Changes of the brief alone under which something holds: the first year, the greatest load, no redundancy."""
        plain = self.found.scenario
        for year in range(plain.energise_by + 1, ENERGISE_BY_RANGE[1] + 1):
            later = plain.model_copy(update={"energise_by": year})
            if holds(later):
                yield Change(later, "energise_by", year, "year", f"power is due in {year} (now {plain.energise_by})")
                break
        yield from self._smaller(holds)
        if plain.redundancy == "N-1":
            single = plain.model_copy(update={"redundancy": "N"})
            if holds(single):
                yield Change(single, "redundancy", "N", "", "the load is served at N (now N-1)")

    def _smaller(self, holds: Holds) -> Iterator[Change]:
        plain = self.found.scenario
        least, most = (math.ceil(mw / LOAD_STEP_MW) for mw in (LOAD_MW_RANGE[0], plain.load_mw))

        def of(steps: int) -> Scenario:
            return plain.model_copy(update={"load_mw": steps * LOAD_STEP_MW})

        if least < most and holds(of(least)):
            found = of(last_that(lambda steps: holds(of(steps)), least, most))
            words = f"the load is {found.load_mw:,.0f} MW (now {plain.load_mw:,.0f} MW)"
            yield Change(found, "load_mw", found.load_mw, "MW", words)

    def _rules(self, key: str) -> Iterator[Change]:
        """The rule with the limit that lets the place through, and without the rule, where either may be set."""
        yield from self._limit(key)
        off = self._with(key, False)
        if off is not None:
            yield Change(off, "rule", False, "", "this rule is off")

    def _limit(self, key: str) -> Iterator[Change]:
        catalogue = self.found.fields.data.catalogue
        rule, now = catalogue.constraints[key], catalogue.limits(self.found.scenario)[key]
        if rule.limits_allowed is None:
            return
        step = 10.0 ** math.floor(math.log10((rule.limits_allowed[1] - rule.limits_allowed[0]) / 100.0))
        for end in rule.limits_allowed:
            lets = self._with(key, end)
            if end == now or lets is None or self.barred(key, lets):
                continue
            most = math.floor(abs(now - end) / step)
            limits = [round(end + math.copysign(steps * step, now - end), 9) for steps in range(most + 1)]
            limit = limits[last_that(partial(self._lets, key, limits), 0, most)]
            words = f"its limit is {limit:g} {rule.unit} (now {now:g} {rule.unit}{self._here(key)})"
            yield Change(self._set(key, limit), "limit", limit, rule.unit, words)
            return

    def _lets(self, key: str, limits: list[float], steps: int) -> bool:
        return not self.barred(key, self._set(key, limits[steps]))

    def _here(self, key: str) -> str:
        """What the place itself has, where a rule looks at one field in the limit's unit."""
        data, rule = self.found.fields.data, self.found.fields.data.catalogue.constraints[key]
        spec = data.catalogue.fields[rule.fields[0]]
        if len(rule.fields) > 1 or spec.unit != rule.unit:
            return ""
        value = float(self.found.fields.field(rule.fields[0], self.found.scenario.brief)[self.row])
        return f"; here {value:.4g} {rule.unit}" if math.isfinite(value) else ""

    def _known_unknowns(self) -> list[Change]:
        """An unknown value that counts as a half bars nothing, unless nothing at all is known."""
        plain = self.found.scenario
        if plain.unknowns != "exclude" or self.found.unknown_weight_share[self.row] >= 1.0 - 1e-9:
            return []
        counted = plain.model_copy(update={"unknowns": "neutral"})
        return [Change(counted, "unknowns", "neutral", "", "an unknown value counts as a half")]

    def _set(self, key: str, setting: bool | float) -> Scenario:
        plain = self.found.scenario
        return plain.model_copy(update={"constraints": {**plain.constraints, key: setting}})

    def _with(self, key: str, setting: bool | float) -> Scenario | None:
        """The scenario with another setting of a rule; None where that may not be set."""
        try:
            return self.found.fields.data.catalogue.check(self._set(key, setting))
        except InputError:
            return None

    def _told(self, title: str, said: str, change: Change) -> Plain:
        then = self.outcome(change.scenario)
        left = [bar_title(self.found, key) for key in then["still_barred_by"]]
        tail = f"then still barred by: {'; '.join(left)}" if left else f"then rank {then['rank']} of {then['of']}"
        text = f"{title}: {said} if {change.words}, {tail}"
        return {"by": change.by, "value": change.value, "unit": change.unit, **then, "text": text}

    def outcome(self, scenario: Scenario) -> Plain:
        """Rank of the place among the sites that nothing bars under a scenario, or what still bars it."""
        told = (scenario.model_dump_json(),)
        if told not in self.known:
            self.known[told] = self._outcome(scenario)
        return self.known[told]

    def _outcome(self, scenario: Scenario) -> Plain:
        own, others = self.found.fields, self.sites.assessment.fields
        then = assess(own, scenario)
        if then.excluded_by[self.row]:
            return {"rank": None, "of": None, "still_barred_by": then.excluded_by[self.row]}
        beside = assess(others, scenario).score
        apart = km_between((own.lon[self.row], own.lat[self.row]), others.lon, others.lat) > SAME_PLACE_KM
        scores = beside[apart & np.isfinite(beside)]
        rank = 1 + int(np.sum(scores > then.unbarred_score[self.row] + LEVEL))
        return {"rank": rank, "of": 1 + int(scores.size), "still_barred_by": []}


@dataclass(frozen=True)
class Change:
    """One change of a scenario: what of it is changed, to which value, and the words after "if"."""

    scenario: Scenario
    by: str
    value: float | str | bool
    unit: str
    words: str


def bar_title(found: Assessment, key: str) -> str:
    """Title of a rule that bars."""
    rule = found.fields.data.catalogue.constraints.get(key)
    return rule.title if rule is not None else "Too much of the weight is unknown"


def _unmoved(text: str) -> Plain:
    return {"by": None, "value": None, "unit": "", "rank": None, "of": None, "still_barred_by": [], "text": text}
