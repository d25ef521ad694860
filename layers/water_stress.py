"""Water stress: how much of the renewable water of a river basin is already asked for (WRI Aqueduct)."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models.water import STRESS_CLASSES, stress_class
from geo.space.areas import AreaValue
from geo.space.vector import margin_box
from layers._live import members

ORDER = 99.2
FOLDER, TABLE = ".gdb/", "baseline_annual"
ARID, UNKNOWN = -1, -9999
COLUMNS = ["pfaf_id", "bws_raw", "bws_cat", "bws_label"]
CAP_PERCENT = 200.0


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Sub-basins with their baseline water stress [%], one row each.

    The table repeats a sub-basin for every province and aquifer it touches; stress is that of the sub-basin. -9999 is
    no data; category -1 is a basin with little water and little use, which has no ratio.
    """
    path = access.path("aqueduct-4")
    inner = members(path, "gdbtable")[0]
    folder = inner[: inner.index(FOLDER) + len(FOLDER) - 1]
    box = margin_box(region.bbox, 50.0)
    raw = gpd.read_file(f"/vsizip/{path}/{folder}", layer=TABLE, bbox=box, columns=COLUMNS, engine="pyogrio")
    basins = raw[raw["pfaf_id"] > 0].to_crs(4326)
    basins = basins.set_geometry(shapely.make_valid(basins.geometry.to_numpy())).dissolve("pfaf_id", aggfunc="first")
    ratio = pd.to_numeric(basins["bws_raw"], errors="coerce")
    known = (ratio >= 0) & (basins["bws_cat"] >= 0)
    columns = {
        "name": "sub-basin " + basins.index.astype("int64").astype(str),
        "stress_percent": (100.0 * ratio.clip(upper=CAP_PERCENT / 100.0)).where(known),
        "stress": [stress_class(cat) for cat in basins["bws_cat"]],
        "source": "aqueduct-4",
        "date": "2023-07",
    }
    return gpd.GeoDataFrame(columns, geometry=basins.geometry.to_numpy(), crs="EPSG:4326").reset_index(drop=True)


LAYER = Layer(
    key="water_stress",
    title="Water stress",
    theme="climate",
    description="Yearly water demand over renewable supply of each sub-basin, baseline 1979-2019 (WRI Aqueduct 4.0).",
    readers=(Reader(tier="upstream", sources=("aqueduct-4",), needs=("aqueduct-4",), read=_read),),
    columns={"stress_percent": "%"},
    style=Style(
        kind="area",
        by="stress",
        colours=dict(zip((name for _, name in STRESS_CLASSES), ("#2c7bb6", "#abd9e9", "#ffffbf", "#fdae61", "#d7191c"),
                         strict=True)),
        label=("name", "stress", "stress_percent", "source", "date"),
    ),
    fields=(
        FieldSpec(
            key="stress_percent", title="Baseline water stress", measure=AreaValue("stress_percent"), unit="%",
            scale=0.01, cap=CAP_PERCENT,
        ),
    ),
    criteria=(
        Criterion(
            key="water_stress",
            title="Water demand over renewable supply",
            unit="%",
            group="Climate and hazards",
            fields=("water_stress.stress_percent",),
            value_function=Piecewise(((5.0, 1.0), (10.0, 0.85), (20.0, 0.6), (40.0, 0.3), (80.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            rationale=(
                "Where most of the water is spoken for, a cooling plant competes with towns and farms, and needs water "
                "that nobody drinks. A model of large basins: pipelines between basins and desalination are not in it."
            ),
            references=(
                "Kuzma et al. (2023), Aqueduct 4.0, World Resources Institute: classes at 10, 20, 40 and 80 %",
                "value function: assumption",
            ),
        ),
    ),
    gap=(
        "Only by `sitewatt fetch water_stress` (260 MB); until then aridity stands in. Where recycled or other "
        "non-potable water can be had is in no open list of either country."
    ),
)  # fmt: skip
