"""A reward model reads texts: each gets its own score, whatever it is batched with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerBase

from ser import machine, start, text
from ser.desk import params, processes
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

    @classmethod
    def at(cls, folder: Path) -> Reader:
        return cls(model.load(folder), start.tokenizer(), params.load().base.max_tokens)

    @cached_property
    def laid(self) -> Layout:
        return Layout.of(self.judge, self.tokenizer.pad_token_id, self.max_tokens)


@torch.inference_mode()
def of_texts(reader: Reader, texts: list[tuple[str, str]], what: str) -> list[float | None]:
    """The score of each (prompt, response), each distinct one read once, in batches that hold little padding.

    Several processes read the batches that one would, so that each score is the same to the bit.
    """
    judge = reader.judge.eval().to(machine.device())
    rows = sorted(_rows(reader, texts), key=lambda row: len(row[0]))
    progress = Progress(what, len(rows))

    def read(batch: Rows) -> list[float]:
        given = {name: part.to(machine.device()) for name, part in reader.laid([row for row, _ in batch]).items()}
        found: list[float] = layout.scores(judge, given).float().tolist()
        progress.at(min(progress.done + len(batch) * processes.count(), len(rows)))
        return found

    dealt, known = batches(rows), dict[tuple[str, str], float]()
    for batch, found in zip(dealt, processes.dealt(dealt, read), strict=True):
        known.update(zip((text for _, asked in batch for text in asked), found, strict=True))
    progress.close()
    return [known.get(text) for text in texts]


Rows = list[tuple[Row, list[tuple[str, str]]]]


def _rows(reader: Reader, texts: list[tuple[str, str]]) -> Rows:
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


def batches(rows: Rows) -> list[Rows]:
    """Of rows in the order of their length."""
    most, batches = TOKENS[machine.device().type], list[Rows]()
    for row in rows:
        if not batches or (len(batches[-1]) + 1) * len(row[0]) > most:
            batches.append([])
        batches[-1].append(row)
    return batches
