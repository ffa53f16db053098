"""Wins, ties and losses on the same prompts, and whether they can be luck."""

import numpy as np

from ser.intervals import Bootstrap, interval, number

Floats = np.ndarray
FEW = 1e-9


def of(won: Floats, tied: Floats, resamples: int, rng_seed: int) -> dict[str, object]:
    """Both are shares of shape (replicates, prompts); a tie is half a win."""
    score = won + tied / 2
    boot = Bootstrap(np.arange(score.shape[1]), len(score), resamples, rng_seed)
    return {
        "prompts": score.shape[1],
        "won": number(won.mean()),
        "tied": number(tied.mean()),
        "lost": number(1 - won.mean() - tied.mean()),
        "rate": interval(*boot.values(lambda weights, row: weights @ score[row] / weights.sum(axis=1))),
        "sign_p": sign_test(score),
    }


def sign_test(score: Floats) -> float | None:
    """Prompt by prompt, who won more often over all replicates? The chance of as uneven a count from a fair coin."""
    from scipy.special import bdtr  # loading it takes longer than all else that a stage starts with

    mean = score.mean(axis=0)
    wins, losses = int((mean > 0.5 + FEW).sum()), int((mean < 0.5 - FEW).sum())
    tail = bdtr(min(wins, losses), wins + losses, 0.5)
    return number(min(1.0, 2 * tail)) if wins + losses else None
