"""What moved since the last look: snapshots of watched sites, and their difference with the facts behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Plain = str | float | int | bool | None
CRITERION = "criterion."
"""Start of the names under which the weighted criteria of a site are told."""
CONTRIBUTION = "contribution"
DECIMALS = 2
"""A number has moved when it differs after rounding to these."""
KEPT = 50


class Frozen(BaseModel):
    """A record that is read from a file and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Fact(Frozen):
    """The row that figures rest on."""

    id: str
    source: str = ""
    date: str = ""

    def __str__(self) -> str:
        first, *more = self.source.split(" ; ")
        source = f"{first} and {len(more)} more" if more else first
        cited = ", ".join(part for part in (source, self.date) if part)
        return f"{self.id} ({cited})" if cited else self.id


class Told(Frozen):
    """Figures of a site that a watcher cares about, by name, and the fact behind them."""

    figures: dict[str, Plain]
    fact: Fact | None = None


class Watched(Frozen):
    """One site as it stood: `told` by "layer.name" or "criterion.key"."""

    site: str
    name: str
    lon: float
    lat: float
    rank: int | None
    score: float | None
    gates: dict[str, str]
    barred_by: tuple[str, ...]
    told: dict[str, Told]


class Snapshot(Frozen):
    """Watched sites at one moment. `scenario` holds what else moves a rank: weights, constraints, unknowns."""

    taken: str
    fingerprint: str
    scenario: dict[str, Any]
    sites: tuple[Watched, ...]


class Watchlist(Frozen):
    """The last snapshot of every watch, by its key; the newest last."""

    version: Literal[1] = 1
    snapshots: dict[str, Snapshot] = {}

    def with_(self, key: str, snapshot: Snapshot) -> Watchlist:
        """The list with a newer snapshot of one watch; watches beyond the last fifty are forgotten."""
        others = {name: kept for name, kept in self.snapshots.items() if name != key}
        kept = list(others.items())[-(KEPT - 1) :]
        return Watchlist(snapshots={**dict(kept), key: snapshot})


@dataclass(frozen=True)
class Move:
    """One thing about one site that is not as it was, with the fact that moved it.

    Attributes
    ----------
    what : "rank", "score", "gate <key>", "barred by", "watched", or a told figure ("power_date.headroom year_central")
    fact, fact_before : what it rests on now and rested on before; None where no fact about the site itself moved
    """

    site: str
    name: str
    what: str
    before: Any
    after: Any
    fact: Fact | None = None
    fact_before: Fact | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        facts = {key: getattr(self, key) for key in ("fact", "fact_before")}
        plain = {key: fact.model_dump() if fact else None for key, fact in facts.items()}
        return {key: getattr(self, key) for key in ("site", "name", "what", "before", "after")} | plain


def moves(before: Snapshot, after: Snapshot) -> list[Move]:
    """What moved between two snapshots, site by site in the order of the newer one; sites that left stand last."""
    old, new = ({site.site: site for site in snapshot.sites} for snapshot in (before, after))
    found = [move for site in new.values() for move in _of_site(old.get(site.site), site)]
    return found + [Move(s.site, s.name, "watched", True, False) for s in old.values() if s.site not in new]


def scenario_moved(before: Snapshot, after: Snapshot) -> list[str]:
    """Names of the settings (weights by criterion) that differ between the two."""
    old, new = _flat(before.scenario), _flat(after.scenario)
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _of_site(old: Watched | None, new: Watched) -> Iterator[Move]:
    if old is None:
        yield Move(new.site, new.name, "watched", False, True)
        return
    figures = [move for key in {**old.told, **new.told} for move in _of_told(old, new, key)]
    freed = old.barred_by != new.barred_by
    for what, was, now in _standing(old, new):
        if not _same(was, now):
            why = _strongest(figures, what.removeprefix("gate ") if freed or what.startswith("gate ") else None)
            yield Move(new.site, new.name, what, was, now, *_facts(why))
    yield from figures


def _standing(old: Watched, new: Watched) -> Iterator[tuple[str, Any, Any]]:
    yield "rank", old.rank, new.rank
    yield "score", old.score, new.score
    for key in {**old.gates, **new.gates}:
        yield f"gate {key}", old.gates.get(key), new.gates.get(key)
    yield "barred by", list(old.barred_by), list(new.barred_by)


def _of_told(old: Watched, new: Watched, key: str) -> Iterator[Move]:
    was, now = old.told.get(key, Told(figures={})), new.told.get(key, Told(figures={}))
    moved = [n for n in {**was.figures, **now.figures} if not _same(was.figures.get(n), now.figures.get(n))]
    for name in moved:
        figure = was.figures.get(name), now.figures.get(name)
        yield Move(new.site, new.name, f"{key} {name}", figure[0], figure[1], now.fact, was.fact)
    first, second = (told.fact.id if told.fact else None for told in (was, now))
    if not moved and first != second:
        yield Move(new.site, new.name, f"{key} fact", first, second, now.fact, was.fact)


def _strongest(figures: list[Move], gate: str | None) -> Move | None:
    """The figure that best explains a move: of a gate (or a bar) what a layer told, else the largest contribution."""
    told = [move for move in figures if not move.what.startswith(CRITERION)]
    told.sort(key=lambda move: not move.what.startswith(f"{gate}."))
    parts = [move for move in figures if move.what.endswith(f" {CONTRIBUTION}")]
    parts.sort(key=lambda move: -abs(_number(move.after) - _number(move.before)))
    return next(iter([*told, *parts] if gate is not None else parts), None)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _facts(why: Move | None) -> tuple[Fact | None, Fact | None]:
    return (why.fact, why.fact_before) if why else (None, None)


def _same(was: Any, now: Any) -> bool:
    numbers = isinstance(was, int | float) and isinstance(now, int | float)
    return bool(round(was, DECIMALS) == round(now, DECIMALS) if numbers else was == now)


def _flat(scenario: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in scenario.items():
        flat |= {f"{key}.{name}": part for name, part in value.items()} if isinstance(value, dict) else {key: value}
    return flat


def told_line(move: Move) -> str:
    """A move in one line, with the fact that moved it."""
    if move.what == "watched":
        return "is watched from now on" if move.after else "is no longer among the sites"
    line = f"{move.what}: {_word(move.before)} -> {_word(move.after)}"
    if move.fact is None and move.fact_before is None:
        return f"{line}  (no fact about this site moved; others did)"
    before = f", before {move.fact_before}" if move.fact_before and move.fact_before != move.fact else ""
    return f"{line}  by {move.fact or 'nothing told any more'}{before}"


def _word(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return "none" if value is None or value == [] else ", ".join(value) if isinstance(value, list) else str(value)
