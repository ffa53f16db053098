"""Pools of pairs in the shapes that preference data have, made of the embedded world's own sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pyarrow as pa

from benchmarks import models
from ser.desk import records


@dataclass(frozen=True)
class Length:
    """Of texts in words, log-normal up to `most`, which 3 in 100 would pass: both fit in `models.MAX_TOKENS`."""

    median: float
    mean: float
    most: int


@dataclass(frozen=True)
class Shape:
    prompt: Length
    response: Length
    responses: int  # to a prompt; each is compared with each other


WORLD = "world"
SHAPES = {
    "dialogue": Shape(Length(58, 79, 256), Length(26, 36, 128), responses=2),  # as HH-RLHF's raw dialogues
    "ranked": Shape(Length(22, 33, 256), Length(26, 38, 128), responses=4),  # as PandaLM's, compared as UltraFeedback's
}


def pairs(shape: str, number: int) -> pa.Table:
    """As `models.world`; those of one prompt follow each other."""
    return models.pairs(number) if shape == WORLD else pa.Table.from_pylist(list(_rows(SHAPES[shape], number)))


def _rows(shape: Shape, number: int) -> Iterator[dict[str, str]]:
    rng, both = np.random.default_rng(models.RNG_SEED), list(combinations(range(shape.responses), 2))
    prompts = _texts(rng, ["prompt"], shape.prompt, number // len(both))
    responses = iter(_texts(rng, records.SIDES, shape.response, len(prompts) * shape.responses))
    for at, prompt in enumerate(prompts):
        own = [next(responses) for _ in range(shape.responses)]
        for each, (left, right) in enumerate(both):
            ids = {"pair_id": f"{len(both) * at + each:04}", "prompt": prompt}
            yield ids | {"left": own[left], "right": own[right], "side": str(rng.choice(records.SIDES))}


def _texts(rng: np.random.Generator, columns: Sequence[str], length: Length, number: int) -> list[str]:
    """All different."""
    known = sorted({text for column in columns for text in models.world()[column].to_pylist()})
    found: dict[str, None] = {}
    for words in _words(rng, length, number):
        text = _joined(rng, known, words)
        while text in found:
            text = _joined(rng, known, words)
        found[text] = None
    return list(found)


def _words(rng: np.random.Generator, length: Length, number: int) -> list[int]:
    """Evenly spaced quantiles, so that a small pool is spread as a large one is."""
    spread = NormalDist(log(length.median), sqrt(2 * log(length.mean / length.median)))
    drawn = [exp(spread.inv_cdf((at + 0.5) / number)) for at in range(number)]
    found: list[int] = rng.permutation(np.clip(np.rint(drawn), 1, length.most).astype(int)).tolist()
    return found


def _joined(rng: np.random.Generator, known: Sequence[str], words: int) -> str:
    found: list[str] = []
    while len(found) < words:
        found += known[int(rng.integers(len(known)))].split()
    return " ".join(found[:words])
