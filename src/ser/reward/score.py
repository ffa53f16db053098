"""One replicate's scores: a number for each response of the pool and the holdouts, whatever it is batched with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import torch
from transformers import PreTrainedTokenizerBase

from ser import machine, start, text
from ser.desk import card, params, paths, processes, records, scratch, tables
from ser.desk.errors import ModelError
from ser.desk.parts import Parts
from ser.desk.progress import Progress
from ser.reward import layout, model
from ser.reward.layout import Layout, Row

TOKENS = {"cpu": 1024, "cuda": 4096}  # a batch's padded size; it changes no score, and more leave a processor's cache
TOGETHER = 4  # responses in a row at most: each is held against all others of its row, if only to be masked


@dataclass(frozen=True)
class Reader:
    """A reward model with what turns texts into its tokens, and how many of these it takes."""

    judge: model.Model
    tokenizer: PreTrainedTokenizerBase
    max_tokens: int

    @cached_property
    def laid(self) -> Layout:
        return Layout.of(self.judge, self.tokenizer.pad_token_id, self.max_tokens)


@dataclass(frozen=True)
class Task:
    """What is to be scored, in parts, each a table that lacks only who has scored it."""

    kind: str
    asked: list[Any]
    inputs: list[Path]
    schema: pa.Schema
    parts: Callable[[Reader, str], Iterator[pa.Table]]

    def replicate(self, name: str, rng_seed: int) -> Path:
        """Do it with one replicate; the finished table's file."""
        machine.begin(threads=1)
        folder, most = paths.Model(name).checkpoint(rng_seed), params.load().base.max_tokens
        key = scratch.key([*self.asked, most, rng_seed], [paths.SFT, *self.inputs, folder])
        with scratch.held(f"{self.kind}/{name}/{rng_seed}", key) as work:
            done = work / "scores.parquet"
            if not processes.agreed(done.exists()):
                reader = Reader(model.load(folder), start.tokenizer(), most)
                found = self.parts(reader, f"{self.kind} {name}/{rng_seed}")
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
    return Task("score", [], [paths.PAIRS], records.SCORES, _of_stored).replicate(name, rng_seed)


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


@torch.inference_mode()
def of_texts(reader: Reader, texts: list[tuple[str, str]], what: str) -> list[float | None]:
    """The score of each (prompt, response), each distinct one read once, in batches that hold little padding.

    Several processes read the batches that one would, so that each score is the same to the bit.
    """
    judge = reader.judge.eval().to(machine.device())
    rows = sorted(_rows(reader, texts), key=lambda row: len(row[0]))
    progress = Progress(what, len(rows))

    def read(batch: _Rows) -> list[float]:
        given = {name: part.to(machine.device()) for name, part in reader.laid([row for row, _ in batch]).items()}
        found: list[float] = layout.scores(judge, given).float().tolist()
        progress.at(min(progress.done + len(batch) * processes.count(), len(rows)))
        return found

    batches, known = _batches(rows), dict[tuple[str, str], float]()
    for batch, found in zip(batches, processes.dealt(batches, read), strict=True):
        known.update(zip((text for _, asked in batch for text in asked), found, strict=True))
    progress.close()
    return [known.get(text) for text in texts]


_Rows = list[tuple[Row, list[tuple[str, str]]]]


def _rows(reader: Reader, texts: list[tuple[str, str]]) -> _Rows:
    """What fits, as tokens, beside the texts that it was."""
    together = TOGETHER if reader.laid.is_shared else 1
    distinct = list(dict.fromkeys(texts))
    prompts = list(dict.fromkeys(prompt for prompt, _ in distinct))
    before = dict(zip(prompts, text.prompt_ids(reader.tokenizer, prompts), strict=True))
    after = dict(zip(distinct, text.response_ids(reader.tokenizer, [one for _, one in distinct]), strict=True))
    fitting = defaultdict(list)
    for one in distinct:
        if len(before[one[0]]) + len(after[one]) <= reader.max_tokens:
            fitting[one[0]].append(one)
    return [
        (Row(before[prompt], [after[one] for one in asked[at : at + together]]), asked[at : at + together])
        for prompt, asked in fitting.items()
        for at in range(0, len(asked), together)
    ]


def _batches(rows: _Rows) -> list[_Rows]:
    """Of rows in the order of their length."""
    most, batches = TOKENS[machine.device().type], list[_Rows]()
    for row in rows:
        if not batches or (len(batches[-1]) + 1) * len(row[0]) > most:
            batches.append([])
        batches[-1].append(row)
    return batches


def _refuse_not_finite(finite: np.ndarray, ids: pa.ChunkedArray, what: str) -> None:
    if not finite.all():
        first = ids[int(np.argmin(finite))]
        raise ModelError(
            what,
            f"{(~finite).sum()} of {len(finite)} scores are not finite (first: pair {first})",
            "training diverged; lower reward.learning_rate in params.yaml, then `dvc repro`",
        )
