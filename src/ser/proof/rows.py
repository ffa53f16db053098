"""Two tables side by side: what is stored, and what it should be, row by row."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser.proof.checks import Finding

SHOWN = 5  # rows named of each file and kind of trouble; the others are counted
CLOSE = 1e-6  # two machines may disagree in the last digit of an exponential


def differences(stored: pa.Table, needed: pa.Table, path: Path, key: Sequence[str]) -> Iterator[Finding]:
    """Rows that lack, rows too many, rows that stand twice, and cells that differ."""
    if len(stored) == len(needed) and all(same(stored[one], needed[one]).all() for one in key):
        for name in needed.schema.names:
            yield from cells(stored[name], needed, None, path, key, name)
    else:
        yield from _misplaced(stored, needed, path, key)


def _misplaced(stored: pa.Table, needed: pa.Table, path: Path, key: Sequence[str]) -> Iterator[Finding]:
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
    at, both = pc.index_in(want, have).drop_null(), needed.filter(pc.is_in(want, have))
    for name in needed.schema.names:
        yield from cells(stored[name].take(at), both, at, path, key, name)
    if not (len(lost) or len(extra)):
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
    have: pa.ChunkedArray, needed: pa.Table, at: pa.Array | None, path: Path, key: Sequence[str], name: str
) -> Iterator[Finding]:
    want = needed[name]
    wrong = np.flatnonzero(~same(have, want))
    for row in wrong[:SHOWN].tolist():
        which, line = ", replicate ".join(str(needed[one][row]) for one in key), row if at is None else at[row]
        yield Finding(f"{path}, row {line}, pair {which}", f"{name} {_said(have[row])}", f"{_said(want[row])}")
    if len(wrong) > SHOWN:
        yield Finding(str(path), f"{name} differs in {len(wrong) - SHOWN:,} more rows", "what was recomputed")


def same(have: pa.ChunkedArray, want: pa.ChunkedArray) -> np.ndarray:
    if pa.types.is_floating(want.type):
        return np.isclose(have.to_numpy(), want.to_numpy(), rtol=CLOSE, atol=CLOSE, equal_nan=True)
    if pa.types.is_dictionary(want.type):
        have, want = (one.cast(pa.string()) for one in (have, want))
    both_absent = pc.and_(have.is_null(), want.is_null())
    return np.asarray(pc.or_(both_absent, pc.fill_null(pc.equal(have, want), False)))


def _said(value: pa.Scalar) -> str:
    told = value.as_py()
    return "nothing" if told is None or told != told else f"{told:.7g}" if isinstance(told, float) else str(told)
