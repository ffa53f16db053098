"""What people answered, as labels of the generation they were asked about."""

import pyarrow as pa

from ser import ledger
from ser.desk import tables


def of_generation(learned: pa.Table, generation: str, rng_seed: int) -> pa.Table:
    """The answers about one generation, as labels of a replicate; of two draws the last one counts."""
    own = tables.where(learned, generation=generation)
    decided = {row["pair_id"]: row["side"] for row in own.to_pylist() if row["side"]}
    said = pa.table({"pair_id": pa.array(decided, pa.string()), "side": pa.array(decided.values(), pa.string())})
    return ledger.human(said.sort_by("pair_id"), generation, rng_seed)
