"""Loading the application: once, by whoever comes first, while all others wait.

Imports take two seconds of computing. The server listens before them, and the browser loads the page meanwhile. Two
threads that import the same modules from two ends would each get half of one: hence one lock for all.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.workspace import Workspace

Load = Callable[[], "Workspace"]
"""Imports everything that the page and the routes need, and gives the one workspace of the process."""


class Opening:
    """Who loads, and whether it is done."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.done = False

    def through(self, load: Load) -> Workspace:
        """What `load` gives. While it works the first time, nobody looks for garbage: there is none yet, and looking
        took a third of the time."""
        with self._lock:
            if self.done:
                return load()
            gc.disable()
            try:
                found = load()
                self.done = True
                return found
            finally:
                gc.freeze()
                gc.enable()


OPENING = Opening()
"""The one of this process: Streamlit runs the page's script apart from the routes, imported modules are shared."""
