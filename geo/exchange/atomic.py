"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geo.errors import InputError


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file through a temporary neighbour; InputError when the place cannot be written.

    Parameters
    ----------
    mode : rights of the finished file; 0o600 for what is nobody else's business
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.")
    except OSError as error:
        raise InputError("the output cannot be written", where=str(path), found=error.strerror or str(error)) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(name, mode)
        os.replace(name, path)
    except OSError as error:
        raise InputError("the output cannot be written", where=str(path), found=error.strerror or str(error)) from error
    finally:
        Path(name).unlink(missing_ok=True)
