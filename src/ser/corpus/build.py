"""From a data set's own pairs and labels to checked, split tables that carry stable ids."""

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser.corpus import adapters, left_out, split
from ser.corpus.rows import AT_ONCE, ROWS
from ser.desk import paths, records, tables
from ser.desk.errors import CorpusError
from ser.desk.settings import Params, Split

REMEDY = "make the corpus larger, or change split in params.yaml; data/left_out.parquet says what was not taken"


def build(p: Params) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Every pair without opinion and every label, rows of both in the order of `pair_id`; and what was left out."""
    rng_seed = p.rng_seeds[0]
    found = pa.concat_tables([ROWS.empty_table(), *adapters.of(p).rows(rng_seed)])
    pairs, refused = left_out.parted(found, tables.column(found, "reason"))
    pairs = named(pairs)
    pairs, unfit = left_out.parted(pairs, left_out.by_text(pairs))
    tokens = split.tokens((prompt for [prompt] in _rows(pairs, "prompt")), rng_seed)
    pairs = pairs.append_column("split", pa.array(_places(pairs, tokens, p.split, rng_seed), pa.string()))
    pairs, known = left_out.parted(pairs, left_out.by_prompt(pairs, tokens))
    pairs = pairs.take(pa.array(np.argsort(tables.column(pairs, "pair_id").astype("S16"), kind="stable")))
    labels = pairs.select(records.LABELS.names).cast(records.LABELS)
    pairs = pairs.select(records.PAIRS.names).cast(records.PAIRS)
    check(pairs, labels, p.sealed)
    return pairs, labels, left_out.table(pa.concat_tables([refused, unfit, known]))


def named(pairs: pa.Table) -> pa.Table:
    """With an id that follows from the texts."""
    ids = [pair_id(*texts) for texts in _rows(pairs, "prompt", *records.SIDES)]
    return pairs.append_column("pair_id", pa.array(ids, pa.string()))


def _places(pairs: pa.Table, tokens: np.ndarray, shares: Split, rng_seed: int) -> np.ndarray:
    """Drawn pair by pair, the seed takes no account of prompts."""
    own = None
    if shares.seed_by == "pair":
        own = split.tokens(("\x1f".join(texts) for texts in _rows(pairs, "prompt", *records.SIDES)), f"{rng_seed} pair")
    outside = tables.column(pairs, "out_of_domain").astype(bool)
    return split.assign(tokens, outside, pc.is_valid(pairs["side"]).to_numpy(), shares, own)


def _rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    """Texts row by row, a slice at a time: as Python's own objects they take four times the memory."""
    for part in table.select(list(names)).to_batches(max_chunksize=AT_ONCE):
        yield from zip(*(column.to_pylist() for column in part.columns), strict=True)


def pair_id(prompt: str, left: str, right: str) -> str:
    return hashlib.sha256("\x1f".join((prompt, left, right)).encode()).hexdigest()[:16]


def labels_of(pairs: pa.Table, labels: pa.Table, place: str, with_gold: bool) -> pa.Table:
    """The labels of one split, none where nobody was asked; gold is blanked where something will learn from them."""
    chosen = labels.filter(pa.array((tables.column(pairs, "split") == place) & labels["side"].is_valid().to_numpy()))
    if with_gold:
        return chosen
    for name in ("gold_left", "gold_right"):
        at = chosen.schema.get_field_index(name)
        chosen = chosen.set_column(at, name, pa.nulls(len(chosen), pa.float64()))
    return chosen


def check(pairs: pa.Table, labels: pa.Table, is_sealed: bool) -> None:
    """Each split must be of use: with labels of both sides, unless nobody was asked, or nothing is out of domain."""
    places, sides = tables.column(pairs, "split"), tables.column(labels, "side")
    for place in records.SPLITS:
        own = sides[places == place]
        found = {side for side in own if side is not None}
        is_pool_without_labels = place == "pool" and len(own) and not found
        if found != set(records.SIDES) and not is_pool_without_labels and (len(own) or place != "holdout_ood"):
            raise CorpusError(
                f"corpus, split {place}",
                f"{len(own)} pairs whose labels are {sorted(found) or 'none'}",
                f"needed pairs with both left and right labels: {REMEDY}",
            )
        if is_pool_without_labels and is_sealed:
            raise CorpusError(
                "corpus, split pool",
                f"{len(own)} pairs without a label, though {paths.PARAMS} says sealed: true",
                "set sealed: false and references: {}, then run make graph: docs/profiles.md",
            )
