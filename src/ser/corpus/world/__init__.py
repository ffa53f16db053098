"""The embedded world: preference data with a gold utility that only its maker knows."""

from random import Random

import pyarrow as pa

from ser.corpus.world.annotators import vote
from ser.corpus.world.asks import read
from ser.corpus.world.gold import gold
from ser.corpus.world.prompts import draw
from ser.corpus.world.writer import write
from ser.settings import Corpus

__all__ = ["LABELS", "PAIRS", "gold", "make"]

PAIRS = pa.schema(
    {
        "prompt": pa.string(),
        "left": pa.string(),
        "right": pa.string(),
        "family": pa.string(),
        "topic": pa.string(),
        "out_of_domain": pa.bool_(),
    }
)
LABELS = pa.schema(
    {
        "side": pa.string(),
        "votes_left": pa.int8(),
        "votes_right": pa.int8(),
        "gold_left": pa.float64(),
        "gold_right": pa.float64(),
    }
)
NARROWEST = 0.5
"""Pairs whose responses are closer than this in gold are drawn again."""
PATIENCE = 20
"""Draws of a new prompt before an old one is taken again."""


def _prompts(rng: Random, pairs: int, is_unseen: bool) -> list[tuple[str, str]]:
    """A prompt and topic for each pair: one to three pairs on each prompt, more only when prompts run out."""
    known: dict[str, str] = {}
    rows: list[tuple[str, str]] = []
    while len(rows) < pairs:
        prompt, topic = draw(rng, is_unseen)
        for _ in range(PATIENCE):
            if prompt not in known:
                break
            prompt, topic = draw(rng, is_unseen)
        known[prompt] = topic
        rows += [(prompt, topic)] * rng.choice((1, 2, 3))
    return rows[:pairs]


def _responses(rng: Random, prompt: str, known: set[tuple[str, str, str]]) -> tuple[str, str]:
    """Two responses, clearly apart in gold and not paired before."""
    ask = read(prompt)
    while True:
        left, right = write(rng, ask), write(rng, ask)
        is_clear = abs(gold(prompt, left) - gold(prompt, right)) >= NARROWEST
        if is_clear and (prompt, left, right) not in known:
            known.add((prompt, left, right))
            return left, right


def make(world: Corpus, rng_seed: int) -> tuple[pa.Table, pa.Table]:
    """The pairs, free of opinion, and their labels, row by row."""
    pairs: dict[str, list[object]] = {name: [] for name in PAIRS.names}
    labels: dict[str, list[object]] = {name: [] for name in LABELS.names}
    known: set[tuple[str, str, str]] = set()
    votes = Random(f"{rng_seed} votes")
    for is_unseen, size in ((False, world.pairs), (True, world.out_of_domain)):
        rng = Random(f"{rng_seed} {'unseen' if is_unseen else 'seen'}")
        for prompt, topic in _prompts(rng, size, is_unseen):
            left, right = _responses(rng, prompt, known)
            worth = gold(prompt, left), gold(prompt, right)
            longer = (len(left.split()) - len(right.split())) / 10
            for_left = vote(
                votes, worth[0] - worth[1], longer, world.annotators, world.temperature, world.length_bias, world.slip
            )
            row = (prompt, left, right, read(prompt).family, topic, is_unseen)
            side = "left" if 2 * for_left > world.annotators else "right"
            label = (side, for_left, world.annotators - for_left, *worth)
            for name, value in zip(PAIRS.names, row, strict=True):
                pairs[name].append(value)
            for name, value in zip(LABELS.names, label, strict=True):
                labels[name].append(value)
    return pa.table(pairs, schema=PAIRS), pa.table(labels, schema=LABELS)
