"""The figures on record: which machine they are of, and what a row that is run again leaves alone."""

import dataclasses
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.rows import Row
from ser.desk import files

PATH = Path(__file__).with_name("results.json")
THREADS = 1  # of each process, on both sides of every comparison
LIBRARIES = ("torch", "transformers", "trl", "dvc", "pyarrow")


def key(row: str) -> str:
    """What a row is run by: a benchmark makes several, named `benchmark/part`."""
    return row.partition("/")[0]


def machine() -> dict[str, Any]:
    facts = {"cores": os.cpu_count(), "processor": _processor(), "system": platform.system(), "threads": THREADS}
    return facts | {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def read() -> dict[str, Any]:
    found: dict[str, Any] = files.read_json(PATH) if PATH.exists() else {"machine": machine(), "rows": []}
    return found


def merged(before: dict[str, Any], here: dict[str, Any], rows: Sequence[Row], known: Sequence[str]) -> dict[str, Any]:
    """Rows run now, and of the others those still known; those of another machine say so, each by itself."""
    ran = {key(row.name) for row in rows}
    kept = [row for row in before["rows"] if key(row["name"]) not in ran]
    if before["machine"] != here:
        kept = [{"machine": before["machine"]} | row for row in kept]
    new = [dataclasses.asdict(row) | {"value": float(f"{row.value:.4g}")} for row in rows]
    both = [row for row in (*kept, *new) if key(row["name"]) in known]
    return {"machine": here, "rows": sorted(both, key=lambda row: list(known).index(key(row["name"])))}


def shown(rows: Sequence[dict[str, Any]]) -> str:
    """A table for a terminal."""
    told = {True: "met", False: "NOT MET", None: "-"}
    lines = [("benchmark", "value", "goal", "")]
    lines += [(row["name"], f"{row['value']:.3g} {row['unit']}".strip(), row["goal"], told[row["met"]]) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join("  ".join([*(map(str.ljust, line, widths)), line[3]]).rstrip() for line in lines)
