"""Small tables made by hand, in the shape of the stored ones."""

from collections.abc import Sequence

import pyarrow as pa

from ser.desk import records

RNG_SEED = 13


def table(schema: pa.Schema, **columns: Sequence[object]) -> pa.Table:
    """The given columns, every other one null."""
    size = len(next(iter(columns.values())))
    blank = {name: [None] * size for name in schema.names if name not in columns}
    return pa.table(columns | blank).select(schema.names).cast(schema)


def pairs(ids: str, split: str = "pool") -> pa.Table:
    return table(
        records.PAIRS,
        pair_id=list(ids),
        prompt=[f"prompt {one}" for one in ids],
        left=[f"the left answer to {one}" for one in ids],
        right=[f"right answer {one}" for one in ids],
        split=[split] * len(ids),
    )


def scores(ids: str, left: Sequence[float], right: Sequence[float], rng_seed: int = RNG_SEED) -> pa.Table:
    return table(
        records.SCORES,
        pair_id=list(ids),
        rng_seed=[rng_seed] * len(ids),
        labeller=["checkpoint"] * len(ids),
        score_left=list(left),
        score_right=list(right),
    )


def readings(ids: str, margins: Sequence[float], helps: bool = True, rng_seed: int = RNG_SEED) -> pa.Table:
    return table(
        records.READINGS,
        pair_id=list(ids),
        rng_seed=[rng_seed] * len(ids),
        labeller=["a reading"] * len(ids),
        margin=list(margins),
        helps=[helps] * len(ids),
    )


def labels(ids: str, sides: str) -> pa.Table:
    return table(records.LABELS, pair_id=list(ids), side=[_side(one) for one in sides])


def ledger(ids: str, sides: str, origin: str = "human", rng_seed: int = RNG_SEED) -> pa.Table:
    return table(
        records.LEDGER,
        pair_id=list(ids),
        side=[_side(one) for one in sides],
        origin=[origin] * len(ids),
        generation=["before"] * len(ids),
        rng_seed=[rng_seed] * len(ids),
    )


def verdicts(ids: str, sides: str, rulings: str, rng_seed: int = RNG_SEED) -> pa.Table:
    return table(
        records.VERDICTS,
        pair_id=list(ids),
        side=[_side(one) for one in sides],
        origin=["model"] * len(ids),
        generation=["now"] * len(ids),
        confidence=[0.9] * len(ids),
        status=["none"] * len(ids),
        rng_seed=[rng_seed] * len(ids),
        ruling=[{"a": "adopt", "h": "hold"}[one] for one in rulings],
    )


def _side(letter: str) -> str | None:
    return {"l": "left", "r": "right"}.get(letter)
