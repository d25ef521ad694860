"""How messages between page and server are packed: against the last 32 kB that went the same way.

Most of what a change sends was sent before, 20 to 40 kB ago. Uvicorn allows 4 kB (a window of 12 bits) and has no
setting for it, so its factory is replaced; where a release has another, nothing changes but the bytes.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets import websockets_sansio_impl as protocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

WINDOW_BITS = 15
NAME = "ServerPerMessageDeflateFactory"


def pack_widely() -> None:
    """Use the widest window for every connection from now on."""
    if hasattr(protocol, NAME):
        setattr(protocol, NAME, wide_factory)


def wide_factory(**_: Any) -> ServerPerMessageDeflateFactory:
    """Deflate with the widest window, whatever uvicorn asks for."""
    return ServerPerMessageDeflateFactory(
        server_max_window_bits=WINDOW_BITS, client_max_window_bits=WINDOW_BITS, compress_settings={"memLevel": 8}
    )
