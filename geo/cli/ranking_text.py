"""A ranking as lines of text: rank, score, how sure the rank is, verdicts of the gates, and what has to be said."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.certainty import TOPS
from geo.siting import Ranking


def print_ranking(ranking: Ranking, top: int) -> None:
    """The first sites, one a line, then the counts of the gates and the notes."""
    table = ranking.table.head(top)
    names = table["name"] if "name" in table else [f"{p.x:.3f} {p.y:.3f}" for p in table.geometry]
    gates = list(ranking.assessment.fields.data.catalogue.gates)
    tops = [k for k in TOPS if f"p_top_{k}" in table]
    heads = "".join(f"  {f'in {k}':>5}" for k in tops)
    print(f"{'rank':>4}  {'score':>6}  {'pct':>6}{heads}  site{''.join(f'  [{key}]' for key in gates)}")
    for (_, row), name in zip(table.iterrows(), names, strict=True):
        print(_line(row, f"{name}", gates, tops))
    for key, counts in ranking.metadata["gates"].items():
        print(f"{key}: {', '.join(f'{count} {word}' for word, count in counts.items())} of {len(ranking.table)} sites")
    for note in notes(ranking):
        print(note)


def reason_lines(told: dict[str, Any]) -> list[str]:
    """Where a place stands among the candidate sites, what limits it and what would lift it."""
    would = "would be " if told["would_be"] else ""
    lines = [f"{would}rank {told['rank_among_sites']} beside {told['sites']} candidate sites"]
    if told["limiting"]:
        lines.append(f"limited most by {told['limiting']['title']}: {told['limiting']['withheld']:.1f} points withheld")
    lines += [f"  {each['text']}" for each in told["counterfactuals"]]
    lines += [f"  {each['text']}" for each in told["lifts"]]
    near = told["nearest_better"]
    if near:
        why = ", ".join(f"{each['title']} {each['points']:+.1f}" for each in near["because"])
        lines.append(
            f"nearest better site: {near['name']}, {near['km']:.0f} km, {near['better_by']:+.1f} points ({why})"
        )
    return lines


def notes(ranking: Ranking) -> list[str]:
    """What the numbers do not say by themselves."""
    sure = ranking.metadata.get("certainty", {})
    said = [*ranking.metadata.get("remarks", ()), *sure.get("notes", ())]
    if sure.get("draws"):
        off = 100 * sure["largest_standard_error"]
        said.insert(
            0, f"in 5, in 10: of {sure['draws']:,} draws of weights and inputs, good to {off:.1f} points (1 s.e.)"
        )
    return said


def _line(row: pd.Series[Any], name: str, gates: list[str], tops: list[int]) -> str:
    often = "".join(f"  {_percent(row[f'p_top_{k}']):>5}" for k in tops)
    if row["excluded_by"]:
        return f"   -       -       -{often}  {name}{_verdicts(row, gates)}  (barred: {', '.join(row['excluded_by'])})"
    return f"{row['rank']:>4}  {row['score']:6.1f}  {row['percentile']:6.1f}{often}  {name}{_verdicts(row, gates)}"


def _verdicts(row: pd.Series[Any], gates: list[str]) -> str:
    """Verdict of every gate, in capitals so that it stands out; unknown is no pass."""
    return "".join(f"  [{row[f'gate_{key}'].upper()}]" for key in gates)


def _percent(share: float) -> str:
    return f"{share:.0%}" if share == share else "-"
