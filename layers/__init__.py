"""One file per layer. `catalogue()` finds them all; importing this package reads no data file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalogue.catalogue import Catalogue


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue of every layer file in this package, in the order of the files' `ORDER`."""
    from geo.catalogue.catalogue import Catalogue, layers_in
    from geo.catalogue.paths import data_root

    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    modules.sort(key=lambda module: (getattr(module, "ORDER", 100), module.__name__))
    return Catalogue(layers_in(modules), data_root())
