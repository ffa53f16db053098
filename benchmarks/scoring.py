"""Scoring a pool of pairs, which is what labelling it costs, beside the authors' way and `Trainer.predict`.

All sides score the same pairs with the same model, from texts to numbers, on one thread in float32. Every side's scores
are held against ours. The authors' script runs the `text-classification` pipeline over batches of
50 texts, once for each field that holds a response, and lets it cut what is too long (nothing here is). It takes the
sigmoid, which is left off here, and bfloat16. `Trainer.predict` is given texts sorted by length, and the batch size
that is its fastest here. A batch of ours has up to 1,024 tokens.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from torch.utils.data import DataLoader
from transformers import DataCollatorWithPadding, Trainer, TrainingArguments, pipeline

from benchmarks import goals, models, shapes
from benchmarks.rounds import Spent, interleaved, spent
from benchmarks.rows import Row
from ser import text
from ser.desk import records
from ser.reward.read import Reader
from ser.reward.score import of_pairs

SAME = 1e-5
AUTHORS = 50  # texts in a batch of theirs
BATCHES = (8, 16, 32, 64)
SIDE = 2048  # of the square matrices whose product shows the machine's peak
Scores = np.ndarray  # (pairs, 2): left and right


class Ours:
    def __init__(self, judge: Any) -> None:
        self.reader = Reader(judge, models.tokenizer(), models.MAX_TOKENS)

    def __call__(self, pairs: pa.Table) -> Scores:
        found = of_pairs(self.reader, pairs)
        return np.stack([found["score_left"].to_numpy(), found["score_right"].to_numpy()], 1)


class Pipeline:
    """As the authors' `rm_inference.py`."""

    def __init__(self, judge: Any) -> None:
        given = {"model": judge, "tokenizer": models.tokenizer(), "device": "cpu", "return_token_type_ids": False}
        self.pipe = pipeline("text-classification", **given)
        self.how = {"batch_size": AUTHORS, "truncation": True, "top_k": None, "function_to_apply": "none"}

    def __call__(self, pairs: pa.Table) -> Scores:
        return np.array([self._field(_written(pairs, side)) for side in ("left", "right")]).T

    def _field(self, texts: list[str]) -> list[float]:
        batches = DataLoader(texts, batch_size=AUTHORS)
        return [found[0]["score"] for batch in batches for found in self.pipe(batch, **self.how)]


class Predict:
    def __init__(self, judge: Any, batch: int, folder: str) -> None:
        self.batch, tokenizer = batch, models.tokenizer()
        args = TrainingArguments(
            output_dir=folder, per_device_eval_batch_size=batch, use_cpu=True, report_to=[], disable_tqdm=True
        )
        collator = DataCollatorWithPadding(tokenizer)
        self.trainer = Trainer(model=judge, args=args, processing_class=tokenizer, data_collator=collator)

    def __call__(self, pairs: pa.Table) -> Scores:
        texts = _written(pairs, "left") + _written(pairs, "right")
        ids = models.tokenizer()(texts)["input_ids"]
        order = sorted(range(len(ids)), key=lambda one: len(ids[one]))
        found = self.trainer.predict([{"input_ids": ids[one]} for one in order]).predictions
        return np.asarray(found).reshape(-1)[np.argsort(order)].reshape(2, -1).T


def _written(pairs: pa.Table, side: str) -> list[str]:
    """As one text, of the same tokens that we read."""
    begin, end = models.tokenizer().bos_token, models.tokenizer().eos_token
    both = zip(pairs["prompt"].to_pylist(), pairs[side].to_pylist(), strict=True)
    return [f"{begin}Question: {prompt}\nAnswer: {after}{end}" for prompt, after in both]


