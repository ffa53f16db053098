"""The tables of people's answers: labels that generations learn from, and audits that nothing learns from."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ser import ledger, tables

LEARNED = Path("data/labels/people.parquet")
CHECKED = Path("data/labels/spotcheck.parquet")

# The side on which most of those asked agree; none, where as many chose the other.
SCHEMA = pa.schema(
    [
        ("pair_id", pa.string()),
        ("side", pa.dictionary(pa.int32(), pa.string())),
        ("generation", pa.dictionary(pa.int32(), pa.string())),
        ("draw", pa.dictionary(pa.int32(), pa.string())),
        ("people", pa.int32()),
    ]
)


def of_generation(learned: pa.Table, generation: str, book: pa.Table) -> pa.Table:
    """The answers about one generation, for each replicate of its parent's ledger; of two draws the last one counts."""
    own = tables.where(learned, generation=generation)
    decided = {row["pair_id"]: row["side"] for row in own.to_pylist() if row["side"]}
    said = pa.table({"pair_id": pa.array(decided, pa.string()), "side": pa.array(decided.values(), pa.string())})
    return ledger.human(said, generation, pc.unique(book["rng_seed"]).sort().to_pylist())
