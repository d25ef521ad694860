"""The window of the page's messages, as uvicorn negotiates it."""

from __future__ import annotations

from uvicorn.protocols.websockets import websockets_sansio_impl as protocol

from geo.ui.packing import NAME, pack_widely


def test_uvicorn_offers_the_widest_window_whatever_it_would_ask_for(monkeypatch):
    monkeypatch.setattr(protocol, NAME, getattr(protocol, NAME))
    pack_widely()
    factory = getattr(protocol, NAME)(server_max_window_bits=12, client_max_window_bits=12)
    answer, _ = factory.process_request_params([("client_max_window_bits", None)], [])
    assert dict(answer) == {"server_max_window_bits": "15", "client_max_window_bits": "15"}
