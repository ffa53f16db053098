"""Two tables side by side: what is stored, and what it should be, row by row."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import tables
from ser.proof.checks import Finding

SHOWN = 5  # rows named of each file and kind of trouble; the others are counted
CLOSE = 1e-6  # two machines may disagree in the last digit of an exponential


def differences(stored: pa.Table, needed: pa.Table, path: Path, key: Sequence[str]) -> Iterator[Finding]:
    """Rows that lack, rows too many, rows that stand twice, and cells that differ."""
    have, want = _keys(stored, key), _keys(needed, key)
    once = pc.unique(have)
    if len(once) < len(have):
        counted = pc.value_counts(have)
        twice = counted.filter(pc.greater(counted.field("counts"), 1))
        yield from named(twice.field("values"), path, "stands more than once", "one row")
        return
    lost, extra = (one.filter(pc.invert(pc.is_in(one, other))) for one, other in ((want, have), (have, want)))
    yield from named(lost, path, "no such row", "a row, as recomputed")
    yield from named(extra, path, "a row that nothing accounts for", "no such row")
    both, right = pc.index_in(want, have).drop_null(), needed.filter(pc.is_in(want, have))
    for name in needed.schema.names:
        yield from cells(stored.take(both), right, both, path, key, name)
    if not (len(lost) or len(extra)) and not np.array_equal(np.asarray(both), np.arange(len(have))):
        yield Finding(str(path), "its rows stand in another order", "the order in which they are made")


def _keys(table: pa.Table, key: Sequence[str]) -> pa.Array:
    words = [table[name].cast(pa.string()) for name in key]
    joined = pc.binary_join_element_wise(*words, ", replicate ")
    return pa.concat_arrays(joined.chunks) if joined.num_chunks else pa.array([], pa.string())


def named(keys: pa.Array, path: Path, found: str, needed: str) -> Iterator[Finding]:
    for one in keys[:SHOWN].to_pylist():
        yield Finding(f"{path}, pair {one}", found, needed)
    if len(keys) > SHOWN:
        yield Finding(str(path), f"{found}: {len(keys) - SHOWN:,} more", needed)


def cells(
    stored: pa.Table, needed: pa.Table, at: pa.Array, path: Path, key: Sequence[str], name: str
) -> Iterator[Finding]:
    have, want = tables.column(stored, name), tables.column(needed, name)
    wrong = np.flatnonzero(~same(have, want))
    for row in wrong[:SHOWN]:
        which = ", replicate ".join(str(needed[one][int(row)]) for one in key)
        yield Finding(f"{path}, row {at[int(row)]}, pair {which}", f"{name} {_said(have[row])}", f"{_said(want[row])}")
    if len(wrong) > SHOWN:
        yield Finding(str(path), f"{name} differs in {len(wrong) - SHOWN:,} more rows", "what was recomputed")


def same(have: np.ndarray, want: np.ndarray) -> np.ndarray:
    if want.dtype.kind == "f" and have.dtype.kind == "f":
        return np.isclose(have, want, rtol=CLOSE, atol=CLOSE, equal_nan=True)
    return np.asarray(have == want, dtype=bool)


def _said(value: object) -> str:
    return "nothing" if value is None or value != value else f"{value:.7g}" if isinstance(value, float) else str(value)
