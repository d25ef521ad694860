"""Peers that need a newer Python than Sitewatt: they run in an interpreter of their own, on the very same arrays.

xarray-spatial has its overlay module (`xrspatial.mcda`) from 0.6 on, which needs Python 3.12. `make peers` sets up
`.venv-peers` with it; SITEWATT_PEER_PYTHON names another interpreter. Arrays go over as files that are memory-mapped,
and the peer times its own work only, best of a few, after one unmeasured call that compiles.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOW = "not run: `make peers` sets up Python 3.12 or newer with xarray-spatial, or name one in SITEWATT_PEER_PYTHON"

OVERLAY = """
import json, resource, sys, time
import numpy as np, xarray as xr, xrspatial
from xrspatial.mcda import fuzzy_overlay, owa, wlc, wpm
stack, weights, chunk = np.load(sys.argv[1], mmap_mode="r"), json.loads(sys.argv[2]), int(sys.argv[3])
stack = np.array(stack)
names = [f"c{n}" for n in range(len(stack))]
data = xr.Dataset({name: (("y", "x"), layer) for name, layer in zip(names, stack)})
chunked = data.chunk({"y": chunk, "x": -1})
weights = dict(zip(names, weights))
order = [1 / len(names)] * len(names)
part = data.isel(y=slice(0, max(1, data.sizes["y"] // 16))).clip(0.004, 1.0)  # wpm refuses zeros
work = {
    "wlc (weighted sum)": (lambda: wlc(data, weights), 1),
    "wlc, dask on both cores": (lambda: wlc(chunked, weights).compute(), 1),
    "fuzzy_overlay and (minimum)": (lambda: fuzzy_overlay(data, "and"), 1),
    "wpm (geometric mean)": (lambda: wpm(part, weights), data.sizes["y"] / part.sizes["y"]),
    "owa": (lambda: owa(part, weights, order), data.sizes["y"] / part.sizes["y"]),
}
found = {}
for name, (run, scale) in work.items():
    run()
    best = 1e9
    for _ in range(3):
        begun = time.perf_counter(); run(); best = min(best, time.perf_counter() - begun)
    found[name] = best * scale
print(json.dumps({"version": xrspatial.__version__, "python": sys.version.split()[0], "seconds": found,
                  "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}))
"""

PROXIMITY = """
import json, resource, sys, time
import numpy as np, xarray as xr, xrspatial
from xrspatial import proximity
marks, cell = np.load(sys.argv[1]).astype(np.float32), float(sys.argv[2])
rows, cols = marks.shape
data = xr.DataArray(marks, dims=("y", "x"), coords={"y": -np.arange(rows) * cell, "x": np.arange(cols) * cell})
np.asarray(proximity(data[:64, :64]).data)
begun = time.perf_counter()
out = np.asarray(proximity(data).data)
seconds = time.perf_counter() - begun
np.save(sys.argv[3], out.astype(np.float32))
print(json.dumps({"version": xrspatial.__version__, "seconds": seconds,
                  "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))
"""


def peer_python() -> str | None:
    """An interpreter that has `xrspatial.mcda`, or None."""
    here = importlib.util.find_spec("xrspatial")
    if here is not None and importlib.util.find_spec("xrspatial.mcda") is not None:
        return sys.executable
    named = [os.environ.get("SITEWATT_PEER_PYTHON", ""), str(ROOT / ".venv-peers" / "bin" / "python")]
    return next((path for path in named if path and Path(path).is_file() and _has_module(path)), None)


def _has_module(python: str) -> bool:
    return subprocess.run([python, "-c", "import xrspatial.mcda"], capture_output=True, check=False).returncode == 0


def ask(python: str, code: str, *given: str) -> dict[str, object]:
    """Run a peer's code in its interpreter; what it prints last, as JSON."""
    done = subprocess.run([python, "-c", code, *given], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no message"}
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
