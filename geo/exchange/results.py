"""Rankings as RFC 7946 GeoJSON and as CSV, with everything needed to cite them."""

from __future__ import annotations

import csv
import io
import json
import math
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from geo.catalogue.region_data import RegionData
from geo.catalogue.source import Source
from geo.gate_sheet import GateSheet
from geo.models.gates import overall
from geo.siting import Ranking, weight_shares

COORDINATE_DECIMALS = 6
FIGURES = ("raw_", "value_", "contribution_")
"""What columns of computed numbers start with; they are rounded to at most six decimals in the ranking."""
FIGURE_DECIMALS = 6
MOST_SHEETS = 1000
"""Sites up to which a file carries the gate sheet of each; longer ones are screened first."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Ranked(Protocol):
    """Sites in an order, with what is to be cited beside them."""

    @property
    def table(self) -> gpd.GeoDataFrame: ...

    @property
    def metadata(self) -> dict[str, Any]: ...


def to_geojson(ranking: Ranked, top: int | None = None) -> bytes:
    """The ranking as a FeatureCollection with `metadata`; no NaN, right-hand rule, WGS 84, one feature a line."""
    table = ranking.table if top is None else ranking.table.head(top)
    plain = table.drop(columns="geometry")
    figures = [name for name in plain.columns if str(name).startswith(FIGURES) and plain[name].dtype == np.float64]
    words = [name for name in plain.columns if name not in figures]
    rows = zip(*(_plain(plain[name]) for name in words), strict=True)
    sheets = _gate_sheets(ranking, table) if isinstance(ranking, Ranking) else [{}] * len(table)
    lines = _numbers(plain[figures]) if figures else ["{}"] * len(table)
    features = ",\n".join(
        _feature(shape, dict(zip(words, row, strict=True)) | sheet, line)
        for shape, row, sheet, line in zip(table.geometry, rows, sheets, lines, strict=True)
    )
    head = f'{{"type": "FeatureCollection",\n"metadata": {_dumps(ranking.metadata)},\n"features": [\n'
    return f"{head}{features}\n]}}\n".encode()


def _feature(shape: Any, words: dict[str, Any], numbers: str) -> str:
    """One feature; `numbers` are members that are written already, as an object of their own."""
    head = f'{{"type": "Feature", "geometry": {_dumps(_geometry(shape))}, "properties": '
    inner = [part[1:-1] for part in (_dumps(words), numbers) if len(part) > 2]
    return f"{head}{{{', '.join(inner)}}}}}"


def _numbers(table: pd.DataFrame) -> list[str]:
    """Each row of computed numbers as a JSON object, null for what is unknown: many at once, in C."""
    text = table.astype(np.float64).to_json(orient="records", lines=True, double_precision=FIGURE_DECIMALS)
    return str(text).splitlines()


def _dumps(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def _plain(column: pd.Series[Any]) -> list[Any]:
    """The cells of a column as plain JSON, whole columns of numbers at once."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        numbers = column.to_numpy()
        cells: list[Any] = numbers.tolist()
        for row in np.flatnonzero(~np.isfinite(numbers)):
            cells[row] = None
        return cells
    return [json_value(cell) for cell in column]


def _gate_sheets(ranking: Ranking, table: pd.DataFrame) -> list[dict[str, Any]]:
    """The government's sheet at every site: its worst line, and the verdict of every line; empty without one."""
    sheet, brief = GateSheet.of(ranking.assessment.fields.data), ranking.assessment.scenario.brief
    if not sheet.rows or len(table) > MOST_SHEETS:
        return [{} for _ in range(len(table))]
    raw = [dict(zip(sheet.asked, row, strict=True)) for row in table[[f"raw_{key}" for key in sheet.asked]].to_numpy()]
    decided = [sheet.at(at.x, at.y, brief, known) for at, known in zip(table.geometry, raw, strict=True)]
    return [
        {"gate_sheet": overall(lines), "gate_sheet_lines": {line.id: line.verdict for line in lines}}
        for lines in decided
    ]


