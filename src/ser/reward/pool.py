"""The pool as a rule sees it: columns of scores, lengths and lots, one entry a pair that the model could read."""

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pyarrow as pa

from ser.desk import records, tables

Floats = np.ndarray


@dataclass(frozen=True)
class Reading:
    """A logit for left of each pair; whose labels they are; whether they are known to be worth learning from."""

    margins: Floats
    labeller: str
    helps: bool


@dataclass(frozen=True)
class Pool:
    """One replicate's view. What is a function is read when a rule first asks for it: in a large pool it is long."""

    left: Floats
    right: Floats
    margins: Callable[[], Floats]
    texts: Callable[[list[str]], Iterator[pa.Table]]
    """Some of `pair_id, prompt, left, right`, a part of the pairs at a time."""
    read: Callable[[], Reading]
    draw: str
    """What the lots depend on beside the pair: the replicate and the generation."""

    @cached_property
    def everyone(self) -> Floats:
        """The margins of all replicates, of shape (replicates, pairs)."""
        return self.margins()

    @cached_property
    def reading(self) -> Reading:
        """What the reading says of these pairs."""
        return self.read()

    @cached_property
    def offset(self) -> float:
        return offset(self.left, self.right)

    @cached_property
    def confidence(self) -> Floats:
        """How likely the favoured side is to win, by Bradley-Terry: at least one half."""
        return sigmoid(np.abs(self.left - self.right))

    @cached_property
    def words(self) -> Floats:
        """How long both responses are together."""
        return np.concatenate([_words(part) for part in self.texts([*records.SIDES])])

    @cached_property
    def lots(self) -> Floats:
        """A number between 0 and 1 drawn for each pair, whatever its row."""
        return np.concatenate([_lots(self.draw, part) for part in self.texts(["pair_id"])])


def empty(replicates: int) -> Pool:
    """A pool without pairs, on which every rule's keys can be tried."""
    none = np.zeros(0)
    pairs = pa.table({name: pa.array([], pa.string()) for name in ("pair_id", "prompt", *records.SIDES)})
    everyone = np.zeros((replicates, 0))
    return Pool(none, none, lambda: everyone, lambda _: iter([pairs]), lambda: Reading(none, "", False), "")


def offset(left: Floats, right: Floats) -> float:
    """The mean score; exact, so that neither row order nor sides can move it."""
    middle = (left + right) / 2  # a part at a time, as Python's own numbers take four times the memory
    parts = (middle[at : at + tables.ROWS].tolist() for at in range(0, len(middle), tables.ROWS))
    return math.fsum(chain.from_iterable(parts)) / max(len(left), 1)


def _words(part: pa.Table) -> Floats:
    sides = (part[side].to_pylist() for side in records.SIDES)
    return np.array([len(left.split()) + len(right.split()) for left, right in zip(*sides, strict=True)], np.int64)


def _lots(draw: str, part: pa.Table) -> Floats:
    return np.array([_lot(f"{draw}\n{one}") for one in part["pair_id"].to_pylist()], np.float64)


def _lot(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


def sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))
