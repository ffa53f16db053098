"""Is one model better than another? A paired test over prompts and replicates, and Holm's correction for many."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ser.intervals import number

Floats = np.ndarray


@dataclass(frozen=True)
class Difference:
    mean: float
    low: float
    high: float
    p: float

    def figures(self) -> dict[str, float | None]:
        return {"mean": number(self.mean), "low": number(self.low), "high": number(self.high)}


class Comparison:
    """Models on the same pairs and replicates; `right` is of shape (replicates, pairs) for each.

    Both replicates and prompts are samples: another rng_seed or other prompts would have given another difference.
    Its variance is what the luck of the replicates adds, pooled over models since three replicates alone say little
    (`pooled` names those that are no other's parent, whose luck is their own), and what the replicates share because
    they answer the same prompts; pairs of one prompt count as one cluster. This is Obuchowski and Rockette's model of
    readers and cases, with Hillis's degrees of freedom.
    """

    def __init__(self, right: dict[str, Floats], prompts: Floats, pooled: Sequence[str] = ()) -> None:
        scored = np.all([np.isfinite(one).all(axis=0) for one in right.values()], axis=0)
        self.right = {name: one[:, scored] for name, one in right.items()}
        self.codes = np.unique(prompts[scored], return_inverse=True)[1]
        means = np.array([self.right[name].mean(axis=1) for name in pooled or self.right])
        luck = means - means.mean(axis=0) - means.mean(axis=1, keepdims=True) + means.mean()
        self.freedom = (means.shape[0] - 1) * (means.shape[1] - 1)
        self.luck = 2 * float((luck**2).sum()) / self.freedom if self.freedom else 0.0

    def difference(self, one: str, other: str) -> Difference:
        """One less the other."""
        gap = self.right[one] - self.right[other]
        if not gap.size:
            return Difference(np.nan, np.nan, np.nan, np.nan)
        replicates, prompts = len(gap), int(self.codes.max()) + 1
        shared = _covariance(gap - gap.mean(axis=1, keepdims=True), self.codes, prompts)
        alone = float(np.trace(shared)) / replicates
        together = max(float(shared.sum()) / replicates - alone, 0.0) / max(replicates - 1, 1)
        if not self.freedom:
            return _told(float(gap.mean()), alone, max(prompts - 1, 1))
        total = max(self.luck, alone - together) + replicates * together
        freedom = (total / self.luck) ** 2 * self.freedom if self.luck else float(prompts)
        return _told(float(gap.mean()), total / replicates, freedom)


def _covariance(gap: Floats, codes: Floats, prompts: int) -> Floats:
    """Between replicates, of their mean differences, as prompts are drawn anew."""
    sums = np.stack([np.bincount(codes, one, prompts) for one in gap])
    return sums @ sums.T / gap.shape[1] ** 2 * prompts / max(prompts - 1, 1)


def _told(mean: float, variance: float, freedom: float) -> Difference:
    from scipy.special import stdtr, stdtrit  # loading it takes longer than all else that a stage starts with

    error = float(np.sqrt(variance))
    if error == 0:
        return Difference(mean, mean, mean, 1.0 if mean == 0 else 0.0)
    reach = float(stdtrit(freedom, 0.975)) * error
    return Difference(mean, mean - reach, mean + reach, float(2 * stdtr(freedom, -abs(mean) / error)))


def holm(p: Floats) -> Floats:
    """The p values as they stand after so many questions; one that could not be tested stays unknown."""
    adjusted, known = np.full(len(p), np.nan), np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return adjusted
