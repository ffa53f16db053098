"""How many of a generation's adopted labels are right, from the few that people were asked about."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ser.desk import tables
from ser.intervals import number

Floats = np.ndarray


@dataclass(frozen=True)
class Estimate:
    share: float
    low: float
    high: float
    asked: int

    def figures(self) -> dict[str, float | int | None]:
        return {"mean": number(self.share), "low": number(self.low), "high": number(self.high), "asked": self.asked}


def estimate(adopted: Floats, right: Floats, population: int) -> Estimate:
    """The share of right labels, from pairs drawn by lot out of `population`.

    `adopted` and `right` count, for each pair asked, the replicates whose label was taken and those it is right for:
    labels of one pair rise and fall together, so the pair is what was drawn. The variance is that of a ratio of two
    means, smaller as fewer pairs remain unasked; the interval is Wilson's, on the number of independent labels that
    would vary as much (Korn and Graubard), which stays within 0 and 1 and holds near them.
    """
    asked = len(adopted)
    if asked == 0:
        return Estimate(np.nan, 0.0, 1.0, 0)
    share = float(right.sum() / adopted.sum())
    if asked == population:
        return Estimate(share, share, share, asked)
    if asked == 1:
        return Estimate(share, 0.0, 1.0, 1)
    from scipy.special import stdtrit  # loading it takes longer than all else that a stage starts with

    apart = (right - share * adopted) / adopted.mean()
    variance = (1 - asked / population) * float(apart.var(ddof=1)) / asked
    size = share * (1 - share) / variance if variance > 0 else asked / (1 - asked / population)
    reach = float(stdtrit(asked - 1, 0.975)) ** 2 / size
    middle = (share + reach / 2) / (1 + reach)
    half = np.sqrt(reach * share * (1 - share) + reach**2 / 4) / (1 + reach)
    return Estimate(share, float(max(middle - half, 0)), float(min(middle + half, 1)), asked)


def of_generation(checked: pa.Table, verdicts: pa.Table, digest: str) -> dict[str, Any]:
    """Draws of these very verdicts count together: by their order, a larger one holds the smaller. Others are old."""
    draws = sorted(set(checked["draw"].to_pylist()))
    current = [draw for draw in draws if draw.endswith(f"-{digest[:8]}")]
    rows = [row for draw in current for row in tables.where(checked, draw=draw).to_pylist()]
    said = {row["pair_id"]: row["side"] for row in rows if row["side"]}
    adopted = tables.where(verdicts, ruling="adopt")
    given, sides = adopted["pair_id"].to_pylist(), adopted["side"].to_pylist()
    taken = Counter(given)
    hits = Counter(pair for pair, side in zip(given, sides, strict=True) if said.get(pair) == side)
    labels, right = (np.array([counts[pair] for pair in said], dtype=float) for counts in (taken, hits))
    found = estimate(labels, right, len(taken))
    return {"right": found.figures(), "draws": current, "outdated": [draw for draw in draws if draw not in current]}
