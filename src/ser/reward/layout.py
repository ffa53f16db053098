"""How responses are laid out for a reward model: those to one prompt in one row, so that the prompt is read once.

A row is `prompt | response | response ...`. Each response sees the prompt and itself, at the positions it would have
alone; so it gets the score that it would get alone. Models that cannot read this get a row for each response.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from transformers.modeling_layers import GenericForSequenceClassification

from ser import text

ALIKE = {torch.float32: 1e-4}  # as a share of what is compared: roundings are a hundredth of this, other eyes a tenth
ROUGHLY = 0.1  # in shorter numbers


@dataclass(frozen=True)
class Row:
    """A prompt and responses to it, as tokens."""

    prompt: list[int]
    responses: list[list[int]]

    def __len__(self) -> int:
        return len(self.prompt) + sum(map(len, self.responses))


@dataclass(frozen=True)
class Layout:
    """Makes of rows what the model is given; `is_shared`: the responses of a row share its prompt."""

    pad: int
    is_shared: bool
    segments: bool

    @classmethod
    def of(cls, judge: nn.Module, pad: int, max_tokens: int) -> Layout:
        config: Any = judge.config
        return cls(pad, _can_share(judge, pad, max_tokens), text.has_segments(config))

    def __call__(self, rows: Sequence[Row]) -> dict[str, Tensor]:
        if self.is_shared:
            return _together(rows, self.pad)
        every = [(row.prompt + one, len(row.prompt)) for row in rows for one in row.responses]
        whole, begins = zip(*every, strict=True)
        return text.padded(whole, begins, self.pad, self.segments)


def scores(judge: nn.Module, given: dict[str, Tensor]) -> Tensor:
    """A number for each response, row after row."""
    if "parts" not in given:
        found: Tensor = judge(**given).logits.squeeze(-1)
        return found
    (rows, ends), (_, found) = given.pop("ends").T, _heard(judge, given)
    return found.squeeze(-1)[rows, ends]


def _together(rows: Sequence[Row], pad: int) -> dict[str, Tensor]:
    """`parts`: 0 in a prompt, 1, 2 ... in its responses, -1 in padding; `ends`: row and place of each one's last."""
    ids, places, parts, ends = [], [], [], []
    for number, row in enumerate(rows):
        begin = len(row.prompt)
        ids.append(torch.tensor([*row.prompt, *(one for response in row.responses for one in response)]))
        places.append(torch.cat([torch.arange(begin), *(begin + torch.arange(len(one)) for one in row.responses)]))
        sizes = torch.tensor([begin, *map(len, row.responses)])
        parts.append(torch.repeat_interleave(torch.arange(len(sizes)), sizes))
        ends += [[number, int(end) - 1] for end in sizes.cumsum(0)[1:]]
    part = pad_sequence(parts, batch_first=True, padding_value=-1)
    return {
        "input_ids": pad_sequence(ids, batch_first=True, padding_value=pad),
        "attention_mask": (part >= 0).long(),
        "position_ids": pad_sequence(places, batch_first=True),
        "parts": part,
        "ends": torch.tensor(ends),
    }


def _seen(parts: Tensor) -> Tensor:
    """Which tokens (last axis) each token sees: those of the prompt and of its own part that stand before it."""
    before = torch.ones(parts.shape[1], parts.shape[1], dtype=torch.bool, device=parts.device).tril()
    here, there = parts[:, :, None], parts[:, None, :]
    return (before & ((there == 0) | (there == here)))[:, None]


def _heard(judge: nn.Module, given: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """What the head is told of every token, and what it says, of which the model itself passes on one a row."""
    said: list[tuple[Tensor, Tensor]] = []
    handle = _decoder(judge).score.register_forward_hook(lambda head, told, found: said.append((told[0], found)))
    try:
        if "parts" in given:
            given = given | {"attention_mask": _seen(given.pop("parts"))}
        judge(**given, use_cache=False)
    finally:
        handle.remove()
    return said[0]


def _decoder(judge: nn.Module) -> Any:
    return next((one for one in judge.modules() if isinstance(one, GenericForSequenceClassification)), None)


def _can_share(judge: nn.Module, pad: int, max_tokens: int) -> bool:
    """By what the model is, and by trying it."""
    config: Any = judge.config
    sees = getattr(config, "sliding_window", None) or max_tokens
    layers = set(getattr(config, "layer_types", None) or ["full_attention"])
    if _decoder(judge) is None or config._attn_implementation != "sdpa" or sees < max_tokens:
        return False
    return layers <= {"full_attention", "sliding_attention"} and _is_alike(judge, pad)


@torch.inference_mode()
def _is_alike(judge: nn.Module, pad: int) -> bool:
    """Does it make the same of a response beside another as alone, up to how it rounds?"""
    was, weights = judge.training, next(judge.parameters())
    ids = [one for one in range(16) if one != pad]
    row = Row(ids[:5], [ids[5:8], ids[8:14]])
    judge.eval()
    found = []
    for is_shared in (True, False):
        given = Layout(pad, is_shared, False)([row])
        rows, ends = given.pop("ends", torch.tensor([[0, 7], [1, 10]])).T
        told, _ = _heard(judge, {name: part.to(weights.device) for name, part in given.items()})
        found.append(told[rows, ends].float())
    judge.train(was)
    apart = torch.linalg.vector_norm(found[0] - found[1]) / torch.linalg.vector_norm(found[1])
    return bool(apart < ALIKE.get(weights.dtype, ROUGHLY))
