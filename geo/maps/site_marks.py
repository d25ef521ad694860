"""Ranked sites as marks, coloured by score like the suitability overlay, with a ring of their gates' verdict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd

from geo.catalogue.catalogue import Catalogue
from geo.maps.colours import sound
from geo.maps.view import Place, SiteMark
from geo.siting import Ranking
from geo.tiles.overlays import Shown
from geo.tiles.palette import GATE_COLOURS, Palette, palette

COLUMNS = ("site_id", "name", "geometry", "score", "rank", "excluded_by", "p_top_5", "score_sd")
BARRED_COLOUR = "#9aa3ab"
WAITING_COLOUR = "#52606d"


def site_marks(ranking: Ranking, catalogue: Catalogue) -> tuple[SiteMark, ...]:
    """One mark a site, in the order of the ranking."""
    colours = palette(catalogue, Shown("suitability"))
    table = ranking.table
    gates = [f"gate_{key}" for key in catalogue.gates]
    shown = table[[name for name in (*COLUMNS, *gates) if name in table.columns]]
    return tuple(_mark(row, catalogue, colours) for row in shown.to_dict("records"))


def places_of(sites: gpd.GeoDataFrame) -> tuple[Place, ...]:
    """What of sites never changes."""
    rows = zip(sites["site_id"], sites["name"], sites.geometry, strict=True)
    return tuple(
        Place(key=str(key), name=str(name), lon=float(point.x), lat=float(point.y)) for key, name, point in rows
    )


def waiting_marks(places: Iterable[Place]) -> tuple[SiteMark, ...]:
    """One mark a site that has yet to be measured: no rank, no score, no verdict."""
    return tuple(
        SiteMark(
            key=place.key,
            name=place.name,
            lon=place.lon,
            lat=place.lat,
            colour=WAITING_COLOUR,
            rank=0,
            detail="Being measured",
            barred=False,
        )
        for place in places
    )


def _mark(row: dict[str, Any], catalogue: Catalogue, colours: Palette) -> SiteMark:
    barred = bool(row["excluded_by"])
    point = row["geometry"]
    told = {key: str(row[f"gate_{key}"]) for key in catalogue.gates if f"gate_{key}" in row}
    lines = [f"{catalogue.gates[key].title}: {word.upper()}" for key, word in told.items()]
    first = f"Barred: {bar_titles(row['excluded_by'], catalogue)}" if barred else _sure(row)
    return SiteMark(
        key=str(row.get("site_id", "")),
        name=str(row.get("name", f"{point.y:.3f}, {point.x:.3f}")),
        lon=float(point.x),
        lat=float(point.y),
        colour=BARRED_COLOUR if barred else score_colour(colours, float(row["score"])),
        rank=None if barred else int(row["rank"]),
        detail="\n".join([first, *lines]),
        barred=barred,
        ring=GATE_COLOURS[worst(told.values())] if told else "",
    )


def worst(words: Iterable[str]) -> str:
    """Fail where any gate fails, pass where all pass, unknown otherwise: unknown is no pass."""
    given = set(words)
    return "fail" if "fail" in given else "pass" if given == {"pass"} else "unknown"


def _sure(row: dict[str, Any]) -> str:
    """Score with its spread, and how often the site is among the best five, where that is known."""
    spread, often = row.get("score_sd", float("nan")), row.get("p_top_5", float("nan"))
    said = f"Score {row['score']:.1f}" + (f" ± {spread:.1f}" if spread == spread else "")
    return said + (f", among the best 5 in {often:.0%} of draws" if often == often else "")


def bar_titles(keys: list[str], catalogue: Catalogue) -> str:
    """What bars a site, in words."""
    known = catalogue.constraints
    return ", ".join(known[key].title if key in known else "Too much is unknown" for key in keys)


def score_colour(colours: Palette, score: float) -> str:
    """Colour of a score, the overlay's own."""
    share = min(1.0, max(0.0, (score - colours.low) / (colours.high - colours.low)))
    red, green, blue, _ = colours.own[round(share * (len(colours.own) - 1))]
    return sound(f"#{red:02x}{green:02x}{blue:02x}")
