"""A member of a zip archive, read forward only: two to three times faster than zipfile reads it."""

from __future__ import annotations

import struct
import sys
import zipfile
from pathlib import Path
from types import TracebackType
from typing import Self

from isal import igzip_lib

from geo.errors import DataError

_PART = 1 << 16
_LOCAL_HEADER = 30
"""Bytes of a member's own header before its name (PKWARE APPNOTE 6.3.10, 4.3.7); the last four say how long the name
and what follows it are."""


class Inflated:
    """A deflated member as a stream of bytes. What was fetched has been checked as a whole, so no checksum is made.

    Parameters
    ----------
    archive : Path
    member : str

    Raises
    ------
    DataError
        The member is not deflated.
    """

    def __init__(self, archive: Path, member: str) -> None:
        with zipfile.ZipFile(archive) as pack:
            told = pack.getinfo(member)
        if told.compress_type != zipfile.ZIP_DEFLATED:
            raise DataError("a member is not deflated", where=f"{archive}: {member}", found=str(told.compress_type))
        self._inflate = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE)
        self._file = archive.open("rb")
        self._file.seek(told.header_offset)
        name, extra = struct.unpack("<HH", self._file.read(_LOCAL_HEADER)[-4:])
        self._file.seek(name + extra, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, size: int = sys.maxsize, /) -> bytes:
        """Return the next bytes, as many as asked for or all that are left; fewer at the end."""
        parts: list[bytes] = []
        while size > 0 and not self._inflate.eof:
            given = self._file.read(_PART) if self._inflate.needs_input else b""
            part = self._inflate.decompress(given, size)
            if not part and not given and self._inflate.needs_input:
                break
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)
