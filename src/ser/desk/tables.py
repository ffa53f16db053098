"""Parquet in and out: one file a table, its columns checked, never half-written."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ser.desk import files
from ser.desk.errors import TableError

ROWS = 1 << 16  # a group of rows: one pair is found by reading those that may hold it, a sixteenth of a million


class _WithoutPandas:
    """pyarrow looks for pandas once, at its first array; loading it takes longer than many a stage."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, hidden := _WithoutPandas())
pa.array([None])
sys.meta_path.remove(hidden)


def read(
    path: Path, schema: pa.Schema, columns: Sequence[str] | None = None, only: pc.Expression | None = None
) -> pa.Table:
    """The whole table, some of its columns, or the rows for which `only` holds."""
    _opened(path, columns or schema.names).close()
    with _whole(path):
        table = pq.read_table(path, columns=list(columns) if columns else None, filters=only)
    return _as(table, schema, columns)


def groups(path: Path, schema: pa.Schema, columns: Sequence[str], rng_seed: int | None = None) -> Iterator[pa.Table]:
    """The table a group of rows at a time, without the groups that hold no row of the replicate."""
    with _opened(path, columns) as stored:
        at = stored.schema_arrow.get_field_index("rng_seed")
        for place in range(stored.num_row_groups):
            if rng_seed is None or _may_hold(stored.metadata.row_group(place).column(at).statistics, rng_seed):
                with _whole(path):
                    group = stored.read_row_group(place, list(columns))
                yield _as(group, schema, columns)


def _opened(path: Path, columns: Sequence[str]) -> pq.ParquetFile:
    if not path.exists():
        raise TableError(path, "the file is missing", "run `dvc repro`, or `dvc pull` if a remote holds it")
    with _whole(path):
        stored = pq.ParquetFile(path)
    found = stored.schema_arrow.names
    if missing := [name for name in columns if name not in found]:
        raise TableError(
            path,
            f"lacks the columns {', '.join(missing)}; it has {', '.join(found)}",
            "it was written by another version; run `dvc repro`",
        )
    return stored


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowInvalid, OSError) as trouble:
        remedy = f"delete it, then `dvc checkout {path}` or `dvc repro`"
        raise TableError(path, f"not a whole Parquet file ({trouble})", remedy) from trouble


def _as(table: pa.Table, schema: pa.Schema, columns: Sequence[str] | None) -> pa.Table:
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    return table.select(wanted.names).cast(wanted)


def _may_hold(known: pq.Statistics | None, value: int) -> bool:
    return known is None or not known.has_min_max or known.min <= value <= known.max


def write(table: pa.Table, path: Path, schema: pa.Schema) -> None:
    with writing(path, schema) as rows:
        rows.add(table)


@contextmanager
def writing(path: Path, schema: pa.Schema) -> Iterator["Writer"]:
    """Takes a table in parts; the file is there once the block ends well."""
    with files.replacing(path) as partial, pq.ParquetWriter(partial, schema, compression="zstd") as stored:
        rows = Writer(stored, schema)
        yield rows
        rows.finish()


class Writer:
    """Gathers parts to groups of rows, so that the bytes are those of the whole table."""

    def __init__(self, stored: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._stored, self._schema = stored, schema
        self._waiting, self._is_begun = schema.empty_table(), False

    def add(self, part: pa.Table) -> None:
        part = part.select(self._schema.names).cast(self._schema)
        self._waiting = pa.concat_tables([self._waiting, part]) if len(self._waiting) else part
        while len(self._waiting) >= ROWS:
            self._write()

    def through(self, parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """The parts, each written before it is handed on."""
        for part in parts:
            self.add(part)
            yield part

    def finish(self) -> None:
        """Write what is left; a table without rows is one group without rows."""
        if len(self._waiting) or not self._is_begun:
            self._write()

    def _write(self) -> None:
        self._stored.write_table(self._waiting.slice(0, ROWS), row_group_size=ROWS)
        self._waiting, self._is_begun = self._waiting.slice(ROWS), True


def where(table: pa.Table, **equals: object) -> pa.Table:
    """The rows whose columns equal the given values."""
    for name, value in equals.items():
        table = table.filter(pc.equal(words(table[name]), value))
    return table


def column(table: pa.Table, name: str) -> np.ndarray:
    """One column as a numpy array: words as objects, missing numbers as NaN."""
    return words(table[name]).to_numpy(zero_copy_only=False)


def words(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each value written out, where it is stored as a number of a dictionary."""
    return values.cast(values.type.value_type) if pa.types.is_dictionary(values.type) else values