def _rows(name: str, size: str, shape: str, number: int, rounds: int) -> list[Row]:
    judge, pairs = models.judge(size), shapes.pairs(shape, number)
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(judge)
        best = _best([Predict(judge, batch, folder) for batch in BATCHES], pairs.slice(0, number // 4))
        sides: dict[str, Callable[[pa.Table], Scores]] = {"ours": ours, "pipeline": Pipeline(judge), "predict": best}
        found: dict[str, Scores] = {}
        peaks: list[float] = []

        def timed(one: str) -> Spent:
            peaks.append(_peak())
            return spent(lambda: found.update({one: sides[one](pairs)}))

        times = interleaved({one: partial(timed, one) for one in sides}, rounds)
    apart = max(goals.refuse_apart(f"{name}, {one}", found[one], found["ours"], SAME) for one in sides)
    told = f"{2 * number} texts, scores {apart:.0e} apart"
    rows = [
        goals.faster(f"{name}/pipeline", times["pipeline"], times["ours"], 5, f"{told}, batches of {AUTHORS}"),
        goals.faster(f"{name}/predict", times["predict"], times["ours"], 3, f"{told}, batches of {best.batch}"),
    ]
    return [*rows, *(_share(name, size, pairs, times["ours"], peaks) if size == "22m" else [])]


def _best(tried: list[Predict], pairs: pa.Table) -> Predict:
    tried[0](pairs.slice(0, 8))
    return min(tried, key=lambda one: spent(lambda: one(pairs)).cpu)


def _peak() -> float:
    """Operations a second, in float32."""
    one, other = torch.ones(SIDE, SIDE), torch.ones(SIDE, SIDE)
    return 2 * SIDE**3 / min(spent(lambda: torch.mm(one, other)).cpu for _ in range(2))


def _share(name: str, size: str, pairs: pa.Table, times: list[Spent], peaks: list[float]) -> list[Row]:
    """Of the peak that was measured beside each run; what is counted is what the scores need, not what was computed."""
    need, twice = _operations(size, pairs)
    peak, seconds = float(np.median(peaks)), float(np.median([one.cpu for one in times]))
    note = (
        f"{need / seconds / 1e9:.0f} of {peak / 1e9:.0f} GFLOP/s, each prompt and response counted once; "
        f"prompts with each response: {twice / seconds / peak:.0%}; floor {need / peak:.2f} s, took {seconds:.2f} s"
    )
    return [goals.at_least(f"{name}/peak", 100 * need / seconds / peak, "%", 60, note)]


def _operations(size: str, pairs: pa.Table) -> tuple[float, float]:
    """Of the useful tokens of each response once, with each prompt read once, and once for each of its responses."""
    reader, how = models.tokenizer(), models.SIZES[size]
    columns = [pairs[name].to_pylist() for name in ("prompt", *records.SIDES)]
    texts = sorted({(prompt, after) for prompt, *both in zip(*columns, strict=True) for after in both})
    prompts, responses = zip(*texts, strict=True)
    before = np.array([len(one) for one in text.prompt_ids(reader, prompts)])
    after = np.array([len(one) for one in text.response_ids(reader, responses)])
    _, first = np.unique(prompts, return_index=True)
    weights = how.layers * (4 * how.hidden**2 + 3 * how.hidden * how.feed_forward)
    attention = 4 * how.hidden * how.layers  # for each token and each that it sees

    def of(start: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        seen = tokens * start + tokens * (tokens + 1) / 2
        return 2 * weights * tokens + attention * seen

    read, scored = of(np.zeros_like(before), before), of(before, after).sum()
    return float(read[first].sum() + scored), float(read.sum() + scored)


RUNS = {  # size, shape, pairs, rounds
    "scoring-3m": ("3m", "world", 240, 5),
    "scoring-3m-dialogue": ("3m", "dialogue", 150, 3),
    "scoring-3m-ranked": ("3m", "ranked", 300, 3),
    "scoring-22m": ("22m", "world", 120, 3),
    "scoring-22m-dialogue": ("22m", "dialogue", 50, 3),
    "scoring-22m-ranked": ("22m", "ranked", 96, 3),
}
ROWS: dict[str, Callable[[], list[Row]]] = {name: partial(_rows, name, *how) for name, how in RUNS.items()}
