"""Ways to set weights, from what a person or a table says to a weight for every criterion: one entry for all of them.

A statement is a table with exactly one of these forms:

- `weights`: criterion = number, on any scale;
- `groups` (with `within`): group = number, and for each group its criteria; a group without `within` keeps its present
  proportions, and a table with `within` alone keeps the present shares of the groups;
- `judgements`: pairwise, `judgements.groups` over groups, `judgements.<group>` over the criteria of a group, each
  "first / second" = how many times as important (AHP);
- `order`: criteria by importance, the most important first (rank-order centroid);
- `swing`: criterion = points of its swing from worst to best, the largest 100.

Criteria that a statement does not name weigh nothing, unless it speaks of groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from geo.decision.ahp import PairwiseWeights, pairwise_weights
from geo.decision.weights import critic, entropy, grouped, normalise, rank_order_centroid, swing
from geo.errors import InputError, spelled

FORMS: Final = ("weights", "groups", "within", "judgements", "order", "swing")
GROUPS: Final = "groups"
Weights = dict[str, float]


@dataclass(frozen=True)
class Present:
    """Criteria that may be weighed: the group of each, and the weights as they stand (any scale)."""

    group: Mapping[str, str]
    weights: Mapping[str, float]

    def members(self, group: str) -> Weights:
        """Weights of a group's criteria as they stand, alike where none has any."""
        inside = {key: float(self.weights.get(key, 0.0)) for key, of in self.group.items() if of == group}
        if not inside:
            raise InputError(
                "unknown group", found=repr(group)[:80], allowed=", ".join(dict.fromkeys(self.group.values()))
            )
        return inside if any(inside.values()) else dict.fromkeys(inside, 1.0)

    def group_shares(self) -> Weights:
        """Weight of every group as it stands."""
        totals: Weights = dict.fromkeys(self.group.values(), 0.0)
        for key, group in self.group.items():
            totals[group] += float(self.weights.get(key, 0.0))
        return totals


def weigh(statement: Mapping[str, Any], present: Present, where: str = "weights") -> Weights:
    """Shares of all criteria, sum 1, as a statement says.

    Raises
    ------
    InputError
        Unknown or mixed forms, unknown criteria or groups, numbers that cannot be used, judgements that do not agree.
    """
    unknown = sorted(set(statement) - set(FORMS))
    if unknown:
        raise InputError("unknown key", where=where, found=", ".join(unknown), allowed=", ".join(FORMS))
    forms = {("groups" if form == "within" else form) for form in statement}
    if len(forms) != 1:
        found = ", ".join(sorted(forms)) or "nothing"
        raise InputError(
            "weights are stated in one way", where=where, found=found, allowed="one of " + ", ".join(FORMS)
        )
    (form,) = forms
    made = _STATED[form](statement, present, where)
    return normalise({key: made.get(key, 0.0) for key in present.group})


def from_table(method: str, values: Mapping[str, Any], present: Present) -> Weights:
    """Shares by `entropy` or `critic` of the sites' values: they describe the data, not what anybody wants.

    Sites with an unknown value are left out, criteria that no site knows weigh nothing.
    """
    methods = {"entropy": entropy, "critic": critic}
    if method not in methods:
        raise InputError("unknown method", found=method, allowed=", ".join(methods))
    columns = {
        key: np.asarray(values[key], dtype=np.float64) for key in present.group if present.weights.get(key, 0) > 0
    }
    known = {key: column for key, column in columns.items() if np.isfinite(column).any() and np.nanmax(column) > 0}
    table = np.column_stack(list(known.values())) if known else np.zeros((0, 0))
    table = table[np.isfinite(table).all(axis=1)]
    shares = dict(zip(known, methods[method](table).tolist(), strict=True))
    return {key: shares.get(key, 0.0) for key in present.group}


def regrouped(present: Present, group: str, share: float) -> Weights:
    """Shares after one group is given a share of the whole; proportions within and among the others stay."""
    groups = {name: total for name, total in present.group_shares().items() if name != group}
    rest, members = sum(groups.values()), present.members(group)
    if rest <= 0:
        groups, share = dict.fromkeys(groups, 0.0), 1.0
    scale = (1.0 - share) / rest if rest > 0 else 0.0
    inside = sum(members.values())
    return {
        key: share * members[key] / inside if of == group else scale * float(present.weights.get(key, 0.0))
        for key, of in present.group.items()
    }


