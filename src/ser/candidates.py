"""What one replicate may label: the pairs of the pool that no person has labelled, with the model's scores of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser.desk import tables
from ser.desk.errors import ProvenanceError
from ser.desk.parts import Parts, walk
from ser.reward.pool import Reading

Floats = np.ndarray
Mask = np.ndarray
SCORES = ["score_left", "score_right"]


@dataclass(frozen=True)
class Candidates:
    """Numbers are kept; ids, texts and labellers are read where they are asked for, a part at a time."""

    rng_seed: int
    scores: Parts
    pairs: Parts
    book: Parts

    @property
    def is_read(self) -> Mask:
        """Which of them the model could read: of others it has no scores."""
        return self._own[2]

    @property
    def sides(self) -> tuple[Floats, Floats]:
        """The scores of those that were read."""
        left, right, read = self._own
        return left[read].astype(np.float64), right[read].astype(np.float64)

    def margins(self) -> Floats:
        """What every replicate makes of those that this one read, of shape (replicates, pairs)."""
        every = (self._numbers(one)[:2] for one in self.scores.replicates())
        return np.stack(
            [np.subtract(left[self.is_read], right[self.is_read], dtype=np.float64) for left, right in every]
        )

    def reading(self, rows: Parts) -> Reading:
        """What a reading says of those that were read."""
        both = walk(self._pairs(["pair_id"], self._is_asked), rows.of(self.rng_seed))
        found = pa.concat_tables(said.filter(pc.is_in(said["pair_id"], own["pair_id"])) for own, said in both)
        if len(found) != self.is_read.sum():
            raise ProvenanceError(
                f"replicate {self.rng_seed}",
                f"a reading of {len(found)} pairs where the model could read {self.is_read.sum()}",
                "reading and scores come from different runs; run `dvc status`, then `dvc repro`",
            )
        labeller, helps = (found[name][0].as_py() if len(found) else None for name in ("labeller", "helps"))
        return Reading(tables.column(found, "margin").astype(np.float64), str(labeller), bool(helps))

    def texts(self, columns: list[str]) -> Iterator[pa.Table]:
        """Columns of the pairs that were read."""
        seen = self._is_asked.copy()
        seen[seen] = self.is_read
        return self._pairs(columns, seen)

    def scored(self, rng_seed: int, columns: list[str]) -> Iterator[pa.Table]:
        """A replicate's scores of all of them, read or not."""
        asked = found = 0
        for pairs, given in walk(self._pairs(["pair_id"], self._is_asked), self.scores.of(rng_seed, columns)):
            own = given.filter(pc.is_in(given["pair_id"], pairs["pair_id"]))
            asked, found = asked + len(pairs), found + len(own)
            yield own
        if found != asked:
            raise ProvenanceError(
                f"replicate {rng_seed}",
                f"{found} scores for {asked} pool pairs",
                "scores and pairs come from different runs; run `dvc status`, then `dvc repro`",
            )

    @cached_property
    def _own(self) -> tuple[Floats, Floats, Mask]:
        return self._numbers(self.rng_seed)

    def _numbers(self, rng_seed: int) -> tuple[Floats, Floats, Mask]:
        """Both scores of each, and whether there are any."""
        found = []
        for part in self.scored(rng_seed, SCORES):
            read = np.array(part["score_left"].is_valid()) & np.array(part["score_right"].is_valid())
            found.append((tables.column(part, "score_left"), tables.column(part, "score_right"), read))
        left, right, read = (np.concatenate(one) for one in zip(*found, strict=True))
        return left, right, read

    @cached_property
    def _is_asked(self) -> Mask:
        """Which rows of `pairs` they are."""
        found = []
        pairs = self.pairs.of(columns=["split"])
        for own, known in walk(pairs, self.book.of(self.rng_seed, ["origin"])):
            people = tables.where(known, origin="human")["pair_id"]
            in_pool = pc.equal(tables.words(own["split"]), "pool")
            found.append(np.array(pc.and_not(in_pool, pc.is_in(own["pair_id"], people))))
        return np.concatenate(found)

    def _pairs(self, columns: list[str], which: Mask) -> Iterator[pa.Table]:
        start = 0
        for part in self.pairs.of(columns=columns):
            yield part.filter(pa.array(which[start : start + len(part)])).select(columns)
            start += len(part)
