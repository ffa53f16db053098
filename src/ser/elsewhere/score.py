"""One replicate's scores of the benchmarks' responses, each distinct text read once."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from ser.desk import params, records
from ser.desk.errors import ModelError
from ser.elsewhere import reading
from ser.elsewhere.reading import Questions
from ser.reward.read import Reader, of_texts
from ser.reward.score import Task


def replicate(name: str, rng_seed: int) -> Path:
    """Score with one replicate; the finished table's file."""
    p = params.load()

    def parts(folder: Path, what: str) -> Iterator[pa.Table]:
        yield of_questions(Reader.at(folder), reading.read(p), what)

    asked = [dataclasses.asdict(p.benchmarks)["files"]]
    return Task("score_elsewhere", asked, reading.files(p), records.ELSEWHERE, parts).replicate(name, rng_seed)


def of_questions(reader: Reader, asked: dict[str, Questions], what: str = "") -> pa.Table:
    """`benchmark, item, response, score`; null where a response does not fit."""
    rows = [
        (name, place, number, (item.prompt, response))
        for name, found in asked.items()
        for place, item in enumerate(found.items)
        for number, response in enumerate(item.responses)
    ]
    texts = [text for *_, text in rows]
    scores = of_texts(reader, texts, what)
    lost = [text for text, score in zip(texts, scores, strict=True) if score is not None and not np.isfinite(score)]
    if lost:
        problem = f"{len(lost)} of {len(texts)} scores are not finite (first: of {lost[0][1][:40]!r})"
        raise ModelError(
            what, problem, "training diverged; lower reward.learning_rate in params.yaml, then `dvc repro`"
        )
    names, places, numbers, _ = zip(*rows, strict=True)
    return pa.table({"benchmark": names, "item": places, "response": numbers, "score": pa.array(scores, pa.float32())})
