"""Libraries that wait until something of theirs is asked for, and what the first map of a page does without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("pandas", "geopandas", "pyogrio", "numba", "scipy", "networkx", "folium", "branca", "jinja2", "h5py")
STAND_IN = """
import sys, threading
from geo.ui.late_modules import LateModule, import_late
import_late(("wave", "no_such_library_of_ours"))
import wave
print(type(sys.modules["wave"]) is LateModule, wave.__spec__.name, wave.__file__.endswith("wave.py"))
found = []
threads = [threading.Thread(target=lambda: found.append(wave.Wave_read)) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(set(found)), type(sys.modules["wave"]) is LateModule, wave.Wave_read is sys.modules["wave"].Wave_read)
print(hasattr(wave, "nothing"), "no_such_library_of_ours" in sys.modules)
"""
FIRST_MAP = """
import sys
import streamlit_app
workspace = streamlit_app.load()
from geo.ui.late_modules import LateModule
from geo.ui.warm_up import prepared
from geo.web.routes import routes
prepared(streamlit_app.load)
routes(workspace)
if not sys.argv[1:]:
    from geo.surface import needed_fields
    from geo.ui.warm_up import first_scenario
    scenario = first_scenario(workspace)
    data = workspace.region(scenario.region)
    for field, variant in needed_fields(data, scenario):
        path = workspace.fields.path(data, field, variant)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
print(sorted(name for name in sys.argv[1:] if not isinstance(sys.modules.get(name, LateModule), type | LateModule)))
"""


def told(program: str, *words: str, **settings: str) -> list[str]:
    """What a program of its own process prints."""
    root = str(Path(__file__).resolve().parents[3])
    command = [sys.executable, "-W", "ignore", "-c", program, *words]
    known = {**os.environ, "PYTHONPATH": root, **settings}
    return subprocess.run(command, env=known, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_stand_in_becomes_the_library_when_something_of_it_is_asked_for_by_however_many():
    assert told(STAND_IN) == ["True wave True", "1 False True", "False False"]


def test_the_first_map_of_a_later_start_imports_no_heavy_library(tmp_path: Path):
    settings = {"SITEWATT_CACHE": str(tmp_path), "SITEWATT_OFFLINE": "1"}
    told(FIRST_MAP, **settings)
    assert told(FIRST_MAP, *HEAVY, **settings) == ["[]"]
