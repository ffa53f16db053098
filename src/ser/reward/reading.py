"""What the base knows, pointed at by the labels of the seed: a reading of the pool that no reward model has a part in.

It has two views of a pair. The base's own: how likely it finds either response, and what it makes of it, weighed by
what was preferred under prompts that it sees alike. And the words: those of the responses, under prompts in like words.
Both are linear judges on what is there before any label, so a few hundred labels are enough. The base's view labels the
pool; the words learn from that, and cannot learn errors that have nothing to do with them. The reading is their mean.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from ser.reward import folds

Floats = np.ndarray
Mask = np.ndarray
Rows = np.ndarray
Kernel = Callable[[Rows, Rows], Floats]

ALIKE, IN_LIKE_WORDS = 10.0, 30.0
"""How much more a pair tells of others under the same prompt than under prompts that share nothing with it."""
LOOKS = 3.0
"""What the base's picture of a response counts for, beside how likely it finds it."""
STRENGTH = 10.0
"""Inverse of the penalty on judges, whose features have about unit length."""
LANDMARKS = 1000
"""Pairs that all others are compared with, so that a large pool costs no more than its rows."""
TINY = 1e-9


@dataclass(frozen=True)
class Pairs:
    """Pairs as they are before any label, a row each; those that people labelled stand first."""

    prompts: Sequence[str]
    left: Sequence[str]
    right: Sequence[str]
    seen: Floats
    """The base's picture of the prompt."""
    apart: Floats
    """Its picture of left less that of right."""
    likelier: Floats
    """By how much it finds a token of left likelier than one of right; NaN where it does not say."""


@dataclass(frozen=True)
class Reading:
    """Margins for left, as logits, made when they are asked for."""

    views: "_Views"
    tried: Floats
    """Of labelled pairs as if they had no label, not yet as logits."""
    slope: float

    @property
    def known(self) -> Floats:
        return self.slope * self.tried

    @cached_property
    def asked(self) -> Floats:
        """Of the pool, not yet as logits."""
        return self.views.pool()

    @property
    def pool(self) -> Floats:
        return self.slope * self.asked

    @cached_property
    def held(self) -> Floats:
        return self.slope * self.views.held()


def read(pairs: Pairs, left_wins: Mask, rng_seed: int, held: int = 0) -> Reading:
    """A pair of the pool never votes for its own label, nor a labelled one where it is tried; the last ones, as many
    as are `held` out, vote for none."""
    views = _Views(pairs, left_wins.astype(np.float64), held, np.random.default_rng(rng_seed))
    tried = views.known()
    return Reading(views, tried, calibration(tried, left_wins))


def calibration(margins: Floats, left_wins: Mask, weights: Floats | None = None) -> float:
    """What margins are to be multiplied with to be logits; no constant is added, since sides are drawn by lot."""
    if left_wins.all() or not left_wins.any():
        return 0.0
    found = LogisticRegression(fit_intercept=False, C=STRENGTH).fit(margins[:, None], left_wins, weights)
    return max(float(found.coef_[0, 0]), 0.0)


