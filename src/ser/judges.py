"""Judges other than the model: who they are, what they say of a pair, how sure they are."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ser.corpus.world.gold import gold
from ser.desk import paths, records
from ser.desk.errors import ParamsError
from ser.desk.settings import WORLD, Params

Floats = np.ndarray
TEXTS = ["prompt", *records.SIDES]


@dataclass(frozen=True)
class Opinion:
    """One judge's on each pair."""

    judge: str
    left_wins: np.ndarray
    confidence: Floats


def refuse_foreign(p: Params) -> None:
    """Gold reads the texts of the embedded world, and is nonsense on any other."""
    for name, plan in p.generations.items():
        rule = p.rules[plan.rule]
        if p.corpus.name != WORLD and (rule.kind, rule.how.get("judge")) == ("judge", "gold"):
            problem = f"rule {plan.rule} asks gold, the embedded world's own utility; the corpus is {p.corpus.name}"
            raise ParamsError(f"{paths.PARAMS}, generations.{name}", problem, "use another rule")


def ask(judge: str, pairs: Iterable[pa.Table], lots: Floats, accuracy: float) -> Opinion:
    if judge != "gold":
        raise ParamsError("params.yaml, rules", f"no judge {judge!r}", "use: gold")
    return _noisy_gold(pairs, lots, accuracy)


def _noisy_gold(pairs: Iterable[pa.Table], lots: Floats, accuracy: float) -> Opinion:
    """The embedded world's own utility, read from the texts, and wrong where the lot exceeds `accuracy`."""
    better = np.concatenate([_is_better(part) for part in pairs])
    return Opinion(f"gold at {accuracy:g}", better ^ (lots >= accuracy), np.full(len(better), accuracy))


def _is_better(part: pa.Table) -> np.ndarray:
    rows = part.select(TEXTS).to_pylist()
    return np.array([gold(row["prompt"], row["left"]) > gold(row["prompt"], row["right"]) for row in rows], dtype=bool)
