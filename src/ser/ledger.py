"""The labels a reward model is trained on: what people said, then what each generation added."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser.desk import records, tables
from ser.desk.errors import ProvenanceError
from ser.desk.parts import walk


def human(labels: pa.Table, generation: str, rng_seed: int) -> pa.Table:
    """What people said, as labels of one replicate."""
    size = len(labels)
    known = {
        "pair_id": labels["pair_id"],
        "side": labels["side"],
        "origin": ["human"] * size,
        "generation": [generation] * size,
        "rng_seed": [rng_seed] * size,
    }
    blank = {name: pa.nulls(size) for name in records.LEDGER.names if name not in known}
    return pa.table(known | blank).select(records.LEDGER.names).cast(records.LEDGER)


def extend(
    book: Iterable[pa.Table], verdicts: Iterable[pa.Table], relabel: str, answered: Iterable[pa.Table]
) -> Iterator[pa.Table]:
    """Of one replicate, a part at a time: the parent's ledger, what was adopted, and what people answered.

    A pair labelled before and now keeps one label, as `relabel` says; what people answered replaces both.
    """
    for old, ruled, said in walk(book, verdicts, answered):
        new = tables.where(ruled, ruling="adopt").select(records.LEDGER.names)
        _refuse_over_human(old, new)
        old, new = _without(old, said), _without(new, said)
        if relabel == "newest":
            old = _without(old, new)
        else:
            new = _without(new, old)
        yield pa.concat_tables([old, new, said]).sort_by("pair_id")


def _without(labels: pa.Table, others: pa.Table) -> pa.Table:
    return labels.filter(pc.invert(pc.is_in(labels["pair_id"], others["pair_id"])))


def unseal(
    book: Iterable[pa.Table],
    sealed: Iterable[pa.Table],
    scores: Iterable[pa.Table],
    labels: str,
    reference: str,
    rng_seed: int,
) -> Iterator[pa.Table]:
    """What one replicate's ledger would hold had people labelled the pool, a part at a time.

    All of it, what was adopted, or what the parent got right, as `labels` says.
    """
    for own, known, said in walk(book, sealed, scores):
        people = tables.where(own, origin="human")
        shown = _without(_shown(known, own, said, labels), people)
        yield pa.concat_tables([people, human(shown, reference, rng_seed)]).sort_by("pair_id")


def _shown(sealed: pa.Table, own: pa.Table, scores: pa.Table, labels: str) -> pa.Table:
    if labels == "adopted":
        return sealed.filter(pc.is_in(sealed["pair_id"], not_of_people(own)["pair_id"]))
    if labels == "agreed":
        said = scores.take(pc.index_in(sealed["pair_id"], scores["pair_id"]).combine_chunks())
        margin = tables.column(said, "score_left") - tables.column(said, "score_right")
        return sealed.filter(pa.array(np.where(tables.column(sealed, "side") == "left", margin > 0, margin < 0)))
    return sealed


def settled(book: pa.Table, before: pa.Table) -> bool:
    """Nothing that training reads has changed since the parent."""
    read = ["pair_id", "side", "origin", "confidence"]
    return bool(book.select(read).equals(before.select(read)))


def not_of_people(book: pa.Table) -> pa.Table:
    return book.filter(pc.not_equal(book["origin"].cast(pa.string()), "human"))


def _refuse_over_human(old: pa.Table, new: pa.Table) -> None:
    people = tables.where(old, origin="human")["pair_id"]
    clash = new.filter(pc.is_in(new["pair_id"], people))
    if len(clash):
        raise ProvenanceError(
            f"ledger of {new['generation'][0]}, pair {clash['pair_id'][0]}",
            "carries a human label; a model label may not replace it",
            "pool and ledger come from different splits; run `dvc status`, then `dvc repro`",
        )
