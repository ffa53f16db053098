"""An order of texts in which any first few are as unlike each other as can be."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

MOST = 2000  # of these the order is found; what comes after stays in the order given


def order(texts: Sequence[str]) -> list[int]:
    """Farthest first: each next text is the one whose most alike predecessor is least alike."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    nearest = np.full(len(texts), -1.0)
    found: list[int] = []
    while len(found) < min(len(texts), MOST):
        at = int(np.argmin(nearest))
        found.append(at)
        nearest = np.maximum(nearest, (words @ words[at].T).toarray().ravel())
        nearest[at] = np.inf
    return found + [place for place in range(len(texts)) if not np.isinf(nearest[place])]
