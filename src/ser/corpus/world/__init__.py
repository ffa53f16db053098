"""The embedded world: preference data with a gold utility that only its maker knows."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from random import Random

import pyarrow as pa

from ser.corpus.rows import AT_ONCE, ROWS
from ser.corpus.world.annotators import vote
from ser.corpus.world.asks import read
from ser.corpus.world.gold import gold
from ser.corpus.world.prompts import draw
from ser.corpus.world.writer import write
from ser.desk import paths
from ser.desk.errors import ParamsError
from ser.desk.settings import Count, Likely, NotNegative, Positive, Probability

__all__ = ["World", "gold"]

NARROWEST = 0.5
"""Pairs whose responses are closer than this in gold are drawn again."""
PATIENCE = 20
"""Draws of a new prompt before an old one is taken again."""


@dataclass(frozen=True)
class World:
    pairs: Count
    out_of_domain: Count
    annotators: Count
    temperature: Positive
    length_bias: NotNegative
    slip: Probability
    topics: Likely

    def __post_init__(self) -> None:
        if self.annotators % 2 == 0:
            raise ParamsError(f"{paths.PARAMS}, corpus.annotators", "an even number can tie", "use an odd number")

    def rows(self, rng_seed: int) -> Iterator[pa.Table]:
        """The pairs with their labels, a table at a time."""
        rows = _rows(self, rng_seed)
        while some := list(islice(rows, AT_ONCE)):
            yield pa.table([list(column) for column in zip(*some, strict=True)], schema=ROWS)


def _prompts(world: World, rng_seed: int, pairs: int, is_unseen: bool, rng: Random) -> list[tuple[str, str]]:
    """A prompt and topic for each pair: one to three pairs on each prompt, more only when prompts run out."""
    known: dict[str, str] = {}
    rows: list[tuple[str, str]] = []
    while len(rows) < pairs:
        prompt, topic = _kept(world, rng_seed, is_unseen, rng)
        for _ in range(PATIENCE):
            if prompt not in known:
                break
            prompt, topic = _kept(world, rng_seed, is_unseen, rng)
        known[prompt] = topic
        rows += [(prompt, topic)] * rng.choice((1, 2, 3))
    return rows[:pairs]


def _kept(world: World, rng_seed: int, is_unseen: bool, rng: Random) -> tuple[str, str]:
    """A prompt and its topic; where two are compared, this world has both."""
    while True:
        prompt, topic = draw(rng, is_unseen)
        if all(Random(f"{rng_seed} {one}").random() < world.topics for one in topic.split(" and ")):
            return prompt, topic


def _responses(rng: Random, prompt: str, known: set[bytes]) -> tuple[str, str]:
    """Two responses, clearly apart in gold and not paired before."""
    ask = read(prompt)
    while True:
        left, right = write(rng, ask), write(rng, ask)
        is_clear = abs(gold(prompt, left) - gold(prompt, right)) >= NARROWEST
        pair = hashlib.sha256("\x1f".join((prompt, left, right)).encode()).digest()
        if is_clear and pair not in known:
            known.add(pair)
            return left, right


def _rows(world: World, rng_seed: int) -> Iterator[tuple[object, ...]]:
    known: set[bytes] = set()
    number = count(1)
    votes = Random(f"{rng_seed} votes")
    for is_unseen, size in ((False, world.pairs), (True, world.out_of_domain)):
        rng = Random(f"{rng_seed} {'unseen' if is_unseen else 'seen'}")
        for prompt, topic in _prompts(world, rng_seed, size, is_unseen, rng):
            left, right = _responses(rng, prompt, known)
            worth = gold(prompt, left), gold(prompt, right)
            longer = (len(left.split()) - len(right.split())) / 10
            for_left = vote(
                votes, worth[0] - worth[1], longer, world.annotators, world.temperature, world.length_bias, world.slip
            )
            side = "left" if 2 * for_left > world.annotators else "right"
            yield (
                prompt,
                left,
                right,
                read(prompt).family,
                topic,
                is_unseen,
                side,
                for_left,
                world.annotators - for_left,
                *worth,
                "world",
                next(number),
                None,
            )
