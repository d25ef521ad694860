"""Libraries that are imported when something of theirs is first asked for.

Eighty files name pandas and geopandas at their top; no first map needs them. Until then a stand-in of the same name is
what an `import` finds.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from threading import Lock
from types import ModuleType
from typing import Any

LATE = ("geopandas", "pandas", "pyarrow", "pyogrio")
_SWAP = Lock()


class LateModule(ModuleType):
    """Stands for a library; whatever is asked of it beyond its name and place imports the library.

    Parameters
    ----------
    spec : of the library
    """

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__, self.__file__ = spec, spec.origin

    def __getattr__(self, name: str) -> Any:
        with _SWAP:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        library = importlib.import_module(self.__name__)  # whoever comes second waits for the import's own lock
        self.__dict__.update(library.__dict__)
        return getattr(library, name)


def import_late(names: Iterable[str] = LATE) -> None:
    """Let `import` of some libraries give stand-ins, unless they are imported already."""
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            sys.modules[name] = LateModule(spec)
