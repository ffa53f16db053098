"""One replicate's scores: a number for each response of the pool and the holdouts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import machine
from ser.candidates import SCORES
from ser.desk import card, params, paths, processes, records, scratch, tables
from ser.desk.errors import ModelError
from ser.desk.parts import Parts
from ser.reward.read import Reader, of_texts


@dataclass(frozen=True)
class Task:
    """Scores of what a checkpoint reads: in parts, each a table that lacks only who has scored it."""

    kind: str
    asked: list[Any]
    inputs: list[Path]
    schema: pa.Schema
    parts: Callable[[Path, str], Iterator[pa.Table]]

    def replicate(self, name: str, rng_seed: int) -> Path:
        """Do it with one replicate; the finished table's file."""
        machine.begin(threads=1)
        folder, most = paths.Model(name).checkpoint(rng_seed), params.load().base.max_tokens
        key = scratch.key([*self.asked, most, rng_seed], [paths.SFT, *self.inputs, folder])
        with scratch.held(f"{self.kind}/{name}/{rng_seed}", key) as work:
            done = work / "scores.parquet"
            if not processes.agreed(done.exists()):
                found = self.parts(folder, f"{self.kind} {name}/{rng_seed}")
                self._write(found, rng_seed, card.read(folder)["weights"], done)
            return done

    def _write(self, parts: Iterator[pa.Table], rng_seed: int, labeller: str, path: Path) -> None:
        with tables.writing(path, self.schema) if processes.is_first() else nullcontext() as rows:
            for part in parts:
                if rows:
                    size = len(part)
                    part = part.append_column("rng_seed", [[rng_seed] * size])
                    rows.add(part.append_column("labeller", [[labeller] * size]))


def replicate(name: str, rng_seed: int) -> Path:
    """Score pool and holdouts with one replicate; the finished table's file."""
    p = params.load()
    before = [paths.Model(p.generations[name].after).scores] if name in p.generations else []

    def parts(folder: Path, what: str) -> Iterator[pa.Table]:
        same = [one for one in before if _labeller(one, rng_seed) == card.facts(folder)["weights"]]
        if not same:
            return _of_stored(Reader.at(folder), what)
        if processes.is_first():
            print(f"{name}/{rng_seed}: settled, the scores of {p.generations[name].after} are passed on")
        return Parts(same[0], records.SCORES).of(rng_seed, SCORES)

    return Task("score", [], [paths.PAIRS, *before], records.SCORES, parts).replicate(name, rng_seed)


def _labeller(table: Path, rng_seed: int) -> str:
    return str(next(Parts(table, records.SCORES).of(rng_seed, ["labeller"]))["labeller"][0])


def _of_stored(reader: Reader, what: str) -> Iterator[pa.Table]:
    for part in Parts(paths.PAIRS, records.PAIRS).of(columns=["prompt", *records.SIDES, "split"]):
        yield of_pairs(reader, part.filter(pc.not_equal(part["split"].cast(pa.string()), "seed")), what)


def of_pairs(reader: Reader, pairs: pa.Table, what: str = "") -> pa.Table:
    """`pair_id, score_left, score_right`; null where a side does not fit."""
    prompts = pairs["prompt"].to_pylist()
    texts = [one for side in records.SIDES for one in zip(prompts, pairs[side].to_pylist(), strict=True)]
    found = pa.array(of_texts(reader, texts, what), pa.float32())
    left, right = found[: len(pairs)], found[len(pairs) :]
    both = pc.add(left, right)
    _refuse_not_finite(pc.is_finite(both).fill_null(True).to_numpy(zero_copy_only=False), pairs["pair_id"], what)
    left, right = (pc.if_else(both.is_valid(), one, None) for one in (left, right))
    return pa.table({"pair_id": pairs["pair_id"], "score_left": left, "score_right": right})


def _refuse_not_finite(finite: np.ndarray, ids: pa.ChunkedArray, what: str) -> None:
    if not finite.all():
        first = ids[int(np.argmin(finite))]
        raise ModelError(
            what,
            f"{(~finite).sum()} of {len(finite)} scores are not finite (first: pair {first})",
            "training diverged; lower reward.learning_rate in params.yaml, then `dvc repro`",
        )
