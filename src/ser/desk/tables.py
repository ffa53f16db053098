"""Parquet in and out: one file a table, its columns checked, never half-written."""

import sys
from collections.abc import Sequence
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
    if not path.exists():
        raise TableError(path, "the file is missing", "run `dvc repro`, or `dvc pull` if a remote holds it")
    try:
        found = pq.read_schema(path).remove_metadata()
        table = pq.read_table(path, columns=list(columns) if columns else None, filters=only)
    except (pa.ArrowInvalid, OSError) as trouble:
        remedy = f"delete it, then `dvc checkout {path}` or `dvc repro`"
        raise TableError(path, f"not a whole Parquet file ({trouble})", remedy) from trouble
    missing = [name for name in columns or schema.names if name not in found.names]
    if missing:
        raise TableError(
            path,
            f"lacks the columns {', '.join(missing)}; it has {', '.join(found.names)}",
            "it was written by another version; run `dvc repro`",
        )
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    return table.select(wanted.names).cast(wanted)


def write(table: pa.Table, path: Path, schema: pa.Schema) -> None:
    with files.replacing(path) as partial:
        pq.write_table(table.select(schema.names).cast(schema), partial, compression="zstd", row_group_size=ROWS)


def where(table: pa.Table, **equals: object) -> pa.Table:
    """The rows whose columns equal the given values."""
    for name, value in equals.items():
        values = table[name]
        words = values.cast(values.type.value_type) if pa.types.is_dictionary(values.type) else values
        table = table.filter(pc.equal(words, value))
    return table


def column(table: pa.Table, name: str) -> np.ndarray:
    """One column as a numpy array: words as objects, missing numbers as NaN."""
    values = table[name]
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    return values.to_numpy(zero_copy_only=False)
