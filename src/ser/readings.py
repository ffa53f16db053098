"""A reading as a table of the pool, and what is known of it before anything learns from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import expit

from ser import paired
from ser.candidates import SCORES
from ser.desk import records, tables
from ser.desk.settings import Params
from ser.intervals import Bootstrap, interval, number
from ser.reward import looks, reading
from ser.reward.measure import bin_of
from ser.reward.reading import Pairs, Reading

Floats = np.ndarray
Figures = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A reading of the pool; `known` are the pairs that people labelled, `pool` those that they did not.

    Of those that are `held` out it learns nothing. There are none where labels are made.
    """

    known: pa.Table
    pool: pa.Table
    held: pa.Table
    left_wins: np.ndarray
    found: Reading

    @classmethod
    def of(cls, views: pa.Table, pairs: pa.Table, labels: pa.Table, rng_seed: int) -> "Made":
        at = pc.index_in(views["pair_id"], pairs["pair_id"]).combine_chunks()
        texts = pairs.take(at)
        rows = views
        for name in ("prompt", *records.SIDES, "split"):
            rows = rows.append_column(name, texts[name])
        is_known = pc.is_in(views["pair_id"], labels["pair_id"])
        in_pool = pc.and_not(pc.equal(tables.words(texts["split"]), "pool"), is_known)
        known, pool, held = rows.filter(is_known), rows.filter(in_pool), rows.filter(looks.HELD.pairs)
        said = labels.take(pc.index_in(known["pair_id"], labels["pair_id"]).combine_chunks())
        left_wins = tables.column(said, "side") == "left"
        found = reading.read(_pairs(known, pool, held), left_wins, rng_seed, len(held))
        return cls(known, pool, held, left_wins, found)

    @cached_property
    def prompts(self) -> np.ndarray:
        return tables.column(self.known, "prompt")

    def gain(self, scores: pa.Table) -> paired.Difference:
        """By how many nats a labelled pair the reading beats a model, each tried on pairs it has not learned from."""
        said = scores.take(pc.index_in(self.known["pair_id"], scores["pair_id"]).combine_chunks())
        left, right = (tables.column(said, side).astype(np.float64) for side in SCORES)
        own = left - right
        own = own * reading.calibration(own, self.left_wins)
        sure = {"reading": self._sure(self.found.known), "model": self._sure(own)}
        return paired.Comparison(sure, self.prompts).difference("reading", "model")

    def _sure(self, margins: Floats) -> Floats:
        """The logarithm of how likely it found what people said; one replicate."""
        return -np.logaddexp(0, np.where(self.left_wins, -margins, margins))[None]

    def predicted(self, p: Params) -> Figures:
        """How many of its labels will be right, by confidence, as far as the labelled pairs can tell."""
        slope, slopes = Bootstrap(self.prompts, 1, p.grade.resamples, p.rng_seeds[0]).values(
            lambda weights, _: np.array([reading.calibration(self.found.tried, self.left_wins, one) for one in weights])
        )

        def right(margins: Floats) -> Figures:
            draws = np.array([expit(one * margins).mean() for one in slopes])
            return {"labels": len(margins)} | interval(float(expit(slope * margins).mean()), draws)

        margins = np.abs(self.found.asked)
        place = bin_of(expit(slope * margins), p.grade.bins)
        return {"all": right(margins), "bins": [right(margins[place == one]) for one in np.unique(place)]}

    def table(self, labeller: str, helps: dict[int, bool]) -> pa.Table:
        size = len(self.pool)
        return pa.concat_tables(
            pa.table(
                {
                    "pair_id": self.pool["pair_id"],
                    "rng_seed": [rng_seed] * size,
                    "labeller": [labeller] * size,
                    "margin": self.found.pool,
                    "helps": [helps[rng_seed]] * size,
                }
            ).cast(records.READINGS)
            for rng_seed in sorted(helps)
        )

    def scores(self, ids: pa.ChunkedArray, labeller: str, rng_seeds: Sequence[int]) -> pa.Table:
        """Of the held out, as a model's: the margin for left is left's score; null where a pair was not read."""
        margins = pa.array(self.found.held).take(pc.index_in(ids, self.held["pair_id"]).combine_chunks())
        zeros, size = pc.multiply(margins, 0.0), len(ids)
        rows = {"pair_id": ids, "labeller": [labeller] * size, "score_left": margins, "score_right": zeros}
        return pa.concat_tables(
            pa.table(rows | {"rng_seed": [rng_seed] * size}).select(records.SCORES.names).cast(records.SCORES)
            for rng_seed in rng_seeds
        )


def labeller(weights: str) -> str:
    """What stands in a checkpoint's place where a label was read."""
    return f"a reading of {weights[:12]}"


def helps(gain: paired.Difference) -> bool:
    """Likelier than not: to teach nothing is a decision too, so neither side has to prove itself."""
    return gain.mean > 0


def figures(made: Made, gains: dict[int, paired.Difference], p: Params) -> Figures:
    right = float(np.mean((made.found.known > 0) == made.left_wins))
    gained = {str(rng_seed): one.figures() for rng_seed, one in gains.items()}
    return {"labelled": len(made.known), "right": number(right), "gain": gained, "predicted": made.predicted(p)}


def line(told: Figures) -> str:
    """A sentence on what is predicted, and on whether it is worth learning from."""
    every, gains = told["predicted"]["all"], told["gain"].values()
    worth = sum(one["mean"] is not None and one["mean"] > 0 for one in gains)
    return (
        f"reading: {100 * every['mean']:.1f} [{100 * every['low']:.1f}, {100 * every['high']:.1f}] % of "
        f"{every['labels']} labels will be right; found better than {worth} of {len(gains)} replicates"
    )


def _pairs(*parts: pa.Table) -> Pairs:
    rows = pa.concat_tables(parts)
    seen, left, right = (_pictures(rows[name]) for name in ("seen", "seen_left", "seen_right"))
    likelier = tables.column(rows, "likely_left").astype(np.float64) - tables.column(rows, "likely_right")
    prompts, lefts, rights = (rows[name].to_pylist() for name in ("prompt", *records.SIDES))
    return Pairs(prompts, lefts, rights, seen, left - right, likelier)


def _pictures(column: pa.ChunkedArray) -> Floats:
    """A row each."""
    return column.combine_chunks().flatten().to_numpy().astype(np.float64).reshape(len(column), -1)
