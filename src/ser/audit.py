"""Was each label right? A generation's verdicts and ledger against what people said under the seal."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import marks
from ser.desk import tables
from ser.desk.parts import Parts, walk
from ser.desk.settings import Params
from ser.intervals import Bootstrap, interval, number
from ser.marks import Answers, Codes, Kind, Mask
from ser.reward.measure import bin_of

Floats = np.ndarray


def of_generation(verdicts: Parts, book: Parts, sealed: Parts, pairs: Parts, p: Params) -> dict[str, Any]:
    """How often the labels of each kind were right, and by confidence."""
    known = marks.answers(sealed, pairs)
    if not known.size:
        return {"right": {}, "bins": {}}
    said = [marks.of_replicate(one, verdicts, book, sealed, known.size) for one in p.rng_seeds]
    right = {who: _right(said, known, left_wins, p) for who, left_wins in known.left_wins.items()}
    return {"right": right, "bins": _bins(verdicts, sealed, p)}


def _right(said: Sequence[dict[Kind, Codes]], known: Answers, left_wins: Mask, p: Params) -> dict[str, Any]:
    """How often the labels of each kind point at the better side, with intervals over prompts and over the replicates
    that made such labels."""
    better, none = np.where(left_wins, np.int8(marks.LEFT), np.int8(marks.RIGHT)), np.zeros(known.size, np.int8)

    def share(*kind: str) -> dict[str, Any]:
        own = [one.get(kind, none) for one in said]
        own = [one for one in own if one.any()] or own
        return _share([one > 0 for one in own], [one == better for one in own], known, p)

    statuses = sorted({kind[1] for one in said for kind in one if kind[0] == "by_status"})
    found = {kind: share(kind) for kind in ("adopted", "held", "ledger")}
    return found | {"by_status": {status: share("by_status", status) for status in statuses}}


def _share(labelled: Sequence[Mask], right: Sequence[Mask], known: Answers, p: Params) -> dict[str, Any]:
    """Each of the two for every replicate."""
    sums = np.stack([np.bincount(known.prompts, one).astype(np.int32) for one in (*labelled, *right)])
    drawn = len(labelled), p.grade.resamples, p.rng_seeds[0]
    if known.are_many:
        sums, times = _alike(sums)
        boot = Bootstrap(np.arange(len(times)), *drawn, times)
    else:
        boot = _each(sums.shape[1], *drawn)
    return interval(*boot.values(_accuracy(*np.split(sums, 2))))


@lru_cache(maxsize=1)
def _each(prompts: int, replicates: int, resamples: int, rng_seed: int) -> Bootstrap:
    """One for labels of all kinds, which share its draws."""
    return Bootstrap(np.arange(prompts), replicates, resamples, rng_seed)


def _alike(sums: Codes) -> tuple[Codes, Floats]:
    """Each column once, with how often it stands there: one of several prompts that count alike is like another."""
    names = [str(row) for row in range(len(sums))]
    found = pa.table(list(sums), names).group_by(names, use_threads=False).aggregate([([], "count_all")])
    return np.stack([found[name].to_numpy() for name in names]), found["count_all"].to_numpy()


def _accuracy(labelled: Codes, right: Codes) -> Callable[[Floats, int], Floats]:
    def measure(weights: Floats, place: int) -> Floats:
        every, hits = weights @ labelled[place], weights @ right[place]
        return np.divide(hits, every, out=np.full(len(weights), np.nan), where=every > 0)

    return measure


def _bins(verdicts: Parts, sealed: Parts, p: Params) -> dict[str, Any]:
    """Pool pairs by the labeller's confidence, adopted or not: how many, how sure, how often right."""
    labels, sure, right = np.zeros((3, p.grade.bins))
    for rng_seed in p.rng_seeds:
        for ruled, known in walk(verdicts.of(rng_seed, ["side", "confidence"]), sealed.of(columns=["side"])):
            asked = ruled.filter(ruled["side"].is_valid())
            answers = known["side"].take(pc.index_in(asked["pair_id"], known["pair_id"]).combine_chunks())
            agreed = np.array(pc.equal(tables.words(asked["side"]), tables.words(answers)))
            confidence = tables.column(asked, "confidence").astype(np.float64)
            for sums, weights in ((labels, None), (sure, confidence), (right, agreed)):
                sums += np.bincount(bin_of(confidence, p.grade.bins), weights, p.grade.bins)
    used = np.flatnonzero(labels)
    return {
        "confidence": [number(sure[one] / labels[one]) for one in used],
        "right": [number(right[one] / labels[one]) for one in used],
        "labels": [int(labels[one]) for one in used],
    }
