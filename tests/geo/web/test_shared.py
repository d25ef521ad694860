"""One workspace for the page and every route."""

from __future__ import annotations

import threading
from pathlib import Path

from geo.web.shared import shared
from layers import catalogue


def test_all_who_ask_get_the_same_workspace(tmp_path: Path) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(shared(catalogue(), tmp_path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(workspace) for workspace in found}) == 1


def test_another_cache_folder_is_another_workspace(tmp_path: Path) -> None:
    assert shared(catalogue(), tmp_path / "a") is not shared(catalogue(), tmp_path / "b")
