"""A generation's labels beside what people said under the seal, as numbers: one entry a sealed pair."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import ledger
from ser.counts import matching
from ser.desk import tables
from ser.desk.parts import Parts, walk

Codes = np.ndarray
Mask = np.ndarray
Kind = tuple[str, ...]
"""Where figures on such labels stand: under `adopted`, or under `by_status` and one of them."""

MANY = 1 << 14  # pairs, of which the prompts' texts are not held: what tells them apart is a digest of each
NONE, LEFT, RIGHT = 0, 1, 2  # no such label, or the side that it points at


@dataclass(frozen=True)
class Answers:
    left_wins: dict[str, Mask]
    """For each of those who know, where left is the better side."""
    prompts: Codes
    """The number of each pair's prompt."""

    @property
    def size(self) -> int:
        return len(self.prompts)

    @property
    def are_many(self) -> bool:
        return self.size > MANY


def answers(sealed: Parts, pairs: Parts) -> Answers:
    """What people said, and where it is known the maker of the pairs."""
    size = sum(len(part) for part in sealed.of(columns=[]))
    human, gold, prompts = [], [], []
    for part, own in walk(sealed.of(), pairs.of(columns=["prompt"])):
        human.append(tables.column(part, "side") == "left")
        gold.append(np.subtract(tables.column(part, "gold_left"), tables.column(part, "gold_right")))
        texts = own["prompt"].take(pc.index_in(part["pair_id"], own["pair_id"]).combine_chunks())
        prompts.append(_digests(texts) if size > MANY else texts.to_numpy())
    better = np.concatenate(gold)
    known = {"human": np.concatenate(human)} | ({"gold": better > 0} if np.isfinite(better).all() else {})
    return Answers(known, np.unique(np.concatenate(prompts), return_inverse=True)[1])


def of_replicate(rng_seed: int, verdicts: Parts, book: Parts, sealed: Parts, size: int) -> dict[Kind, Codes]:
    """The side that each kind of a replicate's labels points at."""
    found: dict[Kind, Codes] = defaultdict(lambda: np.zeros(size, np.int8))
    start = 0
    read = verdicts.of(rng_seed, ["side", "status", "ruling"]), book.of(rng_seed, ["side", "origin"])
    for ruled, labels, asked in walk(*read, sealed.of(columns=[])):
        here = slice(start, start + len(asked))
        for kind, own in _kinds(ruled, labels):
            found[kind][here] = _sides(asked["pair_id"], own)
        start = here.stop
    return found


def _kinds(ruled: pa.Table, labels: pa.Table) -> Iterator[tuple[Kind, pa.Table]]:
    adopted = tables.where(ruled, ruling="adopt")
    yield ("adopted",), adopted
    yield ("held",), tables.where(ruled, ruling="hold")
    yield ("ledger",), ledger.not_of_people(labels)
    for status in pc.unique(adopted["status"]).to_pylist():
        yield ("by_status", status), tables.where(adopted, status=status)


def _sides(ids: pa.ChunkedArray, labels: pa.Table) -> Codes:
    is_labelled, sides = matching(ids, labels.filter(labels["side"].is_valid()))
    found = np.full(len(ids), NONE, np.int8)
    found[is_labelled] = np.where(sides == "left", LEFT, RIGHT)
    return found


def _digests(texts: pa.ChunkedArray) -> Codes:
    found = (hashlib.sha256(one.encode()).digest()[:8] for one in texts.to_pylist())
    return np.frombuffer(b"".join(found), "<u8")
