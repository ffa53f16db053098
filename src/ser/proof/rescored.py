"""Do the scores come out again when a checkpoint reads the texts anew?"""

import random
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import machine, start
from ser.desk import paths, records, tables
from ser.desk.paths import Model
from ser.evidence import Evidence
from ser.proof.checks import Depth, Finding, Tally
from ser.proof.rows import SHOWN
from ser.reward import model
from ser.reward.read import Reader
from ser.reward.score import of_pairs

ALIKE = 1e-4  # another machine or batch moves a score by a hundredth of this; a changed weight moves it by more


def scores(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """The stored scores are what the checkpoints give when they read the texts again"""
    machine.begin(threads=1)
    p, pairs = evidence.params, evidence.table(paths.PAIRS, records.PAIRS)
    sft = evidence.path(paths.SFT)  # a checkpoint is read with the tokenizer and the policy of its time
    tokenizer, loader = start.tokenizer(sft), model.Loader(sft)
    for name in p.models:
        told = evidence.table(Model(name).scores, records.SCORES)
        for rng_seed in p.rng_seeds:
            own = _sample(tables.where(told, rng_seed=rng_seed), depth.sample, f"{name}/{rng_seed}")
            texts = pairs.take(pc.index_in(own["pair_id"], pairs["pair_id"]).combine_chunks().drop_null())
            folder = evidence.path(Model(name).checkpoint(rng_seed))
            tally.add("scores", 2 * len(texts))
            anew = of_pairs(Reader(loader.load(folder), tokenizer, p.base.max_tokens), texts)
            yield from _apart(own, anew, f"{Model(name).scores}", rng_seed)


def _sample(own: pa.Table, size: int | None, draw: str) -> pa.Table:
    """Other pairs for each checkpoint, the same ones each time."""
    if size is None or size >= len(own):
        return own
    return own.take(pa.array(sorted(random.Random(draw).sample(range(len(own)), size))))


def _apart(stored: pa.Table, anew: pa.Table, path: str, rng_seed: int) -> Iterator[Finding]:
    stored = stored.take(pc.index_in(anew["pair_id"], stored["pair_id"]).combine_chunks())
    for side in records.SIDES:
        have, want = (tables.column(one, f"score_{side}") for one in (stored, anew))
        wrong = np.flatnonzero(~np.isclose(have, want, rtol=ALIKE, atol=ALIKE, equal_nan=True))
        for row in wrong[:SHOWN]:
            where = f"{path}, pair {anew['pair_id'][int(row)]}, replicate {rng_seed}"
            yield Finding(where, f"score_{side} {have[row]:.6g}", f"{want[row]:.6g}, which the checkpoint gives")
        if len(wrong) > SHOWN:
            yield Finding(
                f"{path}, replicate {rng_seed}",
                f"score_{side} of {len(wrong) - SHOWN} more pairs differs",
                "the checkpoint's own",
            )
