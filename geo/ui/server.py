"""The app in a server of its own, as `sitewatt serve` runs it: it listens before Streamlit is imported."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from geo.errors import InputError
from geo.ui.early import Early
from geo.ui.front_page import FrontPage
from geo.ui.shell import Shell
from geo.web.hosts import HostGuard, allowed_hosts

SWITCH_S = 0.0005
"""How long [s] one thread may hold the interpreter while others wait: a tile passes three threads, and at Python's 5 ms
each of them waits for a page that is being computed."""
PING_S = 30
"""Between two signs of life on a page's connection [s], as Streamlit's own server has it."""
SEEK = "scan_component_manifests"
OPTIONS: dict[str, bool | int | str] = {
    "server.headless": True,
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",
    "server.enableWebsocketCompression": True,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "global.minCachedMessageSize": 120,
    "runner.postScriptGC": False,
}
"""Options of Streamlit, told as its own command tells those of its command line; the rest is in
`.streamlit/config.toml` beside the page. Only that command reads Streamlit's variables of the environment."""


def run(page: Path, host: str, port: int, *, browser: bool = False) -> None:
    """Serve the page until the process is told to stop.

    Parameters
    ----------
    page : the script whose `app` is served
    browser : whether to open it in the user's browser

    Raises
    ------
    InputError
        Where nobody can listen at that address.
    """
    listening = listen(host, port)
    told: dict[str, bool | int | str] = {"server.address": host, "server.port": port}
    gc.disable()  # until the application is loaded (`geo.ui.opening`): imports leave no garbage
    sys.setswitchinterval(SWITCH_S)
    early = Early(lambda: application(page, told), on_fault=lambda: setattr(server, "should_exit", True))
    server = uvicorn.Server(configuration(early))
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"\n  Sitewatt: {address}\n", flush=True)
    if browser:
        Thread(target=show, args=(address,), daemon=True).start()
    with listening:
        server.run(sockets=[listening])
    if early.fault is not None:
        raise early.fault


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on; InputError where there is none to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((host, port), family=family, backlog=2048, dualstack_ipv6=both)
    except OSError as error:
        raise InputError(
            "nobody can listen there",
            where="--host, --port",
            found=f"{host}, {port} ({error.strerror or error})",
            mend="end what listens there, or name another port",
        ) from error


def configuration(early: Early) -> uvicorn.Config:
    """How the server runs: whom it answers, what it answers itself, and how it speaks with a page."""
    door: ASGIApp = HostGuard(Shell(FrontPage(early, early)), allowed_hosts())
    return uvicorn.Config(
        door,
        ws="websockets-sansio",
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        log_level="warning",
        access_log=False,
        use_colors=False,
    )


def application(page: Path, options: Mapping[str, bool | int | str]) -> ASGIApp:
    """The `app` of a script, under some more options of Streamlit.

    Raises
    ------
    InputError
        Where Streamlit is set to speak HTTPS, which this server does not.
    """
    import streamlit as st
    from streamlit.config import get_config_options

    seek_no_components()
    st.App(page)  # the first one of a process tells where the script lies, and settings lie beside that
    get_config_options(force_reparse=True, options_from_flags={**OPTIONS, **options})
    spec = spec_from_file_location(page.stem, page)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    for option in ("server.sslCertFile", "server.sslKeyFile"):
        if st.get_option(option):
            raise InputError("this command speaks plain HTTP", where=option, mend="put a proxy in front of it")
    for name in ("uvicorn.access", "uvicorn.error"):  # Streamlit gives both a handler of their own as it is imported
        logging.getLogger(name).setLevel(logging.WARNING)
    app: ASGIApp = module.app
    return app


def seek_no_components() -> None:
    """Let Streamlit not read what every installed package says of itself, 0.2 s in search of components of its second
    kind, of which the page has none. It has no setting for that; where a release does it otherwise, it seeks."""
    from streamlit.components.v2 import manifest_scanner

    if hasattr(manifest_scanner, SEEK):
        setattr(manifest_scanner, SEEK, list)


def show(address: str) -> None:
    """Open a page in the user's browser, where there is a screen."""
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        return
    import webbrowser

    webbrowser.open(address)
