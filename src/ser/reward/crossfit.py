"""A reward model tried on the labels that it learns from: each pair is scored by one that has not seen its prompt."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from transformers import set_seed

from ser import machine, start, training
from ser.desk import params, paths, processes, records, scratch, tables
from ser.desk.settings import Params
from ser.reward import examples, folds, model, score, train
from ser.reward.read import Reader


def replicate(name: str, rng_seed: int) -> Path:
    """Its scores of all labelled pairs that fit; the finished table's file."""
    machine.begin(threads=1)
    p, book = params.load(), paths.Model(name).ledger
    key = scratch.key([dataclasses.asdict(p.reward), p.base.max_tokens, rng_seed], [paths.SFT, paths.PAIRS, book])
    with scratch.held(f"crossfit/{name}/{rng_seed}", key) as work:
        done = work / "scores.parquet"
        if not processes.agreed(done.exists()):
            labels = tables.where(tables.read(book, records.LEDGER), rng_seed=rng_seed).combine_chunks()
            found = pa.concat_tables(_parts(name, rng_seed, labels, p, work)).sort_by("pair_id")
            if processes.is_first():
                tables.write(found.select(records.SCORES.names).cast(records.SCORES), done, records.SCORES)
        return done


def _parts(name: str, rng_seed: int, labels: pa.Table, p: Params, work: Path) -> Iterator[pa.Table]:
    pairs, tokenizer = tables.read(paths.PAIRS, records.PAIRS), start.tokenizer()
    own = pairs.take(pc.index_in(labels["pair_id"], pairs["pair_id"]).combine_chunks())
    fold = folds.of(own["prompt"].to_pylist())
    for out in np.unique(fold).tolist():
        set_seed(rng_seed)
        learned = examples.of(labels.filter(fold != out), pairs, tokenizer, p.base.max_tokens, "hard")
        learner = model.fresh(p.reward)
        if learned:
            trainer = train.on_rows(learned, learner, tokenizer, p, rng_seed, work / str(out), None)
            training.run(trainer, work / str(out), f"crossfit {name}/{rng_seed}, part {out}")
        found = score.of_pairs(Reader(learner, tokenizer, p.base.max_tokens), own.filter(fold == out))
        size = len(found)
        found = found.append_column("rng_seed", [[rng_seed] * size])
        yield found.append_column("labeller", [[f"{name} without part {out}"] * size])
