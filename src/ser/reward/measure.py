"""How good a reward model is: accuracy, calibration and bias as functions of weighted pairs, ready to be resampled."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ser.reward.pool import sigmoid

Floats = np.ndarray


@dataclass(frozen=True)
class Judged:
    """Pairs with a known answer, and what each replicate's scores say: `margin` is of shape (replicates, pairs)."""

    margin: Floats
    left_wins: Floats
    longer: Floats
    """Words in left minus words in right."""


def accuracy(pairs: Judged) -> Callable[[Floats, int], Floats]:
    return lambda weights, place: _mean(weights, _right(pairs, place))


def balanced_accuracy(pairs: Judged) -> Callable[[Floats, int], Floats]:
    """The mean of the accuracy where the longer response is better and where the shorter is: length alone gets .5."""
    longer_wins = np.where(pairs.left_wins, pairs.longer, -pairs.longer)

    def measure(weights: Floats, place: int) -> Floats:
        right = _right(pairs, place)
        return (_mean(weights * (longer_wins > 0), right) + _mean(weights * (longer_wins < 0), right)) / 2

    return measure


def log_loss(pairs: Judged) -> Callable[[Floats, int], Floats]:
    toward = np.where(pairs.left_wins, pairs.margin, -pairs.margin)
    return lambda weights, place: _mean(weights, np.logaddexp(0, -toward[place]))


def confidence(pairs: Judged) -> Callable[[Floats, int], Floats]:
    """How sure the model is on average; beside accuracy it tells whether it is better or only more sure."""
    return lambda weights, place: _mean(weights, sigmoid(np.abs(pairs.margin[place])))


def auc(pairs: Judged) -> Callable[[Floats, int], Floats]:
    """The chance that a pair won by left has the larger margin than one won by right."""

    def measure(weights: Floats, place: int) -> Floats:
        order = np.argsort(pairs.margin[place], kind="stable")
        starts = np.flatnonzero(np.diff(pairs.margin[place][order], prepend=-np.inf))
        won = np.add.reduceat((weights * pairs.left_wins)[:, order], starts, axis=1)
        lost = np.add.reduceat((weights * ~pairs.left_wins)[:, order], starts, axis=1)
        below = np.cumsum(lost, axis=1) - lost / 2
        return _divide(np.sum(won * below, axis=1), won.sum(axis=1) * lost.sum(axis=1))

    return measure


def calibration_error(pairs: Judged, bins: int) -> Callable[[Floats, int], Floats]:
    """ECE: the mean distance between confidence and accuracy over equal bins of confidence."""

    def measure(weights: Floats, place: int) -> Floats:
        sure = sigmoid(np.abs(pairs.margin[place]))
        member = np.eye(bins)[bin_of(sure, bins)]
        gap = weights @ (member * (_right(pairs, place) - sure)[:, None])
        return np.abs(gap).sum(axis=1) / weights.sum(axis=1)

    return measure


def length_correlation(pairs: Judged) -> Callable[[Floats, int], Floats]:
    """Pearson's r between the margin and how much longer left is."""

    def measure(weights: Floats, place: int) -> Floats:
        share = weights / weights.sum(axis=1, keepdims=True)
        margin = pairs.margin[place] - (share @ pairs.margin[place])[:, None]
        longer = pairs.longer - (share @ pairs.longer)[:, None]
        spread = np.sqrt((share * margin**2).sum(axis=1) * (share * longer**2).sum(axis=1))
        return _divide((share * margin * longer).sum(axis=1), spread)

    return measure


def bin_of(sure: Floats, bins: int) -> Floats:
    """The bin of a confidence between one half and one."""
    return np.clip(((sure - 0.5) * 2 * bins).astype(int), 0, bins - 1)


def _right(pairs: Judged, place: int) -> Floats:
    """1 where the model is right, 0 where it is wrong, one half where it has no preference."""
    return np.where(pairs.margin[place] == 0, 0.5, (pairs.margin[place] > 0) == pairs.left_wins)


def _mean(weights: Floats, values: Floats) -> Floats:
    return _divide(weights @ values, weights.sum(axis=1))


def _divide(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)
