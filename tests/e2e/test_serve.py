"""`sitewatt serve` as a service manager runs it, and the other ways to run the app."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, free_port, wait_for


def answered_once(command: list[str], port: int, cache: Path, log: Path) -> None:
    """Run a server until it has answered, then end it."""
    settings = {**os.environ, "SITEWATT_CACHE": str(cache), "SITEWATT_OFFLINE": "1"}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/api/v1/health", process, log)
        finally:
            process.terminate()
            process.wait(20)


def test_the_app_ends_with_the_command_that_started_it(cache: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log.txt"
    answered_once([sys.executable, "-m", "layers", "serve", "--no-browser", "--port", str(port)], port, cache, log)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "nobody listens any more"
    assert log.read_text(encoding="utf-8").split() == ["Sitewatt:", f"http://127.0.0.1:{port}"], "no line a request"


def test_a_port_that_is_taken_ends_the_command_with_one_line(cache: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "layers", "serve", "--no-browser", "--port", port]
        settings = {**os.environ, "SITEWATT_CACHE": str(cache), "SITEWATT_OFFLINE": "1"}
        ended = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert port in ended.stderr


@pytest.mark.parametrize("module", ["streamlit", "uvicorn"])
def test_the_app_also_runs_in_other_servers(cache: Path, tmp_path: Path, module: str) -> None:
    port, log = free_port(), tmp_path / "log.txt"
    command = [sys.executable, "-m", "uvicorn", "streamlit_app:app", "--port", str(port)]
    if module == "streamlit":
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
        command += ["--server.port", str(port)]
    answered_once(command, port, cache, log)
