"""`sitewatt serve` as a service manager runs it: it starts the app, and takes it along when it is stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import ROOT, free_port, wait_for


def test_the_app_ends_with_the_command_that_started_it(cache: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log.txt"
    command = [sys.executable, "-m", "layers", "serve", "--no-browser", "--port", str(port)]
    settings = {**os.environ, "SITEWATT_CACHE": str(cache), "SITEWATT_OFFLINE": "1"}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/api/v1/health", process, log)
        finally:
            process.terminate()
            process.wait(20)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "nobody listens any more"
