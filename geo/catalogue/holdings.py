"""What is held of each layer in a region: tier, rows, unverified rows, vintage, licences, and what stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.catalogue.layer import Layer, Reader
from geo.catalogue.region_data import RegionData
from geo.catalogue.source import Source
from geo.models.scorecard import UNVERIFIED

OURS = "data/facts"
"""Publisher of a fact table that we write ourselves."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One layer in one region.

    Parameters
    ----------
    tier : tier in use, "none" where nothing can be read
    stands_in : tiers that come next when the one in use goes missing, best first
    better : tiers that would come before it and have not been fetched, best first
    rows : features; None for a raster, 0 where nothing is read
    unverified : rows of its fact tables in this region that rest on no page that was read
    vintage : first and last year of the rows, or the days of retrieval of its sources
    licences, sources : of the reader in use, or of the best one where none is
    """

    layer: Layer
    tier: str
    stands_in: tuple[str, ...]
    better: tuple[str, ...]
    rows: int | None
    unverified: int
    vintage: str
    licences: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def fallback(self) -> str:
        """What happens without the tier in use, and what is still to be had, in words."""
        if self.tier == "none":
            return (
                f"nothing here: unknown until fetched ({', '.join(dict.fromkeys(self.better))})"
                if self.better
                else "no source here"
            )
        last = "always here" if self.tier == "bundled" else "nothing stands in: unknown"
        after = f"{self.stands_in[0]} stands in" if self.stands_in else last
        return f"{after}; better when fetched: {', '.join(dict.fromkeys(self.better))}" if self.better else after

    @property
    def coverage(self) -> str:
        """How much is held, in words."""
        if self.tier == "none":
            return "none"
        return "raster over the region" if self.rows is None else f"{self.rows:,} features"


def holding(
    data: RegionData, layer: Layer, sources: Mapping[str, Source], retrieved: Callable[[Source], str]
) -> Holding:
    """What is held of a layer in a region.

    Parameters
    ----------
    sources : every known source by key
    retrieved : day on which a source was retrieved (YYYY-MM-DD)
    """
    here = [r for r in layer.readers if r.regions is None or data.region.key in r.regions]
    used = data.reader(layer.key)
    place = here.index(used) if used in here else len(here)
    shown = used or (here[0] if here else None)
    features = data.features(layer.key) if used else None
    cited = [sources[key] for key in (shown.sources if shown else ()) if key in sources]
    return Holding(
        layer=layer,
        tier=used.tier if used else "none",
        stands_in=tuple(r.tier for r in here[place + 1 :]),
        better=tuple(r.tier for r in here[:place]),
        rows=len(features) if isinstance(features, gpd.GeoDataFrame) else None if used else 0,
        unverified=sum(unverified(data, table) for table in tables(data, shown)),
        vintage=_vintage(data, shown, cited, retrieved),
        licences=_licences(data, shown, cited),
        sources=tuple(dict.fromkeys([s.title for s in cited] + [f"{OURS}/{name}" for name in tables(data, shown)])),
    )


def tables(data: RegionData, reader: Reader | None) -> list[str]:
    """Fact tables with rows and a schema that a reader reads in a region."""
    named = [table.format(region=data.region.key) for table in (reader.tables if reader else ())]
    return [name for name in named if data.access.has_table(name)]


def unverified(data: RegionData, table: str) -> int:
    """Rows of a table that are of the region, or of none in particular, and rest on no page that was read."""
    return int((_dates(data, table) == UNVERIFIED).sum())


def span(data: RegionData, names: Iterable[str]) -> str:
    """First and last year of the dated rows of some tables; empty where none is dated."""
    dated = [date for name in names for date in _dates(data, name) if date[:4].isdigit()]
    years = sorted({date[:4] for date in dated})
    return "" if not years else years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _dates(data: RegionData, table: str) -> pd.Series[str]:
    facts = data.access.table(table)
    if "date" not in facts:
        return pd.Series([], dtype=str)
    mine = facts[facts["region"].isin((data.region.key, ""))] if "region" in facts else facts
    return mine["date"].dropna().astype(str)


def _vintage(
    data: RegionData, reader: Reader | None, cited: Iterable[Source], retrieved: Callable[[Source], str]
) -> str:
    rows = span(data, tables(data, reader))
    days = sorted({retrieved(source) for source in cited if retrieved(source)})
    fetched = "" if not days else f"retrieved {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "")
    return "; ".join(part for part in (f"rows of {rows}" if rows else "", fetched) if part)


def _licences(data: RegionData, reader: Reader | None, cited: Iterable[Source]) -> tuple[str, ...]:
    named = [source.licence + (" (non-commercial)" if source.non_commercial else "") for source in cited]
    schemas = [data.access.schema(table) for table in tables(data, reader)]
    return tuple(dict.fromkeys([*named, *(schema.licence for schema in schemas if schema is not None)]))
