"""A folder as the stages find it, its pool of any size: texts of a few words, labels and scores drawn by lot."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from benchmarks.projects import ROOT
from ser import ledger
from ser.desk import card, files, params, paths, records, tables
from ser.desk.paths import Model
from ser.desk.settings import SEED
from ser.lock import HEAD

BESIDE = {"seed": 1500, "holdout": 1500, "holdout_ood": 400}  # pairs that are not of the pool, whatever its size
GENERATION, REFERENCE = "ser-1", "full"
SIDES = records.SIDES
PLACES = {SEED: paths.SEED_LABELS, "pool": paths.SEALED_LABELS}


def lay(pool: int) -> None:
    """Here, and as large."""
    rng, splits = np.random.default_rng(pool), np.repeat(["pool", *BESIDE], [pool, *BESIDE.values()])
    ids = np.unique(rng.integers(0, 2**63, len(splits) * 101 // 100))[: len(splits)]  # drawn twice: one in 10**12
    rng.shuffle(splits)
    _params()
    with tables.writing(paths.PAIRS, records.PAIRS) as pairs:
        for own, where in _cut(ids, splits):
            pairs.add(_pairs(own, where, rng, len(ids)))
    for split in ("pool", *BESIDE):
        with tables.writing(PLACES.get(split) or paths.holdout_labels(split), records.LABELS) as labels:
            for (own,) in _cut(ids[splits == split]):
                labels.add(_labels(own, rng))
    _models(ids[splits != SEED], rng)


def _params() -> None:
    given = yaml.safe_load((ROOT / paths.PARAMS).read_text(encoding="utf-8"))
    given["generations"] = {GENERATION: given["generations"][GENERATION]}
    given["references"], given["policies"] = {REFERENCE: given["references"][REFERENCE]}, {}
    files.write_text(yaml.safe_dump(given, sort_keys=False), paths.PARAMS)
    tables.write(records.SETTLED.empty_table(), paths.PEOPLE_LABELS, records.SETTLED)


def _cut(ids: np.ndarray, *beside: np.ndarray) -> Iterator[tuple[np.ndarray, ...]]:
    """A group of rows at a time, ids as they are written."""
    for at in range(0, len(ids), tables.ROWS):
        own = slice(at, at + tables.ROWS)
        yield np.array([f"{one:016x}" for one in ids[own].tolist()]), *(one[own] for one in beside)


def _pairs(ids: np.ndarray, splits: np.ndarray, rng: np.random.Generator, size: int) -> pa.Table:
    """Two pairs a prompt, on average."""
    prompts = [f"What is {one} in words?" for one in rng.integers(0, size // 2, len(ids)).tolist()]
    texts = {side: [f"It is {'so ' * one}I think." for one in rng.integers(0, 9, len(ids)).tolist()] for side in SIDES}
    return _table(records.PAIRS, pair_id=ids, prompt=prompts, split=splits, **texts)


def _labels(ids: np.ndarray, rng: np.random.Generator) -> pa.Table:
    gold = {f"gold_{side}": rng.normal(size=len(ids)) for side in SIDES}
    return _table(records.LABELS, pair_id=ids, side=np.where(rng.random(len(ids)) < 0.5, *SIDES), **gold)


def _models(ids: np.ndarray, rng: np.random.Generator) -> None:
    """Scores of the seed's model, which serve as those of the others; cards of checkpoints; a lock that names all."""
    p = params.load()
    with tables.writing(Model(SEED).scores, records.SCORES) as scores:
        for rng_seed in p.rng_seeds:
            for (own,) in _cut(ids):
                drawn = {f"score_{side}": rng.normal(size=len(own)).astype(np.float32) for side in SIDES}
                labeller = [_digest(SEED, rng_seed)] * len(own)
                rows = _table(records.SCORES, pair_id=own, rng_seed=[rng_seed] * len(own), labeller=labeller, **drawn)
                scores.add(rows)
    known = tables.read(paths.SEED_LABELS, records.LABELS)
    book = pa.concat_tables(ledger.human(known, SEED, rng_seed) for rng_seed in p.rng_seeds)
    tables.write(book, Model(SEED).ledger, records.LEDGER)
    outs = [paths.PAIRS, paths.SEALED_LABELS, Model(GENERATION).verdicts]
    for name in p.models:
        if name != SEED:
            Model(name).scores.hardlink_to(Model(SEED).scores)
        outs += [Model(name).scores, Model(name).ledger]
        for rng_seed in p.rng_seeds:
            facts = {"weights": _digest(name, rng_seed), "model": name, "rng_seed": rng_seed, "ledger": {}, "start": {}}
            files.write_text(card.text({"ser": facts}, ""), Model(name).checkpoint(rng_seed) / card.FILE)
    stages = {"lot": {"cmd": "", "outs": [{"path": str(one), "md5": "0" * 32} for one in outs]}}
    files.write_text(f"{HEAD}{yaml.safe_dump({'stages': stages})}", Path("dvc.lock"))


def _digest(name: str, rng_seed: int) -> str:
    return f"{sum(name.encode()):032x}{rng_seed:032x}"


def _table(schema: pa.Schema, **columns: Sequence[Any] | np.ndarray) -> pa.Table:
    """The given columns, every other one null."""
    size = len(columns["pair_id"])
    blank = {name: pa.nulls(size) for name in schema.names if name not in columns}
    return pa.table(columns | blank).select(schema.names).cast(schema)


if __name__ == "__main__":
    lay(int(sys.argv[1]))
