"""Figures held against what they should be."""

from collections.abc import Sequence

import numpy as np

from benchmarks.rounds import Spent
from benchmarks.rows import Row
from ser.desk.errors import SerError


class UnequalError(SerError):
    """Two sides that should give the same do not, so that their times cannot be compared."""


def at_least(name: str, value: float, unit: str, goal: float, note: str = "") -> Row:
    return Row(name, value, unit, f">= {goal:g}", value >= goal, note)


def below(name: str, value: float, unit: str, goal: float, note: str = "") -> Row:
    return Row(name, value, unit, f"< {goal:g}", value < goal, note)


def faster(name: str, peer: Sequence[Spent], ours: Sequence[Spent], goal: float, note: str, by: str = "cpu") -> Row:
    """How many times as long as we the peer takes: the median over rounds, each of which has run both."""
    found = {
        kind: [getattr(one, kind) / getattr(other, kind) for one, other in zip(peer, ours, strict=True)]
        for kind in Spent._fields
    }
    named = {"cpu": "processor time", "wall": "the clock"}
    other = next(kind for kind in named if kind != by)
    spread = f"rounds {min(found[by]):.2f} to {max(found[by]):.2f}, by {named[other]} {np.median(found[other]):.2f}"
    return at_least(name, float(np.median(found[by])), "x", goal, f"{note}; {spread}")


def refuse_apart(what: str, found: Sequence[float], expected: Sequence[float], most: float) -> float:
    """The largest difference, which may be `most`."""
    apart = float(np.max(np.abs(np.asarray(found, dtype=np.float64) - np.asarray(expected, dtype=np.float64))))
    if not apart <= most:
        needed = f"needed {most:g} at most; what is not the same is not worth timing"
        raise UnequalError(what, f"the two sides are {apart:.2g} apart", needed)
    return apart
