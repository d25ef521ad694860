"""Does everything hold together: schemas, sources, coordinates, artefacts in the cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.sources import load_sources
from geo.catalogue.store import Artefacts
from geo.catalogue.tables import read_table
from geo.errors import SitingError

DATE = re.compile(r"^(\d{4}(-\d{2}(-\d{2})?)?|unverified)$")


def faults(catalogue: Catalogue, artefacts: Artefacts) -> list[str]:
    """Every fault as one sentence; an empty list when all is sound."""
    found: list[str] = []
    folder = catalogue.data_root / "facts"
    try:
        sources = set(load_sources(catalogue.data_root)) | set(artefacts.pinned)
    except SitingError as error:
        return [str(error)]
    for path in sorted(folder.glob("*.csv")):
        found += _table_faults(folder, path.stem, sources)
    found += list(_layer_faults(catalogue, artefacts, sources))
    for key in artefacts.pinned:
        if artefacts.present(key):
            found += [f"cache, {key}: damaged {name}; mend sitewatt fetch {key}" for name in artefacts.damaged(key)]
    return found


def _table_faults(folder: Path, name: str, sources: set[str]) -> list[str]:
    try:
        table = read_table(folder, name)
    except SitingError as error:
        return [str(error)]
    return [*_provenance_faults(table, name, sources), *_identity_faults(table, name)]


def _provenance_faults(table: pd.DataFrame, name: str, sources: set[str]) -> Iterator[str]:
    if list(table.columns[-2:]) != ["source", "date"]:
        yield f"{name}.csv: the last two columns are {list(table.columns[-2:])}, they must be source, date"
        return
    for row, (source, date) in enumerate(zip(table["source"], table["date"], strict=True), start=2):
        if not DATE.match(str(date)):
            yield f"{name}.csv, row {row}: date is {date!r}, allowed YYYY, YYYY-MM, YYYY-MM-DD or unverified"
        if date == "unverified":
            continue
        for part in str(source).split(";"):
            cited = part.strip().split(" ")[0].rstrip(":,")
            if cited not in sources and not cited.startswith(("https://", "http://", "assumption")):
                yield f"{name}.csv, row {row}: source {part.strip()!r} is neither a key of data/sources.d nor a URL"


def _identity_faults(table: pd.DataFrame, name: str) -> Iterator[str]:
    if "id" in table.columns:
        for key in table["id"][table["id"].duplicated()].unique():
            yield f"{name}.csv: the id {key} stands twice"


def _layer_faults(catalogue: Catalogue, artefacts: Artefacts, sources: set[str]) -> Iterator[str]:
    for layer in catalogue.layers.values():
        for reader in layer.readers:
            for key in reader.sources:
                if key not in sources:
                    yield f"layer {layer.key}: unknown source {key}"
            for key in reader.needs:
                if key not in artefacts.pinned:
                    yield f"layer {layer.key}: unknown artefact {key}"
