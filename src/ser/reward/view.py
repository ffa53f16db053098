"""What the base makes of pairs before any label: a picture of prompt and responses, and how likely it finds these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from ser import machine, start, text
from ser.desk import params, paths, processes, records
from ser.desk.parts import Parts
from ser.desk.progress import Progress
from ser.reward import read
from ser.reward.layout import Layout, Row
from ser.reward.looks import Look

SIZE = 128  # numbers of a picture; those of a larger base are drawn together, which leaves products about as they are
Picture = tuple[list[float], list[float], float]


@dataclass(frozen=True)
class Viewer:
    """A base that either writes, and so can say how likely a response is, or only reads."""

    base: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    max_tokens: int
    writes: bool
    rng_seed: int

    @classmethod
    def of_base(cls) -> Viewer:
        p, writes = params.load(), start.writes()
        base = start.policy() if writes else start.judge()[0]
        base.requires_grad_(False).train(False).to(machine.device())
        return cls(base, start.tokenizer(), p.base.max_tokens, writes, p.rng_seeds[0])

    @cached_property
    def drawn(self) -> Tensor | None:
        width = self.base.config.get_text_config().hidden_size
        if width <= SIZE:
            return None
        drawn = np.random.default_rng(self.rng_seed).normal(0, SIZE**-0.5, (width, SIZE))
        return torch.tensor(drawn, dtype=torch.float32, device=machine.device())


def of_stored(viewer: Viewer, look: Look) -> Iterator[pa.Table]:
    """Of each of its pairs that fits, a part at a time."""
    for part in Parts(paths.PAIRS, records.PAIRS).of(columns=["prompt", *records.SIDES, "split"]):
        yield of_pairs(viewer, part.filter(look.pairs))


def of_pairs(viewer: Viewer, pairs: pa.Table) -> pa.Table:
    prompts = pairs["prompt"].to_pylist()
    asked = [list(zip(prompts, pairs[side].to_pylist(), strict=True)) for side in records.SIDES]
    known = _of_texts(viewer, list(dict.fromkeys(asked[0] + asked[1])))
    both = [(known.get(left), known.get(right)) for left, right in zip(*asked, strict=True)]
    fits = [left is not None and right is not None for left, right in both]
    seen = [(left, right) for left, right in both if left is not None and right is not None]
    columns = {"pair_id": pairs["pair_id"].filter(pa.array(fits, pa.bool_()))}
    columns |= {"seen": [((np.array(a[0]) + np.array(b[0])) / 2).tolist() for a, b in seen]}
    columns |= {"seen_left": [a[1] for a, _ in seen], "seen_right": [b[1] for _, b in seen]}
    columns |= {"likely_left": [a[2] for a, _ in seen], "likely_right": [b[2] for _, b in seen]}
    return pa.table(columns, schema=records.VIEWS)


@torch.inference_mode()
def _of_texts(viewer: Viewer, texts: list[tuple[str, str]]) -> dict[tuple[str, str], Picture]:
    """Of each that fits; read in the order of their lengths, so that little is padding."""
    before = text.prompt_ids(viewer.tokenizer, [prompt for prompt, _ in texts])
    after = text.response_ids(viewer.tokenizer, [response for _, response in texts])
    rows = [(Row(a, [b]), [one]) for one, a, b in zip(texts, before, after, strict=True)]
    rows = sorted((row for row in rows if len(row[0]) <= viewer.max_tokens), key=lambda row: len(row[0]))
    lay = Layout(viewer.tokenizer.pad_token_id, False, text.has_segments(viewer.base.config))
    progress = Progress("view", len(rows))

    def look(batch: read.Rows) -> list[Picture]:
        given = {name: part.to(machine.device()) for name, part in lay([row for row, _ in batch]).items()}
        told = viewer.base(**given, output_hidden_states=True)
        progress.at(min(progress.done + len(batch) * processes.count(), len(rows)))
        return [_picture(viewer, row, told, given["input_ids"], place) for place, (row, _) in enumerate(batch)]

    batches, known = read.batches(rows), dict[tuple[str, str], Picture]()
    for batch, found in zip(batches, processes.dealt(batches, look), strict=True):
        known.update(zip((one for _, asked in batch for one in asked), found, strict=True))
    progress.close()
    return known


def _picture(viewer: Viewer, row: Row, told: Any, ids: Tensor, place: int) -> Picture:
    """Of the prompt: what its last token has gathered where each sees only those before it, or else their mean."""
    begin, end = len(row.prompt), len(row)
    states = told.hidden_states[-1][place, :end].float()
    states = states if viewer.drawn is None else states @ viewer.drawn
    prompt = states[begin - 1] if viewer.writes else states[:begin].mean(0)
    likely = float("nan")
    if viewer.writes:
        odds = told.logits[place, begin - 1 : end - 1].float().log_softmax(-1)
        likely = float(odds.gather(-1, ids[place, begin:end, None]).mean())
    return prompt.tolist(), states[begin:].mean(0).tolist(), likely
