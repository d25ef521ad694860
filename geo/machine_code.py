"""Kernels: compiled when they are first called, their machine code kept in a folder for each state of their sources.

numba is imported by the first call: it and its machine code take half a second, which a page's start does not wait for.

numba keeps a kernel's machine code for as long as the kernel's own file stays as it is. Kernels call each other across
files, so after an update of one file the code of its callers would still hold the former one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from functools import cache, cached_property, update_wrapper
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parent
ROOMS = ("space", "decision", "tiles")
"""Folders of `geo` that hold kernels."""
STEM = "kernels-"


class Kernel:
    """A function that numba compiles, or reads from its machine code, when it is first called.

    Parameters
    ----------
    function : module-level function; kernels that it calls are globals of its module
    options : of `numba.njit`
    """

    def __init__(self, function: Callable[..., Any], **options: Any) -> None:
        update_wrapper(self, function)
        self._function, self._options = function, options

    def __call__(self, *args: Any) -> Any:
        """Call the compiled function."""
        return self.compiled(*args)

    @cached_property
    def compiled(self) -> Any:
        """What numba made of it, for Python to call."""
        keep_by_source()
        return self._made(**self._options, no_cfunc_wrapper=True)

    @cached_property
    def part(self) -> Any:
        """What numba makes of it for other kernels, which take it in: nothing that Python could call or that is kept
        by itself. For a kernel of a few loops that is most of what compiling costs."""
        return self._made(**{**self._options, "cache": False}, no_cfunc_wrapper=True, no_cpython_wrapper=True)

    def _made(self, **options: Any) -> Any:
        """Compile a copy that names parts where the function names kernels: numba knows no other."""
        import numba

        function = self._function
        names = {name: function.__globals__.get(name) for name in _names(function.__code__)}
        parts = {name: called.part for name, called in names.items() if isinstance(called, Kernel)}
        copy = FunctionType(
            function.__code__,
            {**function.__globals__, **parts},
            function.__name__,
            function.__defaults__,
            function.__closure__,
        )
        return numba.njit(**options)(update_wrapper(copy, function))


def _names(code: CodeType) -> set[str]:
    """Global names that a function uses, in functions inside it too."""
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*map(_names, inner))


@cache
def keep_by_source() -> None:
    """Let numba keep machine code in a folder named after the sources, below NUMBA_CACHE_DIR where that is set.

    Folders of former sources are removed. Where the folder cannot be written, numba chooses one of its own.
    """
    import numba

    base = Path(os.environ.get("NUMBA_CACHE_DIR") or ROOT / "__pycache__")
    folder = base / f"{STEM}{state_of(ROOT / room for room in ROOMS)}"
    settings: Any = numba.config
    settings.CACHE_DIR = str(folder)
    if not folder.exists():
        for former in base.glob(f"{STEM}*"):
            shutil.rmtree(former, ignore_errors=True)


def state_of(folders: Iterable[Path]) -> str:
    """Digest of names, sizes and times of change of the Python files in some folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            about = path.stat()
            digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
