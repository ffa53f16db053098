"""Error bars: a bootstrap over prompts and replicates at once, with the same draws for every model."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

Floats = np.ndarray
Measure = Callable[[Floats, int], Floats]
"""Weights of shape (draws, pairs) and a replicate's place to one value a draw."""

CHUNK = 20_000_000  # weights held at once, so that a large holdout fits into memory


class Bootstrap:
    """Draws prompts, so that pairs of one prompt stay together, and replicates, both with replacement.

    The draws depend on the prompts, the number of replicates and `rng_seed` alone. Two models measured on the same
    pairs therefore share them, and the difference of their draws is a paired one. Of few replicates one fewer than
    there are is drawn, which makes up for their own spread being too small by as much (Rao and Wu). Where one name
    stands for `times` prompts that measure alike, drawing how many of these is the same draw in fewer numbers.
    """

    def __init__(
        self, prompts: Floats, replicates: int, resamples: int, rng_seed: int, times: Floats | None = None
    ) -> None:
        names, self.codes = np.unique(prompts, return_inverse=True)
        self.times = np.ones(len(names)) if times is None else times
        self.replicates, self.resamples, self.rng_seed = replicates, resamples, rng_seed

    def values(self, measure: Measure) -> tuple[float, Floats]:
        """The value on all pairs and replicates, and its draws."""
        whole = self.times[None, self.codes].astype(np.float64)
        value = float(np.mean([measure(whole, place)[0] for place in range(self.replicates)]))
        return value, np.concatenate([self._draw(measure, weights, picked) for weights, picked in self._weights()])

    def _draw(self, measure: Measure, weights: Floats, picked: Floats) -> Floats:
        values = np.stack([measure(weights, place) for place in range(self.replicates)], axis=1)
        return np.sum(values * picked, axis=1) / picked.sum(axis=1)

    def _weights(self) -> Iterator[tuple[Floats, Floats]]:
        """Drawn once for all measures where memory holds them whole."""
        step = max(1, CHUNK // max(len(self.codes), 1))
        return iter(self._whole) if step >= self.resamples else self._anew(step)

    @cached_property
    def _whole(self) -> list[tuple[Floats, Floats]]:
        return list(self._anew(self.resamples))

    def _anew(self, step: int) -> Iterator[tuple[Floats, Floats]]:
        of_prompts, of_replicates = np.random.default_rng(self.rng_seed).spawn(2)
        for start in range(0, self.resamples, step):
            size = min(step, self.resamples - start)
            drawn = _drawn(of_prompts, self.times, size)[:, self.codes]
            yield drawn, _drawn(of_replicates, np.ones(self.replicates), size, max(self.replicates - 1, 1))


def _drawn(rng: np.random.Generator, times: Floats, size: int, draws: int | None = None) -> Floats:
    """How often things that stand there so many times each are drawn, of shape (size, things)."""
    there = int(times.sum())
    return rng.multinomial(draws or there, times / there, size=size).astype(np.float64)


def interval(value: float, draws: Floats) -> dict[str, Any]:
    """Value and central 95 % of the draws; null where nothing could be measured."""
    known = draws[np.isfinite(draws)]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    return {"mean": number(value), "low": number(low), "high": number(high)}


def number(value: float) -> float | None:
    return round(float(value), 5) if np.isfinite(value) else None