def to_csv(ranking: Ranked, top: int | None = None) -> bytes:
    """The ranking as CSV with lon and lat; lists joined by `;`, nothing that a spreadsheet would run."""
    table = ranking.table if top is None else ranking.table.head(top)
    plain = pd.DataFrame(table.drop(columns="geometry"))
    points = table.geometry
    for name, numbers in (("lon", points.x), ("lat", points.y)):
        if name not in plain.columns:
            plain[name] = numbers.round(COORDINATE_DECIMALS)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_cell(str(name)) for name in plain.columns])
    for row in zip(*(_plain(plain[name]) for name in plain.columns), strict=True):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode("utf-8")


def metadata(data: RegionData, ranking: Ranking, sources: dict[str, Source]) -> dict[str, Any]:
    """Scenario, weights, fingerprint, counts and the licence of every source behind a ranking."""
    scenario, surface = ranking.assessment.scenario, ranking.suitability
    service = data.catalogue.service_layer
    return {
        "title": f"Sitewatt ranking, {data.region.title}",
        "software": f"sitewatt {software_version()}",
        "scenario": scenario.model_dump(),
        "scenario_token": scenario.token(),
        "weights": {key: round(share, 6) for key, share in weight_shares(data, scenario).items()},
        "constraints": data.catalogue.limits(scenario),
        "gates": {key: _counted(ranking.table[f"gate_{key}"]) for key in data.catalogue.gates},
        "data_fingerprint": data.fingerprint,
        "cell_m": data.grid.cell_m,
        "percentile_basis": {
            "serviced": service.service.title if service and service.service else "everywhere",
            "serviced_buildable_cells": surface.serviced_cells,
            "buildable_cells": surface.buildable_cells,
        },
        "criteria": [
            {
                "key": c.key,
                "title": c.title,
                "unit": c.unit,
                "evidence": c.evidence,
                "value_function": c.value_function.describe(c.unit),
            }
            for c in data.catalogue.criteria.values()
        ],
        "licences": licences(data, sources),
        "note": "Screening, not a grid study: nothing here is spare capacity. A null score is barred, see excluded_by.",
    }


def _counted(verdicts: pd.Series[Any]) -> dict[str, int]:
    """How many sites pass, fail and are unknown, kept apart."""
    return {word: int((verdicts == word).sum()) for word in ("pass", "fail", "unknown")}


def licences(data: RegionData, sources: dict[str, Source]) -> list[dict[str, str]]:
    """Layer, tier, source, licence and attribution of everything in use."""
    rows = []
    for key in data.catalogue.layers:
        reader = data.reader(key)
        if reader is None:
            continue
        cited = [sources[name] for name in reader.sources if name in sources]
        for source in cited:
            row = {"layer": key, "tier": reader.tier, "source": source.title, "licence": source.licence}
            rows.append(row | {"attribution": source.attribution or source.publisher})
        for table in reader.tables if not cited else ():
            schema = data.access.schema(table.format(region=data.region.key))
            if schema is not None:
                row = {"layer": key, "tier": reader.tier, "source": schema.title, "licence": schema.licence}
                rows.append(row | {"attribution": schema.attribution})
    return rows


def software_version() -> str:
    """Version of the installed package."""
    try:
        return version("sitewatt")
    except PackageNotFoundError:
        return "0 (not installed)"


def json_value(value: Any) -> Any:
    """A table cell as plain JSON: no NaN, no numpy types."""
    if isinstance(value, list | tuple | np.ndarray):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return str(value)


def _geometry(geometry: Any) -> dict[str, Any]:
    if geometry.geom_type == "Point":
        return {"type": "Point", "coordinates": [_rounded(geometry.x), _rounded(geometry.y)]}
    turned = orient(geometry, 1.0) if geometry.geom_type == "Polygon" else geometry
    found = mapping(turned)
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"])}


def _rounded(numbers: Any) -> Any:
    if isinstance(numbers, float | int):
        return round(float(numbers), COORDINATE_DECIMALS)
    return [_rounded(item) for item in numbers]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
