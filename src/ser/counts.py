"""What became of labels in one generation: how many were adopted, added, contradicted, flipped."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import ledger
from ser.desk import tables
from ser.desk.parts import Parts, walk
from ser.intervals import number

LABELS = ("side", "origin")


def of_generation(verdicts: Parts, book: Parts, before: Parts, rng_seeds: Sequence[int]) -> dict[str, Any]:
    """Each replicate's, and their means."""
    each = {}
    for rng_seed in rng_seeds:
        ruled = verdicts.of(rng_seed, ["side", "status", "ruling"])
        each[str(rng_seed)] = _counted(ruled, book.of(rng_seed, LABELS), before.of(rng_seed, LABELS))
    names = [name for name in next(iter(each.values())) if name != "status"]
    means = {name: number(float(np.mean([counts[name] for counts in each.values()]))) for name in names}
    return {"labels": means, "replicates": each}


def line(generation: str, found: dict[str, Any]) -> str:
    """A sentence a replicate: its status, and how much of the pool was adopted."""
    return "\n".join(
        f"{generation}/{rng_seed}: {one['status']}, {one['adopted']} of {one['pool']} labels adopted"
        for rng_seed, one in found["replicates"].items()
    )


def _counted(verdicts: Iterator[pa.Table], book: Iterator[pa.Table], before: Iterator[pa.Table]) -> dict[str, Any]:
    statuses: list[str] = []
    found = Counter[str]()
    for ruled, labels, old in walk(verdicts, book, before):
        statuses += pc.unique(ruled["status"]).to_pylist()
        found.update(_of_part(ruled, labels, old))
    return {"status": statuses[0]} | found


def _of_part(ruled: pa.Table, labels: pa.Table, before: pa.Table) -> dict[str, int]:
    adopted = tables.where(ruled, ruling="adopt")
    old, new = ledger.not_of_people(before), ledger.not_of_people(labels)
    return {
        "pool": len(ruled),
        "adopted": len(adopted),
        "people": len(labels) - len(new),
        "ledger": len(new),
        "added": int((~matching(new["pair_id"], old)[0]).sum()),
        "contradicted": _opposed(adopted, old),
        "flipped": _opposed(new, old),
    }


def matching(ids: pa.ChunkedArray, table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Which ids the table holds, and the sides it gives to those."""
    at = pc.index_in(ids, table["pair_id"]).combine_chunks()
    found = np.asarray(at.is_valid())
    return found, tables.column(table.take(at.drop_null()), "side")


def _opposed(labels: pa.Table, others: pa.Table) -> int:
    found, sides = matching(labels["pair_id"], others)
    return int((tables.column(labels, "side")[found] != sides).sum())
