"""Palette PNGs: eight bits a pixel, opacity by palette entry, deflate at its fastest."""

from __future__ import annotations

import struct
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from isal import isal_zlib

Bytes = npt.NDArray[np.uint8]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 1
"""isal's level 1: 0.24 ms for a tile of 256 pixels, against 20 ms for RGBA through Pillow."""


def scanlines(size: int) -> Bytes:
    """Empty scanlines (rows, 1 + columns); the first byte of each is filter 0."""
    return np.zeros((size, size + 1), np.uint8)


def encode(lines: Bytes, entries: Bytes) -> bytes:
    """PNG of scanlines of palette entries.

    Parameters
    ----------
    lines : uint8 (rows, 1 + columns), first byte of each row 0
    entries : uint8 (entries, 4): red, green, blue, opacity
    """
    height, width = lines.shape[0], lines.shape[1] - 1
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = isal_zlib.compress(lines.data, LEVEL)
    colours = _chunk(b"PLTE", entries[:, :3].tobytes()) + _chunk(b"tRNS", entries[:, 3].tobytes())
    return SIGNATURE + _chunk(b"IHDR", header) + colours + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


@lru_cache(maxsize=4)
def clear(size: int) -> bytes:
    """A wholly transparent tile."""
    header = struct.pack(">IIBBBBB", size, size, 1, 3, 0, 0, 0)
    body = isal_zlib.compress(bytes(size * (size // 8 + 1)), LEVEL)
    colours = _chunk(b"PLTE", bytes(3)) + _chunk(b"tRNS", bytes(1))
    return SIGNATURE + _chunk(b"IHDR", header) + colours + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = isal_zlib.crc32(content, isal_zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
