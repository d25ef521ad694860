"""Every source by key: those our tables cite, and those our artefacts are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geo.catalogue.artefact import load_artefacts
from geo.catalogue.source import Source, build, read_toml
from geo.errors import DataError

TOLD_TWICE = ("url", "sha256")
"""What must agree where two entries describe one source."""


def load_sources(data_root: Path) -> dict[str, Source]:
    """Sources by key from `sources.d/*.toml` and `artefacts.toml`.

    One key may stand in several files when they agree on url and sha256; the first in `sources.d` is kept, with the
    tier and the non-commercial mark of the artefact.
    """
    found: dict[str, Source] = {}
    for where, source in _entries(data_root):
        known = found.get(source.key)
        if known is None:
            found[source.key] = source
            continue
        _agree(known, source, where)
        mark = known.non_commercial or source.non_commercial
        words = known.attribution or source.attribution
        update = {"tier": source.tier, "non_commercial": mark, "attribution": words}
        found[source.key] = known.model_copy(update=update)
    return found


def _entries(data_root: Path) -> Iterator[tuple[str, Source]]:
    for path in sorted((data_root / "sources.d").glob("*.toml")):
        for key, table in read_toml(path).items():
            yield f"{path.name} [{key}]", build(Source, path, key, table)
    for key, artefact in load_artefacts(data_root).items():
        yield f"artefacts.toml [{key}]", artefact.source()


def _agree(known: Source, other: Source, where: str) -> None:
    for name in TOLD_TWICE:
        first, second = getattr(known, name), getattr(other, name)
        if first and second and first != second:
            raise DataError(
                f"a source is described twice with another {name}", where=where, found=second, allowed=first
            )
