"""Write the tables of docs/ that repeat what data/ and layers/ say, between their markers.

Run it by hand after a change of a fact table, a layer, a preset or an artefact::

    python tools/docs_tables.py

A section starts with `<!-- generated: NAME -->` and ends with `<!-- end: NAME -->`; everything between is replaced.
`tests/docs/test_tables.py` fails while a page and its source differ.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from geo.catalogue.access import Access
from geo.catalogue.artefact import load_artefacts
from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import FieldSpec, Look, Reader
from geo.catalogue.paths import data_root
from geo.catalogue.store import Artefacts
from geo.decision.constraint import Constraint
from layers import catalogue

ROOT = Path(__file__).resolve().parents[1]
DOCS, TOOLS = ROOT / "docs", ROOT / "tools"
OTHER_SCRIPTS = {"outline_au": "outline", "outline_jp": "outline", "cable_routes": "cable_routes"}
MB = 1e6


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(content: object) -> str:
    return " ".join(str(content).split()).replace("|", r"\|")


def facts() -> str:
    """One row per fact table: rows, dates, how many rows are unverified, licence, how it was compiled."""
    folder = data_root() / "facts"
    rows = [_fact_row(path) for path in sorted(folder.glob("*.csv"))]
    rows += [_geometry_row(path) for path in sorted(folder.glob("*.geojson"))]
    return table(("table", "rows", "dates of the rows", "unverified", "licence", "compiled"), rows)


def _fact_row(path: Path) -> list[object]:
    with path.open(encoding="utf-8", newline="") as stream:
        dates = [row["date"] for row in csv.DictReader(stream)]
    known = sorted(date for date in dates if date != "unverified")
    span = " to ".join(dict.fromkeys((known[0], known[-1]))) if known else ""
    licence = _schema(path.stem)["licence"]
    return [f"`{path.stem}`", len(dates), span, dates.count("unverified") or "", licence, _compiled(path.stem)]


def _geometry_row(path: Path) -> list[object]:
    content = json.loads(path.read_text(encoding="utf-8"))
    licence = content.get("metadata", {}).get("attribution", "Sitewatt facts, CC BY 4.0")
    return [f"`{path.stem}` (GeoJSON)", len(content["features"]), "", "", licence, _compiled(path.stem)]


def _compiled(name: str) -> str:
    script = TOOLS / f"{OTHER_SCRIPTS.get(name, f'compile_{name}')}.py"
    return f"`tools/{script.name}`" if script.is_file() else "by hand, row by row"


def _schema(name: str) -> dict[str, str]:
    text = (data_root() / "facts" / f"{name}.schema.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)
    return found


def fact_notes() -> str:
    """What each fact table holds and what it lacks, in the words of its schema."""
    names = sorted(path.name.removesuffix(".schema.toml") for path in (data_root() / "facts").glob("*.schema.toml"))
    return "\n\n".join(
        f"**{_schema(name)['title']}** (`{name}`). {' '.join(_schema(name)['description'].split())} "
        f"Attribution: {_schema(name)['attribution']}."
        for name in names
    )


def artefacts(tier: str) -> str:
    """Pinned third-party files of one tier."""
    pins = [pin for pin in load_artefacts(data_root()).values() if pin.tier == tier and pin.kind != "live"]
    heads = ("artefact", "what", "licence", "MB", "fetched")
    return table(heads, [[f"`{p.key}`", p.title, p.licence, f"{p.download_bytes / MB:.1f}", _when(p)] for p in pins])


def live() -> str:
    """Live services: what they give, at most how much, and which layers read it."""
    readers = {
        key: [layer.key for layer in catalogue().layers.values() if any(key in r.needs for r in layer.readers)]
        for key in load_artefacts(data_root())
    }
    rows = [
        [
            f"`{pin.key}`",
            pin.title,
            pin.questions[0].url.split("/")[2],
            pin.licence,
            f"{sum(question.limit_mb * (len(question.each) or 1) for question in pin.questions):,.0f}",
            ", ".join(f"`{key}`" for key in readers[pin.key]),
        ]
        for pin in load_artefacts(data_root()).values()
        if pin.kind == "live"
    ]
    return table(("service", "what", "host", "licence", "MB at most", "read by"), rows)


def _when(pin: object) -> str:
    if getattr(pin, "non_commercial", False):
        return "only by name (non-commercial)"
    return "by default" if getattr(pin, "default", False) else "on request"


def layers_table() -> str:
    """Every layer, its theme and its readers in order of preference."""
    known = catalogue()
    rows = [
        [layer.title, f"`{layer.key}`", layer.theme, "; ".join(_reader(r, known) for r in layer.readers)]
        for layer in known.layers.values()
    ]
    return table(("layer", "key", "theme", "readers, best first"), rows)


def _reader(reader: Reader, known: Catalogue) -> str:
    where = ", ".join(reader.regions or known.regions)
    read = ", ".join(f"`{name}`" for name in (*reader.needs, *reader.tables))
    return f"{reader.tier} ({where}): {read}"


def gaps() -> str:
    """What each layer cannot know today."""
    return "\n".join(f"- **{layer.title}.** {layer.gap}" for layer in catalogue().layers.values() if layer.gap)


def fields() -> str:
    """Every field with its measure, unit, step and cap."""
    known = catalogue()
    look = {key: Look(Access(data_root(), Artefacts({}, ROOT)), region) for key, region in known.regions.items()}
    rows = [
        [f"`{name}`", spec.title, f"`{_measure(spec)}`", *_coding(spec, look)] for name, spec in known.fields.items()
    ]
    return table(("field", "what", "measure", "step", "cap", "variants"), rows)


def _measure(spec: FieldSpec) -> str:
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.4g}", repr(spec.measure))


def _coding(spec: FieldSpec, looks: dict[str, Look]) -> list[str]:
    made = spec.variants
    by_region = {key: made(look) for key, look in looks.items()} if made else {}
    variants = "; ".join(f"{key}: {', '.join(v or 'one' for v in found)}" for key, found in by_region.items() if found)
    return [f"{spec.scale:g} {spec.unit}", f"{spec.cap:g} {spec.unit}", variants]


def criteria() -> str:
    """Every criterion with its unit, value function, evidence and reason."""
    heads = ("criterion", "group", "unit", "value", "evidence", "why")
    return table(
        heads,
        [
            [f"{c.title} (`{c.key}`)", c.group, c.unit, c.value_function.describe(c.unit), c.evidence, c.rationale]
            for c in catalogue().criteria.values()
        ],
    )


def constraints() -> str:
    """Every constraint with its limit, what it starts as, and its reason."""
    heads = ("constraint", "limit", "starts", "may be set to", "why")
    return table(heads, [_constraint(c) for c in catalogue().constraints.values()])


def _constraint(rule: Constraint) -> list[str]:
    limit = f"{rule.limit:g} {rule.unit}" if rule.limits_allowed else ""
    span = " to ".join(f"{edge:g}" for edge in rule.limits_allowed or ())
    start = "on" if rule.on else "off"
    switch = "always on" if rule.key == "sea" else "on or off"
    return [
        f"{rule.title} (`{rule.key}`)",
        limit,
        start,
        f"{span} {rule.unit}".strip() if span else switch,
        rule.rationale,
    ]


def presets() -> str:
    """Weights of every preset."""
    known = catalogue()
    heads = ["criterion", *(preset.title for preset in known.presets.values())]
    rows = [[f"`{key}`", *(f"{p.weights.get(key, 0):g}" for p in known.presets.values())] for key in known.criteria]
    return table(heads, rows)


def models() -> str:
    """Links to the pages of the models, by their titles."""
    heads = {path: path.read_text(encoding="utf-8").splitlines()[0] for path in sorted((DOCS / "models").glob("*.md"))}
    return "\n".join(f"- [{head.removeprefix('# ')}](models/{path.name})" for path, head in heads.items())


SECTIONS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"models": models},
    "data.md": {
        "facts": facts,
        "fact-notes": fact_notes,
        "package-tier": lambda: artefacts("package"),
        "upstream-tier": lambda: artefacts("upstream"),
        "live-tier": live,
        "layers": layers_table,
        "gaps": gaps,
    },
    "method.md": {"fields": fields, "criteria": criteria, "constraints": constraints, "presets": presets},
}


def rewritten(text: str, name: str, content: str) -> str:
    """The page with one section replaced; ValueError where its markers are not there once."""
    start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    if text.count(start) != 1 or text.count(end) != 1:
        raise ValueError(f"the markers of {name} must stand once each")
    head, rest = text.split(start)
    return f"{head}{start}\n{content}\n{end}{rest.split(end, 1)[1]}"


def pages() -> dict[Path, str]:
    """Every page with generated sections, as it should read."""
    found = {}
    for page, sections in SECTIONS.items():
        text = (DOCS / page).read_text(encoding="utf-8")
        for name, make in sections.items():
            text = rewritten(text, name, make())
        found[DOCS / page] = text
    return found


def main() -> int:
    """Write the pages that changed."""
    for path, text in pages().items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"rewrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
