"""What one policy's answers are worth, by each judge, and what can be counted of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ser.desk import records, tables
from ser.desk.settings import WORLD, Params
from ser.intervals import Bootstrap, interval, number
from ser.judging import curves, text
from ser.judging.judges import Opinion

Floats = np.ndarray
PLACES = 3  # of a stored worth
SHOWN = 8  # prompts whose answers are shown


def of_policy(rollouts: pa.Table, judges: dict[str, Opinion], p: Params) -> dict[str, Any]:
    """Measures on each holdout's prompts, with the worth of each answer, from which policies are compared."""
    done = rollouts.filter(rollouts["step"].is_null())
    told = {split: of_holdout(tables.where(done, split=split), judges, p) for split in holdouts(done)}
    return told | _way(rollouts, next(iter(judges.values()), None), (p.grade.resamples, p.rng_seeds[0]))


def holdouts(done: pa.Table) -> list[str]:
    """Those whose prompts were answered; out of domain there may be none."""
    known = set(pc.unique(done["split"].cast(pa.string())).to_pylist())
    return [split for split in records.HOLDOUTS if split in known]


def of_holdout(done: pa.Table, judges: dict[str, Opinion], p: Params) -> dict[str, Any]:
    own = answers(done)
    prompts, responses = own["prompt"].to_pylist(), own["response"].to_pylist()
    rows = len(own) // len(set(prompts))
    worth = {name: judge(prompts, responses).reshape(rows, -1) for name, judge in judges.items()}
    words = text.words(responses).reshape(rows, -1)
    boot = Bootstrap(np.arange(words.shape[1]), rows, p.grade.resamples, p.rng_seeds[0])
    return {
        "prompts": words.shape[1],
        **{name: interval(*boot.values(_mean_of(one))) for name, one in worth.items()},
        "words": interval(*boot.values(_mean_of(words))),
        "reward": _mean(tables.column(own, "reward")),
        "kl": _mean(tables.column(own, "kl")),
        "ended": _mean(tables.column(own, "ended")),
        "repetition": _mean(text.repetition(responses)),
        "variety": number(text.variety(responses)),
        **(_refused(prompts, responses) if p.corpus.name == WORLD else {}),
        "shown": [
            _told(own, row, {name: one.ravel()[row] for name, one in worth.items()})
            for row in range(min(SHOWN, words.shape[1]))
        ],
        "each": {name: np.round(one, PLACES).tolist() for name, one in (worth | {"words": words}).items()},
    }


def _refused(prompts: list[str], responses: list[str]) -> dict[str, Any]:
    """By the embedded world's own account of what asks for harm."""
    rightly, wrongly = text.refusals(prompts, responses)
    return {"refused": {"harmful": _mean(rightly), "harmless": _mean(wrongly)}}


def _told(own: pa.Table, row: int, worth: dict[str, float]) -> dict[str, Any]:
    said = {name: own[name][row].as_py() for name in ("prompt", "response", "reward")}
    reward = None if said["reward"] is None else number(said["reward"])
    return said | {"reward": reward} | {name: number(one) for name, one in worth.items()}


def answers(done: pa.Table) -> pa.Table:
    """The answers that count, replicate by replicate, prompts in their order: of several the one with the best reward.

    Answers without a reward, the supervised policy's, all count, as if each were a replicate's.
    """
    rewards = tables.column(done, "reward").astype(np.float64)
    row = tables.column(done, "sample" if np.isnan(rewards).all() else "rng_seed")
    prompts = np.unique(tables.column(done, "prompt"), return_inverse=True)[1]
    order = np.lexsort((-rewards, prompts, row))
    is_first = np.diff(row[order], prepend=-1).astype(bool) | np.diff(prompts[order], prepend=-1).astype(bool)
    return done.take(pa.array(order[is_first]))


def _mean_of(values: Floats) -> Callable[[Floats, int], Floats]:
    return lambda weights, row: weights @ values[row] / weights.sum(axis=1)


def _mean(values: Floats) -> float | None:
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    return number(known.mean()) if len(known) else None


def _way(rollouts: pa.Table, judge: Opinion | None, draws: curves.Draws) -> dict[str, Any]:
    """Along training, on the prompts it learned on; or along the number of answers, on those of the holdout."""
    learned = rollouts.filter(rollouts["step"].is_valid())
    own = learned if len(learned) else tables.where(rollouts, split=records.HOLDOUTS[0])
    if judge is None or own["reward"].null_count:
        return {"curve": [], "turn": None}
    own = own.sort_by([(name, "ascending") for name in ("rng_seed", "step", "prompt", "sample")])
    worth, reward = judge(own["prompt"].to_pylist(), own["response"].to_pylist()), tables.column(own, "reward")
    shape = len(pc.unique(own["rng_seed"])), -1
    if len(learned):
        step, kl = tables.column(own, "step").reshape(shape)[0], tables.column(own, "kl").reshape(shape)
        gold = worth.reshape(shape)
        curve = curves.of_training(step, kl, reward.reshape(shape), gold, draws)
        return {"curve": curve, "turn": curves.turn_of_training(step, kl, gold, draws)}
    every = *shape, len(pc.unique(own["sample"]))
    way_of_best = reward.reshape(every), worth.reshape(every), draws
    return {"curve": curves.of_best(*way_of_best), "turn": curves.turn_of_best(*way_of_best)}
