"""A verdict for every pair of the pool, adopted or held, with all that is needed to argue with it later."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser import records, tables
from ser.errors import ModelError, ProvenanceError
from ser.reward import rules
from ser.settings import SerRule, VanillaRule


def judge(
    generation: str, rule_name: str, rule: SerRule | VanillaRule, scores: pa.Table, pairs: pa.Table, book: pa.Table
) -> pa.Table:
    """Rule on each pool pair that no person has labelled, one replicate at a time."""
    parts = []
    for rng_seed in pc.unique(scores["rng_seed"]).sort().to_pylist():
        people = tables.where(book, rng_seed=rng_seed, origin="human")["pair_id"]
        pool = tables.where(pairs, split="pool")["pair_id"]
        candidates = pool.filter(pc.invert(pc.is_in(pool, people)))
        own = _of_pool(tables.where(scores, rng_seed=rng_seed), candidates, rng_seed)
        parts.append(_one_replicate(generation, rule_name, rule, own))
    return pa.concat_tables(parts)


def _of_pool(scores: pa.Table, candidates: pa.ChunkedArray, rng_seed: int) -> pa.Table:
    own = scores.filter(pc.is_in(scores["pair_id"], candidates)).sort_by("pair_id")
    if len(own) != len(candidates):
        raise ProvenanceError(
            f"replicate {rng_seed}",
            f"{len(own)} scores for {len(candidates)} pool pairs",
            "scores and pairs come from different runs; run `dvc status`, then `dvc repro`",
        )
    return own


def _one_replicate(generation: str, rule_name: str, rule: SerRule | VanillaRule, own: pa.Table) -> pa.Table:
    left, right = (tables.column(own, name).astype(np.float64) for name in ("score_left", "score_right"))
    read = np.array(own["score_left"].is_valid()) & np.array(own["score_right"].is_valid())
    _refuse_not_finite(own, left[read], right[read])
    ruling = rules.RULES[rule.kind](left[read], right[read], rule)
    passes = np.zeros(len(own), dtype=bool)
    passes[read] = ruling.passes & (left[read] != right[read])
    reason = np.where(passes, ruling.passed, ruling.failed).astype(object)
    reason[read & (left == right)] = "no preference"
    reason[~read] = "longer than the model reads"
    sure = np.full(len(own), np.nan)
    sure[read] = rules.confidence(left[read], right[read])
    return pa.table(
        {
            "pair_id": own["pair_id"],
            "side": pa.array(np.where(left > right, "left", "right"), mask=~read | (left == right)),
            "origin": ["model"] * len(own),
            "generation": [generation] * len(own),
            "labeller": own["labeller"],
            "score_left": own["score_left"],
            "score_right": own["score_right"],
            "confidence": pa.array(sure, mask=~read),
            "status": [ruling.status] * len(own),
            "rule": [rule_name] * len(own),
            "rng_seed": own["rng_seed"],
            "ruling": np.where(passes, "adopt", "hold"),
            "reason": reason,
        }
    ).cast(records.VERDICTS)


def _refuse_not_finite(own: pa.Table, left: np.ndarray, right: np.ndarray) -> None:
    bad = ~(np.isfinite(left) & np.isfinite(right))
    if bad.any():
        raise ModelError(
            f"replicate {own['rng_seed'][0]}",
            f"{bad.sum()} of {len(own)} pairs have scores that are not finite",
            "training diverged; lower reward.learning_rate in params.yaml, then `dvc repro`",
        )


def line(verdicts: pa.Table) -> str:
    """A sentence a replicate: its status, and how much of the pool was adopted."""
    said = []
    for rng_seed in pc.unique(verdicts["rng_seed"]).to_pylist():
        own = tables.where(verdicts, rng_seed=rng_seed)
        adopted = len(tables.where(own, ruling="adopt"))
        said.append(f"{own['generation'][0]}/{rng_seed}: {own['status'][0]}, {adopted} of {len(own)} labels adopted")
    return "\n".join(said)
