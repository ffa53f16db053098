"""Which holdout pairs a model gets right, a letter a pair: all that a paired comparison needs, and fit for git."""

import numpy as np

Floats = np.ndarray

LETTERS = {"0": 0.0, "h": 0.5, "1": 1.0, "-": np.nan}  # wrong, undecided, right, not scored


def write(right: Floats) -> str:
    letters = np.where(np.isnan(right), "-", np.where(right == 0.5, "h", np.where(right == 1, "1", "0")))
    return "".join(letters.tolist())


def read(told: list[str]) -> Floats:
    """Of shape (replicates, pairs)."""
    return np.array([[LETTERS[letter] for letter in line] for line in told])


def mean(line: str) -> float:
    """The accuracy of one replicate on what it scored."""
    return float(np.nanmean(read([line])))
