"""Weights in and out: CSV and TOML files, and short statements as typed on a command line."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.catalogue.catalogue import Catalogue
from geo.decision.weighing import Present, Weights, weigh
from geo.errors import InputError

MAX_BYTES: Final = 100_000
FROM_SITES: Final = ("entropy", "critic")
SHORT: Final = "FILE.toml, FILE.csv, roc:a,b,c, swing:a=100,b=40, entropy or critic"


def present(catalogue: Catalogue, weights: Mapping[str, float]) -> Present:
    """The criteria that may be weighed, in their groups, with weights as they stand."""
    return Present({key: c.group for key, c in catalogue.criteria.items() if not c.is_gate}, weights)


def stated(text: str, now: Present) -> Weights:
    """Shares as a short statement or a file says; `entropy` and `critic` need sites and are not for here."""
    kind, colon, rest = text.partition(":")
    if colon and kind == "roc":
        return weigh({"order": [key.strip() for key in rest.split(",")]}, now, text)
    if colon and kind == "swing":
        return weigh({"swing": dict(_point(part, text) for part in rest.split(","))}, now, text)
    path = Path(text)
    if path.suffix.lower() not in (".toml", ".csv"):
        raise InputError("weights are a file or a short statement", where="--weights", found=text[:80], allowed=SHORT)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("no such weights file", where=text, found=str(error.strerror)) from error
    return parsed(content, text, now)


def parsed(content: bytes, name: str, now: Present) -> Weights:
    """Shares as a file says, by its ending; InputError names the file, the row or the key."""
    if len(content) > MAX_BYTES:
        raise InputError("the weights file is too large", where=name, found=f"{len(content):,} bytes", allowed="100 kB")
    try:
        text = content.decode("utf-8-sig")
        if name.lower().endswith(".csv"):
            return weigh({"weights": _rows(text, name)}, now, name)
        return weigh(tomllib.loads(text), now, name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("not a readable weights file", where=name, found=str(error)[:200]) from error


def to_csv(weights: Mapping[str, float], catalogue: Catalogue) -> bytes:
    """Weights as CSV: criterion, weight, then title and group for people; criteria of weight 0 are left out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["criterion", "weight", "title", "group"])
    for key, weight in weights.items():
        if weight > 0:
            writer.writerow([key, f"{weight:.6g}", catalogue.criteria[key].title, catalogue.criteria[key].group])
    return out.getvalue().encode("utf-8")


def to_toml(weights: Mapping[str, float], catalogue: Catalogue) -> str:
    """Weights as TOML, by group and within it."""
    now = present(catalogue, weights)
    groups = {group: total for group, total in now.group_shares().items() if total > 0}
    lines = ["[groups]", *(f"{json.dumps(group)} = {total:.6g}" for group, total in groups.items())]
    for group in groups:
        lines += ["", f"[within.{json.dumps(group)}]"]
        lines += [f"{key} = {weight:.6g}" for key, weight in now.members(group).items() if weight > 0]
    return "\n".join(lines) + "\n"


def _rows(text: str, name: str) -> dict[str, Any]:
    reader = csv.DictReader(io.StringIO(text))
    columns = reader.fieldnames or []
    if not {"criterion", "weight"} <= set(columns):
        raise InputError("columns are missing", where=name, found=", ".join(columns), allowed="criterion, weight")
    weights: dict[str, Any] = {}
    for number, row in enumerate(reader, start=2):
        key = str(row["criterion"]).strip()
        if key in weights:
            raise InputError("a criterion stands twice", where=f"{name}, line {number}", found=key)
        try:
            weights[key] = float(str(row["weight"]))
        except ValueError as error:
            found = repr(row["weight"])
            raise InputError("not a number", where=f"{name}, line {number}, weight", found=found) from error
    return weights


def _point(part: str, text: str) -> tuple[str, float]:
    key, sign, number = part.partition("=")
    try:
        return key.strip(), float(number if sign else "x")
    except ValueError as error:
        raise InputError("a swing is KEY=POINTS", where=text[:80], found=repr(part)[:80]) from error
