"""The grades of one reward model: every measure on every holdout, with its interval, its outcomes and its curves."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import outcomes
from ser.desk import records, tables
from ser.desk.errors import ProvenanceError
from ser.desk.parts import Parts
from ser.desk.settings import Params
from ser.intervals import Bootstrap, interval, number
from ser.reward import measure
from ser.reward.measure import Judged
from ser.reward.pool import offset, sigmoid

HISTOGRAM = 40


def grades(scores: Parts, pairs: pa.Table, labels: dict[str, pa.Table], p: Params) -> dict[str, Any]:
    """`pairs` are those of the holdouts, of which one may have none; what else has scores is the pool."""
    ids = pa.chunked_array([chunk for one in labels.values() for chunk in one["pair_id"].chunks], pa.string())
    held, pool = _parted(scores, ids, p.rng_seeds)
    told = of_holdouts(held, pairs, labels, p)
    last = {"outcomes": told.pop("outcomes")}
    curves = _histogram(pool) | _reliability(held, pairs, labels["holdout"], p)
    return told | {"pool": _spread(pool), "curves": curves} | last


def of_holdouts(held: pa.Table, pairs: pa.Table, labels: dict[str, pa.Table], p: Params) -> dict[str, Any]:
    """What scores of the holdouts alone tell."""
    asked = {split: one for split, one in labels.items() if len(one)}
    told = {split: [outcomes.write(one) for one in _outcomes(held, asked[split], p.rng_seeds)] for split in asked}
    return {split: _holdout(held, pairs, asked[split], p) for split in asked} | {"outcomes": told}


def _parted(scores: Parts, ids: pa.ChunkedArray, rng_seeds: tuple[int, ...]) -> tuple[pa.Table, list[np.ndarray]]:
    """The scores of the holdouts; and of each replicate the pool's, left ones first, without what was not read."""
    held, pool = [], []
    for rng_seed in rng_seeds:
        sides: list[list[np.ndarray]] = [[], []]
        for part in scores.of(rng_seed):
            is_held = pc.is_in(part["pair_id"], ids)
            held.append(part.filter(is_held))
            rest = part.filter(pc.invert(is_held)).drop_null()
            for side, known in zip(records.SIDES, sides, strict=True):
                known.append(tables.column(rest, f"score_{side}"))
        pool.append(np.concatenate(sides[0] + sides[1]))
    return pa.concat_tables(held), pool


def _holdout(scores: pa.Table, pairs: pa.Table, labels: pa.Table, p: Params) -> dict[str, Any]:
    judged, gold, prompts = read(scores, pairs, labels, p.rng_seeds)
    boot = Bootstrap(prompts, len(p.rng_seeds), p.grade.resamples, p.rng_seeds[0])
    measures = {
        "accuracy": measure.accuracy(judged),
        "accuracy_balanced": measure.balanced_accuracy(judged),
        "log_loss": measure.log_loss(judged),
        "auc": measure.auc(judged),
        "ece": measure.calibration_error(judged, p.grade.bins),
        "confidence": measure.confidence(judged),
        "length_correlation": measure.length_correlation(judged),
    }
    if gold:
        measures["accuracy_gold"] = measure.accuracy(gold)
    found: dict[str, Any] = {"pairs": len(prompts), "not_scored": len(labels) - len(prompts)}
    return found | {name: interval(*boot.values(one)) for name, one in measures.items()}


def _outcomes(scores: pa.Table, labels: pa.Table, rng_seeds: tuple[int, ...]) -> np.ndarray:
    """For each replicate and labelled pair: 1 right, 0 wrong, one half undecided, NaN not scored."""
    margins = np.stack([_margins(scores, labels["pair_id"], rng_seed) for rng_seed in rng_seeds])
    return np.sign(np.where(tables.column(labels, "side") == "left", margins, -margins)) / 2 + 0.5


def read(
    scores: pa.Table, pairs: pa.Table, labels: pa.Table, rng_seeds: tuple[int, ...]
) -> tuple[Judged, Judged | None, np.ndarray]:
    """The scored pairs of one holdout against its annotators, against gold where that is known, and their prompts."""
    margins = np.stack([_margins(scores, labels["pair_id"], rng_seed) for rng_seed in rng_seeds])
    scored = np.isfinite(margins).all(axis=0)
    texts = pairs.take(pc.index_in(labels["pair_id"], pairs["pair_id"]).combine_chunks()).filter(pa.array(scored))
    words = [np.array([len(text.split()) for text in texts[side].to_pylist()]) for side in records.SIDES]
    longer = (words[0] - words[1]).astype(np.float64)
    side = tables.column(labels, "side")[scored] == "left"
    gold = (tables.column(labels, "gold_left") - tables.column(labels, "gold_right"))[scored]
    margins = margins[:, scored]
    by_gold = Judged(margins, gold > 0, longer) if np.isfinite(gold).all() else None
    return Judged(margins, side, longer), by_gold, tables.column(texts, "prompt")


def _margins(scores: pa.Table, ids: pa.ChunkedArray, rng_seed: int) -> np.ndarray:
    own = tables.where(scores, rng_seed=rng_seed)
    at = pc.index_in(ids, own["pair_id"]).combine_chunks()
    if at.null_count:
        raise ProvenanceError(
            f"replicate {rng_seed}",
            f"{at.null_count} of {len(ids)} holdout pairs have no score",
            "scores and labels come from different runs; run `dvc status`, then `dvc repro`",
        )
    own = own.take(at)
    return tables.column(own, "score_left").astype(np.float64) - tables.column(own, "score_right").astype(np.float64)


def _spread(pool: list[np.ndarray]) -> dict[str, Any]:
    return {
        "offset": number(float(np.mean([offset(*np.split(one.astype(np.float64), 2)) for one in pool]))),
        "spread": number(float(np.mean([np.std(one.astype(np.float64)) for one in pool]))),
    }


def _histogram(pool: list[np.ndarray]) -> dict[str, Any]:
    """Where the pool's scores lie, all replicates together: density at the middle of each bin."""
    ends = [float(end) for one in pool if len(one) for end in (one.min(), one.max())] or [0.0, 1.0]
    edges = np.histogram_bin_edges([], HISTOGRAM, (min(ends), max(ends)))
    found = sum(np.histogram(one.astype(np.float64), HISTOGRAM, (min(ends), max(ends)))[0] for one in pool)
    density, middle = found / np.diff(edges) / np.sum(found), (edges[:-1] + edges[1:]) / 2
    return {"score": [number(x) for x in middle], "density": [number(y) for y in density]}


def _reliability(scores: pa.Table, pairs: pa.Table, labels: pa.Table, p: Params) -> dict[str, Any]:
    """Confidence against accuracy on the in-domain holdout, bin by bin, all replicates together."""
    judged, _, _ = read(scores, pairs, labels, p.rng_seeds)
    sure = sigmoid(np.abs(judged.margin)).ravel()
    right = ((judged.margin > 0) == judged.left_wins).ravel()
    bins = measure.bin_of(sure, p.grade.bins)
    used = [one for one in range(p.grade.bins) if (bins == one).any()]
    return {
        "confidence": [number(sure[bins == one].mean()) for one in used],
        "accuracy": [number(right[bins == one].mean()) for one in used],
        "pairs": [int((bins == one).sum()) for one in used],
    }
