"""Scoring and training in two processes that share the work, beside one; each computes on one thread.

They start by the lines of `launch:` in docs/scale.md. The clock runs in the first process, from when all are ready to
when all are done; loading libraries and models is left out. Both sides' scores are the same to the bit, and their
losses to 1e-4, or nothing is timed. Two processes want two idle cores.
"""

import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import goals
from benchmarks.projects import ROOT, surroundings
from benchmarks.rounds import Spent, interleaved, load
from benchmarks.rows import Row
from ser.desk import files
from ser.desk.errors import ModelError

TWO = f"env ACCELERATE_USE_CPU=true accelerate launch --config_file {ROOT}/launch/cpu_two.yaml --no_python"
LAUNCH = {"one": "", "two": f"{TWO} "}
COUNTS = {"one": 1, "two": 2}
SAME = {"score": 0.0, "train": 1e-4}
ROUNDS = 3


def _told(work: str, shape: str, side: str, folder: str) -> dict[str, Any]:
    path = Path(folder, f"{side}.json")
    path.unlink(missing_ok=True)
    command = f"{LAUNCH[side]}python -P -m benchmarks.shared {work} {shape} {path}"
    done = subprocess.run(command, shell=True, cwd=folder, env=surroundings(), capture_output=True, text=True)
    told: dict[str, Any] = files.read_json(path) if path.exists() else {}
    if done.returncode or told["processes"] != COUNTS[side]:
        raise ModelError(f"processes, {work}", f"not {COUNTS[side]} that worked: {done.stderr[-1000:]}", command)
    return told


def _rows(benchmark: str, work: str, shape: str) -> list[Row]:
    found: dict[str, list[float]] = {}
    summed: list[float] = []

    def timed(side: str, folder: str) -> Spent:
        told = _told(work, shape, side, folder)
        found[side] = told["found"]
        summed.append(told["summed"])
        return Spent(told["wall"], told["cpu"])

    with tempfile.TemporaryDirectory() as folder:
        times = interleaved({side: partial(timed, side, folder) for side in LAUNCH}, ROUNDS)
    apart = goals.refuse_apart(benchmark, found["two"], found["one"], SAME[work])
    pace = {side: float(np.median([one.wall for one in spent])) for side, spent in times.items()}
    note = f"{pace['one']:.2f} and {pace['two']:.2f} s; {apart:.0e} apart; {load()}"
    if work == "train":
        note += f"; a step's gradients are summed in {1000 * max(summed):.0f} ms, of {len(found['two'])} steps"
    return [goals.faster(benchmark, times["one"], times["two"], 1.7, note, by="wall")]


RUNS = {
    "processes-score": ("score", "world"),
    "processes-train": ("train", "world"),
    "processes-train-dialogue": ("train", "dialogue"),
}
ROWS: dict[str, Callable[[], list[Row]]] = {name: partial(_rows, name, *how) for name, how in RUNS.items()}
