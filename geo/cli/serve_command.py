"""`serve`: open the app, from a clone or from an installed wheel."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from geo.catalogue.paths import page_path
from geo.cli.context import Call
from geo.errors import InputError


def serve(call: Call) -> int:
    """Run the Streamlit app until it is stopped; returns its exit code."""
    options = call.options
    if not 1 <= options.port <= 65535:
        raise InputError("no such port", where="--port", found=str(options.port), allowed="1 to 65535")
    command = [sys.executable, "-m", "streamlit", "run", str(page_path())]
    settings = {
        "server.address": options.host,
        "server.port": str(options.port),
        "server.headless": str(options.no_browser).lower(),
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
        "client.toolbarMode": "minimal",
        "server.enableWebsocketCompression": "true",
        "global.minCachedMessageSize": "120",
        "runner.postScriptGC": "false",
    }
    for name, value in settings.items():
        command += [f"--{name}", value]
    child = subprocess.Popen(command, env=os.environ.copy())
    # Who stops this process by its id (a service manager, a container) means the app, not only its parent.
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return max(child.wait(), 0)
    except KeyboardInterrupt:
        child.wait()
        return 0
