"""Measure and print one table: `python -m benchmarks`, some rows of it with `python -m benchmarks scoring-3m`."""

import sys
from collections.abc import Callable
from importlib import import_module

from benchmarks import results
from benchmarks.rows import Row
from ser import machine
from ser.desk import files, stage
from ser.desk.errors import SerError

MODULES = ("scoring", "training", "aligning", "graph", "processes", "pools", "streamed")


def known() -> dict[str, Callable[[], list[Row]]]:
    """Every benchmark by its name, in the order of the table."""
    return {name: run for one in MODULES for name, run in import_module(f"benchmarks.{one}").ROWS.items()}


def measure(names: list[str]) -> None:
    """Run them one by one; each is on record as soon as it is done."""
    every = known()
    if unknown := [name for name in names if name not in every]:
        raise SerError("benchmarks", f"no row {unknown[0]!r}", f"use some of: {', '.join(every)}; or none, for all")
    machine.begin(results.THREADS)
    for name in names or every:
        print(f"{name} ...", file=sys.stderr, flush=True)
        found = results.merged(results.read(), results.machine(), every[name](), list(every))
        files.write_json(found, results.PATH)
    rows = [row for row in results.read()["rows"] if results.key(row["name"]) in (names or every)]
    print(results.shown(rows))
    print("\n".join(f"{row['name']}: {row['note']}" for row in rows if row["note"]), file=sys.stderr)


def main() -> None:
    stage.settle()  # before torch is imported
    if sys.argv[1:] == ["--list"]:
        print("\n".join(known()))
    else:
        measure(sys.argv[1:])


if __name__ == "__main__":
    try:
        main()
    except SerError as trouble:
        sys.exit(f"\n{trouble}")
