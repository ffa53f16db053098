"""What several people say of a pair, together, and how far they agree."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import krippendorff
import numpy as np

from ser.people.stored import Row


def majority(rows: Sequence[Row]) -> dict[str, str | None]:
    """The side that most chose, a pair; none where as many chose the other, or neither."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        votes[row["pair_id"]][row["side"]] += 1
    return {pair: _most(given) for pair, given in sorted(votes.items())}


def _most(given: Counter[str]) -> str | None:
    left, right = given["left"], given["right"]
    return "left" if left > right else "right" if right > left else None


def alpha(rows: Sequence[Row]) -> float | None:
    """Krippendorff's, over three answers without an order; unknown where no pair was answered by two."""
    places = {side: place for place, side in enumerate(("left", "right", ""))}
    pairs, people = (sorted({row[key] for row in rows}) for key in ("pair_id", "annotator"))
    said = np.full((len(people), len(pairs)), np.nan)
    for row in rows:
        said[people.index(row["annotator"]), pairs.index(row["pair_id"])] = places[row["side"]]
    if not (np.isfinite(said).sum(axis=0) > 1).any() or len(np.unique(said[np.isfinite(said)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=said, level_of_measurement="nominal"))