def agreed(found: PairwiseWeights, where: str) -> Weights:
    """Weights of pairwise judgements; InputError names the judgement to revisit where they do not agree."""
    if found.missing == 0 and not found.consistent and found.revisit is not None:
        raise InputError(
            "the judgements do not agree with each other",
            where=where,
            found=f"consistency ratio {found.consistency_ratio:.2f}",
            allowed="below 0.10",
            mend=f"revisit: {found.revisit.describe()}",
        )
    return found.weights


def pairs(judgements: Any, where: str) -> dict[tuple[str, str], float]:
    """Judgements written as "first / second" = number."""
    if not isinstance(judgements, Mapping):
        raise InputError("judgements are a table", where=where, allowed='"first / second" = 1/9 to 9')
    found = {}
    for text, times in judgements.items():
        first, slash, second = (part.strip() for part in str(text).partition("/"))
        if not slash or isinstance(times, bool) or not isinstance(times, int | float):
            raise InputError(
                "a judgement cannot be read",
                where=where,
                found=f"{text} = {times}",
                allowed='"first / second" = number',
            )
        found[first, second] = float(times)
    return found


def _by_weights(statement: Mapping[str, Any], present: Present, where: str) -> Weights:
    return _numbers(statement["weights"], present, f"{where}, weights")


def _by_groups(statement: Mapping[str, Any], present: Present, where: str) -> Weights:
    stated = statement.get("groups")
    shares = present.group_shares() if stated is None else _plain_numbers(stated, f"{where}, groups")
    given = statement.get("within", {})
    if not isinstance(given, Mapping):
        raise InputError("within is a table of groups", where=f"{where}, within", found=type(given).__name__)
    for group in (*shares, *given):
        present.members(group)
    inside = {
        group: _numbers(given[group], present, f"{where}, within.{group}") if group in given else present.members(group)
        for group in shares
    }
    strangers = [f"{key} in {group}" for group, keys in inside.items() for key in keys if present.group[key] != group]
    if strangers:
        raise InputError("a criterion stands in another group", where=where, found=", ".join(strangers))
    return grouped(shares, inside)


def _by_judgements(statement: Mapping[str, Any], present: Present, where: str) -> Weights:
    tables = statement["judgements"]
    if not isinstance(tables, Mapping) or not tables:
        raise InputError("judgements are tables", where=where, allowed="judgements.groups, judgements.<group>")
    shares, inside = present.group_shares(), {}
    for name, table in tables.items():
        place = f"{where}, judgements.{name}"
        stated = pairs(table, place)
        keys = list(dict.fromkeys(key for pair in stated for key in pair))
        found = agreed(pairwise_weights(keys, stated), place)
        if name == GROUPS:
            shares = {group: found.get(group, 0.0) for group in shares} | found
        else:
            inside[name] = found
    return _by_groups({"groups": shares, "within": inside}, present, where)


def _by_order(statement: Mapping[str, Any], present: Present, where: str) -> Weights:
    order = statement["order"]
    if not isinstance(order, list | tuple) or not all(isinstance(key, str) for key in order):
        raise InputError("an order is a list of criteria", where=f"{where}, order")
    _known(order, present, f"{where}, order")
    return rank_order_centroid(list(order))


def _by_swing(statement: Mapping[str, Any], present: Present, where: str) -> Weights:
    return swing(_numbers(statement["swing"], present, f"{where}, swing"))


_STATED: Final = {
    "weights": _by_weights,
    "groups": _by_groups,
    "judgements": _by_judgements,
    "order": _by_order,
    "swing": _by_swing,
}


def _numbers(table: Any, present: Present, where: str) -> Weights:
    found = _plain_numbers(table, where)
    _known(found, present, where)
    return found


def _plain_numbers(table: Any, where: str) -> Weights:
    if not isinstance(table, Mapping):
        raise InputError("not a table of numbers", where=where, found=type(table).__name__)
    for key, number in table.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not np.isfinite(number) or number < 0:
            raise InputError(
                "a weight cannot be used", where=f"{where}.{key}", found=repr(number)[:60], allowed="0 or more"
            )
    return {str(key): float(number) for key, number in table.items()}


def _known(keys: Any, present: Present, where: str) -> None:
    for key in keys:
        if key not in present.group:
            raise InputError(
                "unknown criterion", where=where, found=repr(key)[:80], allowed=spelled(key, present.group)
            )