class _Views:
    def __init__(self, pairs: Pairs, sides: Floats, held: int, rng: np.random.Generator) -> None:
        self.sides, every, labelled = sides, len(pairs.prompts), len(sides)
        own = every - held
        self.people, self.asked, self.apart = np.arange(labelled), np.arange(labelled, own), np.arange(own, every)
        self.fold = folds.of(pairs.prompts)
        [asks] = _tfidf((1, 3), own, pairs.prompts)
        self.base = _features(_base(pairs, asks, own), _some(self.people, rng), own, every)
        self.words = _features(_words(pairs, asks, own), _some(np.arange(own), rng), own, every)

    def known(self) -> Floats:
        """Of each labelled pair by judges that learned from the labels of other prompts alone."""
        found = np.zeros(len(self.people))  # of what no other prompt's label can tell, nothing is known
        for fold in np.unique(self.fold[self.people]):
            out = self.people[self.fold[self.people] == fold]
            if len(learned := np.setdiff1d(self.people, out)):
                first = self._first(learned)
                found[out] = (first[out] + self._second(learned, self.asked, first, out)) / 2
        return found

    def pool(self) -> Floats:
        first = self._first(self.people)
        found = first.copy()
        for fold in np.unique(self.fold[self.asked]):
            out = self.asked[self.fold[self.asked] == fold]
            found[out] = (first[out] + self._second(self.people, np.setdiff1d(self.asked, out), first, out)) / 2
        return found[self.asked]

    def held(self) -> Floats:
        first = self._first(self.people)
        return (first[self.apart] + self._second(self.people, self.asked, first, self.apart)) / 2

    def _first(self, learned: Rows) -> Floats:
        return self.base @ _judge(self.base[learned], self.sides[learned])

    def _second(self, learned: Rows, told: Rows, first: Floats, out: Rows) -> Floats:
        """What the words make of `out`, having learned from people and been told by the base."""
        rows = np.concatenate([learned, told])
        return self.words[out] @ _judge(self.words[rows], np.concatenate([self.sides[learned], expit(first[told])]))


def _base(pairs: Pairs, asks: csr_matrix, own: int) -> Kernel:
    seen = _unit(_even(pairs.seen - pairs.seen[:own].mean(axis=0), own))
    looks, likelier = _even(pairs.apart, own) * np.sqrt(LOOKS / pairs.apart.shape[1]), pairs.likelier[:, None]
    told = np.hstack([looks, _even(likelier, own)]) if np.isfinite(likelier).all() else looks
    return lambda a, b: (1 + ALIKE * (seen[a] @ seen[b].T + _product(asks[a], asks[b]))) * (told[a] @ told[b].T)


def _words(pairs: Pairs, asks: csr_matrix, own: int) -> Kernel:
    left, right = _tfidf((1, 2), own, pairs.left, pairs.right)
    apart = left - right
    return lambda a, b: (1 + IN_LIKE_WORDS * _product(asks[a], asks[b])) * _product(apart[a], apart[b])


def _tfidf(lengths: tuple[int, int], own: int, *columns: Sequence[str]) -> list[csr_matrix]:
    """Of each column, by the words of the first rows of all."""
    reader = TfidfVectorizer(ngram_range=lengths, sublinear_tf=True, token_pattern=r"\w+|[^\w\s]")
    reader.fit(sorted({one for column in columns for one in column[:own]}))
    return [reader.transform(column) for column in columns]


def _product(a: csr_matrix, b: csr_matrix) -> Floats:
    return np.asarray((a @ b.T).todense())


def _unit(rows: Floats) -> Floats:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), TINY)


def _even(columns: Floats, own: int) -> Floats:
    """Of the same mean square in the first rows."""
    return columns / np.maximum(np.sqrt((columns[:own] ** 2).mean(axis=0)), TINY)


def _some(rows: Rows, rng: np.random.Generator) -> Rows:
    return rows if len(rows) <= LANDMARKS else np.sort(rng.choice(rows, LANDMARKS, replace=False))


def _features(kernel: Kernel, landmarks: Rows, own: int, every: int) -> Floats:
    """What the kernel makes of each pair, as numbers whose products are the kernel's (Nystroem)."""
    lengths, axes = np.linalg.eigh(kernel(landmarks, landmarks))
    kept = lengths > 1e-6 * lengths[-1]
    found = kernel(np.arange(every), landmarks) @ (axes[:, kept] / np.sqrt(lengths[kept]))
    return found / np.sqrt((found[:own] ** 2).sum(axis=1).mean())


def _judge(features: Floats, sides: Floats) -> Floats:
    """Logistic regression on probabilities: each pair stands there twice, once for either side."""
    twice, sides_of = np.vstack([features, features]), np.repeat([1, 0], len(sides))
    found = LogisticRegression(fit_intercept=False, C=STRENGTH, solver="newton-cholesky", tol=1e-8)
    return found.fit(twice, sides_of, np.concatenate([sides, 1 - sides])).coef_[0]
