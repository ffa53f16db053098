"""Tables a part at a time: where rows stand in the order of their pairs' ids, a range of ids is one slice of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ser.desk import tables
from ser.desk.errors import TableError


@dataclass(frozen=True)
class Parts:
    """A table, stored or at hand, of which no more is held than a group of rows."""

    source: Path | pa.Table
    schema: pa.Schema

    def of(self, rng_seed: int | None = None, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows in turn, of one replicate where it is named; one part without rows where there are none.

        With their `pair_id`, and all other columns or those that are named.
        """
        wanted = [*dict.fromkeys(["pair_id", *(self.schema.names if columns is None else columns)])]
        read = wanted if rng_seed is None else [*dict.fromkeys([*wanted, "rng_seed"])]
        last = None
        for group in self._groups(read, rng_seed):
            own = group if rng_seed is None else tables.where(group, rng_seed=rng_seed)
            if len(own):
                last = self._last(own["pair_id"], last)
                yield own.select(wanted)
        if last is None:
            yield pa.schema([self.schema.field(name) for name in wanted]).empty_table()

    def replicates(self) -> list[int]:
        return sorted(
            {one for part in self._groups(["rng_seed"], None) for one in pc.unique(part["rng_seed"]).to_pylist()}
        )

    def _groups(self, columns: list[str], rng_seed: int | None) -> Iterator[pa.Table]:
        if isinstance(self.source, Path):
            return tables.groups(self.source, self.schema, columns, rng_seed)
        table = self.source.select(columns)
        return (table.slice(start, tables.ROWS) for start in range(0, len(table), tables.ROWS))

    def _last(self, ids: pa.ChunkedArray, before: str | None) -> str:
        """The last id, once all are known to stand in order; out of order, a range would miss rows in silence."""
        every = pa.concat_arrays([pa.array([before] if before is not None else [], pa.string()), *ids.chunks])
        apart = pc.index(pc.less(every[:-1], every[1:]), False).as_py()
        if apart >= 0:
            raise TableError(
                self.source if isinstance(self.source, Path) else "a table",
                f"pair {every[apart + 1]} stands after pair {every[apart]}; a replicate's rows must rise by pair_id",
                "it was changed after it was written: delete it, then `dvc checkout` or `dvc repro`",
            )
        return str(every[-1])


def walk(*tables_in_parts: Iterable[pa.Table]) -> Iterator[tuple[pa.Table, ...]]:
    """The same range of pair ids of every table, range after range, however each is cut."""
    heads = [_Head(iter(one)) for one in tables_in_parts]
    while bounds := [head.last for head in heads if head.goes_on]:
        yield tuple(head.take(min(bounds)) for head in heads)
    yield tuple(head.rows for head in heads)


class _Head:
    """The rows of one table that come next, and whether others follow them."""

    def __init__(self, parts: Iterator[pa.Table]) -> None:
        self.parts, self.rows, self.then = parts, next(parts), next(parts, None)
        self._advance()

    @property
    def goes_on(self) -> bool:
        return self.then is not None

    @property
    def last(self) -> str:
        return str(self.rows["pair_id"][-1])

    def take(self, bound: str) -> pa.Table:
        """The rows up to the bound, which then are no longer here."""
        size = pc.sum(pc.less_equal(self.rows["pair_id"], bound)).as_py() or 0
        taken, self.rows = self.rows.slice(0, size), self.rows.slice(size)
        self._advance()
        return taken

    def _advance(self) -> None:
        while not len(self.rows) and self.then is not None:
            self.rows, self.then = self.then, next(self.parts, None)
