"""Time and memory of what needs no model, on pools of ten thousand to ten million pairs with scores drawn by lot."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks import goals
from benchmarks.laid import BESIDE, GENERATION, REFERENCE
from benchmarks.projects import ROOT, surroundings
from benchmarks.rows import Row
from ser.desk import paths
from ser.desk.errors import SerError
from ser.desk.paths import Model
from ser.desk.settings import SEED

EXPONENT, GIB = 1.1, 2.0
SIZES = (10**4, 10**5, 10**6, 10**7)
STAGES = {  # as DVC starts them, one after the other; what one writes the next reads
    "select": ("select", GENERATION),
    "unseal": ("unseal", REFERENCE),
    "grade": ("grade", SEED),
    "audit": ("audit", GENERATION),
}
TRACE = ["-c", "from ser.cli import main; main()", "trace", "--json"]
# The most memory that a process held counts that of the one it was started from: here one that holds next to nothing.
WATCH = """
import os, sys, time
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


@dataclass(frozen=True)
class Cost:
    seconds: float
    processor: float
    gib: float


def pools(benchmark: str, largest: int) -> list[Row]:
    """Three rows a stage: seconds at the largest size, the exponent over the last step, memory at the largest."""
    sizes = [size for size in SIZES if size <= largest]
    every = [_measured(size) for size in sizes]
    return [row for name in every[0] for row in _rows(f"{benchmark}/{name}", sizes, [one[name] for one in every])]


def _rows(name: str, sizes: list[int], costs: list[Cost]) -> list[Row]:
    """By processor time, which other work on the machine moves least."""
    last = costs[-1]
    told = ", ".join(f"{size:,}: {one.processor:.1f}" for size, one in zip(sizes, costs, strict=True))
    held = ", ".join(f"{size:,}: {one.gib:.2f}" for size, one in zip(sizes, costs, strict=True))
    grown, larger = last.processor / costs[-2].processor, sizes[-1] / sizes[-2]
    return [
        Row(f"{name}-seconds", last.processor, "s", "told", None, f"{told}; by the clock {last.seconds:.1f}"),
        goals.below(f"{name}-exponent", float(np.log(grown) / np.log(larger)), "", EXPONENT, "of the last step"),
        goals.below(f"{name}-memory", last.gib, "GiB", GIB, held),
    ]


def _measured(pool: int) -> dict[str, Cost]:
    """What each costs on one pool, in a folder that is then removed."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        lay(folder, pool)
        costs = {name: cost(folder, f"{ROOT}/stages/{script}.py", word) for name, (script, word) in STAGES.items()}
        stored = pq.ParquetFile(folder / paths.PAIRS)
        pair = stored.read_row_group(stored.num_row_groups // 2, ["pair_id"])["pair_id"][0].as_py()
        _refuse_otherwise(folder, pool)
        return costs | {"trace": cost(folder, *TRACE, pair)}


def lay(folder: Path, pool: int) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.laid", str(pool)], cwd=folder, env=surroundings(), check=True)


def cost(folder: Path, *words: str) -> Cost:
    command = [sys.executable, "-S", "-c", WATCH, sys.executable, "-P", *words]
    told = subprocess.run(command, cwd=folder, env=surroundings(), capture_output=True, text=True, check=True)
    code, seconds, processor, kib = map(float, told.stdout.splitlines()[-1].split())
    if code:
        raise SerError("pools", f"`{' '.join(words)}` ended with {code:g}", f"it said: {told.stderr[-1000:]}")
    return Cost(seconds, processor, kib / 2**20)


def _refuse_otherwise(folder: Path, pool: int) -> None:
    """Each pair of the pool got a verdict, a label of people in the reference, and a place in the audit."""
    counted = json.loads((folder / Model(GENERATION).counts).read_text())["replicates"]
    audited = json.loads((folder / Model(GENERATION).audit).read_text())["bins"]["labels"]
    unsealed = pq.read_metadata(folder / Model(REFERENCE).ledger).num_rows
    assert [one["pool"] for one in counted.values()] == [pool] * len(counted)
    assert unsealed == len(counted) * (pool + BESIDE[SEED])
    assert sum(audited) > 0.99 * len(counted) * pool  # a tie has no side


SIZED = {"pools-1m": 10**6, "pools-10m": 10**7}  # the second takes four GiB of disk
ROWS: dict[str, Callable[[], list[Row]]] = {name: partial(pools, name, size) for name, size in SIZED.items()}
