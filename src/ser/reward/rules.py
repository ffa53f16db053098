"""Which labels a model may give: pure functions from one replicate's scores of the pool to a ruling on each pair."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ser.settings import SerRule, VanillaRule

Floats = np.ndarray


@dataclass(frozen=True)
class Ruling:
    """The learning status found, who passes, and the words for passing and for not."""

    status: str
    passes: np.ndarray
    passed: str
    failed: str


def ser(left: Floats, right: Floats, rule: SerRule) -> Ruling:
    """The paper's learning status, on centred scores and with its count of pairs as a share of the pool.

    The paper compares sigmoid(score) with fixed thresholds, so a constant added to all scores, which training
    cannot see, changes its rulings. Here the pool's own mean is taken off first.
    """
    center = offset(left, right)
    p_left, p_right = sigmoid(left - center), sigmoid(right - center)
    above, below = rule.apart_above, rule.apart_below
    apart = ((p_left > above) & (p_right < below)) | ((p_right > above) & (p_left < below))
    if _share(apart) >= rule.enough:
        return Ruling("tells apart", apart, "one side above, the other below", "not on both sides of the middle")
    wide = np.abs(p_left - p_right) >= rule.amplify
    if _share(wide) >= rule.enough:
        return Ruling("amplifies", wide, "the difference is large", "the difference is small")
    return Ruling("settled", np.zeros(len(left), dtype=bool), "", "neither test is passed by enough pairs")


def vanilla(left: Floats, right: Floats, rule: VanillaRule) -> Ruling:
    """One threshold on the Bradley-Terry probability of the favoured side."""
    return Ruling("none", confidence(left, right) > rule.confidence, "sure enough", "not sure enough")


RULES: dict[str, Callable[[Floats, Floats, Any], Ruling]] = {"ser": ser, "vanilla": vanilla}


def _share(passes: np.ndarray) -> float:
    return float(passes.sum()) / max(len(passes), 1)


def offset(left: Floats, right: Floats) -> float:
    """The mean score of the pool; exact, so that neither row order nor sides can move it."""
    return math.fsum(((left + right) / 2).tolist()) / max(len(left), 1)


def confidence(left: Floats, right: Floats) -> Floats:
    """How likely the favoured side is to win, by Bradley-Terry: at least one half."""
    return sigmoid(np.abs(left - right))


def sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))
