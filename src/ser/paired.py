"""Is one model better than another? A paired test over prompts and replicates, and Holm's correction for many."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

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


def difference(one: Floats, other: Floats, prompts: Floats) -> Difference:
    """One less the other on the pairs that both scored; `one` and `other` are of shape (replicates, pairs).

    Both replicates and prompts are samples: another rng_seed or other prompts would have given another difference.
    Its variance is that of the mean over replicates, plus what all replicates share because they answer the same
    prompts (Obuchowski and Rockette's model of readers and cases, with Hillis's degrees of freedom); pairs of one
    prompt count as one cluster.
    """
    both = np.isfinite(one).all(axis=0) & np.isfinite(other).all(axis=0)
    gap, codes = (one - other)[:, both], np.unique(prompts[both], return_inverse=True)[1]
    if not gap.size:
        return Difference(np.nan, np.nan, np.nan, np.nan)
    each = gap.mean(axis=1)
    shared = _covariance(gap - each[:, None], codes)
    replicates, mean = len(each), float(each.mean())
    if replicates == 1:
        return _told(mean, float(shared[0, 0]), float(max(codes.max(), 1)))
    between = float(each.var(ddof=1))
    off_diagonal = float((shared.sum() - np.trace(shared)) / (replicates * (replicates - 1)))
    total = between + replicates * max(off_diagonal, 0.0)
    freedom = (total / between) ** 2 * (replicates - 1) if between else float(max(codes.max(), 1))
    return _told(mean, total / replicates, freedom)


def _covariance(gap: Floats, codes: Floats) -> Floats:
    """Between replicates, of their mean differences, as prompts are drawn anew."""
    prompts = codes.max() + 1
    sums = np.stack([np.bincount(codes, one, prompts) for one in gap])
    return sums @ sums.T / gap.shape[1] ** 2 * prompts / max(prompts - 1, 1)


def _told(mean: float, variance: float, freedom: float) -> Difference:
    error = np.sqrt(variance)
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
