"""The labels of a ledger as what a reward model reads: tokens, target and weight."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import torch
from torch import Tensor

from ser import text
from ser.desk import paths, records, tables
from ser.desk.errors import ProvenanceError
from ser.reward.layout import Layout, Row


def of(book: pa.Table, pairs: pa.Table, tokenizer: Any, max_tokens: int, kind: str) -> list[dict[str, Any]]:
    """A row of tokens, target and weight for each label that fits the model, in the ledger's order."""
    at = pc.index_in(book["pair_id"], pairs["pair_id"]).combine_chunks()
    if at.null_count:
        raise ProvenanceError(
            str(paths.PAIRS),
            f"{at.null_count} of {len(book)} labelled pairs are not in it",
            "pairs and ledger come from different runs; run `dvc status`, then `dvc repro`",
        )
    found = pairs.take(at)
    prompts = text.prompt_ids(tokenizer, found["prompt"].to_pylist())
    left, right = (text.response_ids(tokenizer, found[side].to_pylist()) for side in records.SIDES)
    target, weight = targets(book, kind)
    return [
        {
            "row": Row(prompts[i], [left[i], right[i]]),
            "length": len(prompts[i]) + len(left[i]) + len(right[i]),
            "target": target[i],
            "weight": weight[i],
        }
        for i in range(len(book))
        if len(prompts[i]) + max(len(left[i]), len(right[i])) <= max_tokens
    ]


def filler(pad: int) -> dict[str, Any]:
    """A row that counts for nothing."""
    return {"row": Row([], [[pad], [pad]]), "length": 0, "target": 0.0, "weight": 0.0}


def targets(book: pa.Table, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """The probability that left is better, and the label's weight; people's labels count fully."""
    hard = (tables.column(book, "side") == "left").astype(np.float64)
    sure = np.where(tables.column(book, "origin") == "human", 1.0, tables.column(book, "confidence"))
    if kind == "soft":
        return np.where(hard == 1, sure, 1 - sure), np.ones(len(book))
    return hard, 2 * sure - 1 if kind == "weighted" else np.ones(len(book))


class Collator:
    def __init__(self, laid: Layout) -> None:
        self.laid = laid

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Tensor]:
        return self.laid([row["row"] for row in rows]) | {
            name: torch.tensor([row[name] for row in rows], dtype=torch.float32) for name in ("target", "weight")
        }
