"""Which labels enter the ledger: one pure function a kind of rule, from the pool's columns to a ruling on each pair.

A new kind is one function here: `rules:` in params.yaml may name it, and its keyword arguments are the keys it reads.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ser import judges
from ser.desk import paths, strict
from ser.desk.errors import ParamsError
from ser.desk.settings import Count, Likely, NotNegative, Probability, Rule
from ser.judges import Opinion
from ser.reward.pool import Pool, sigmoid

Mask = np.ndarray


@dataclass(frozen=True)
class Ruling:
    """The learning status found, who passes, the words for both, and whose labels they are if not the model's."""

    status: str
    passes: Mask
    passed: str
    failed: str
    by: Opinion | None = None


RULES: dict[str, Callable[..., Ruling]] = {}


def rule(function: Callable[..., Ruling]) -> Callable[..., Ruling]:
    RULES[function.__name__] = function
    return function


def apply(pool: Pool, one: Rule, name: str) -> Ruling:
    where = f"{paths.PARAMS}, rules.{name}"
    if one.kind not in RULES:
        raise ParamsError(f"{where}.kind", f"found {one.kind!r}", f"use one of: {', '.join(RULES)}")
    return RULES[one.kind](pool, **strict.arguments(RULES[one.kind], one.how, where))


@rule
def ser(
    pool: Pool, *, apart_above: Probability, apart_below: Probability, amplify: Probability, enough: Probability
) -> Ruling:
    """The paper's learning status, on centred scores and with its count of pairs as a share of the pool.

    The paper compares sigmoid(score) with fixed thresholds, so a constant added to all scores, which training
    cannot see, changes its rulings. Here the pool's own mean is taken off first.
    """
    apart, wide = _tests(pool, pool.offset, apart_above, apart_below)
    if _share(apart) >= enough:
        return Ruling("tells apart", apart, "one side above, the other below", "not on both sides of the middle")
    if _share(wide >= amplify) >= enough:
        return Ruling("amplifies", wide >= amplify, "the difference is large", "the difference is small")
    return Ruling("settled", _nobody(pool), "", "neither test is passed by enough pairs")


@rule
def released(pool: Pool, *, apart_above: Probability, apart_below: Probability, amplify: Probability) -> Ruling:
    """What the authors' code does: whoever passes either of the paper's tests, on scores as they come; no status."""
    apart, wide = _tests(pool, 0.0, apart_above, apart_below)
    return Ruling("none", apart | (wide > amplify), "passes one test or both", "passes neither test")


@rule
def vanilla(pool: Pool, *, confidence: Likely) -> Ruling:
    """One threshold on the Bradley-Terry probability of the favoured side."""
    return Ruling("none", pool.confidence > confidence, "sure enough", "not sure enough")


@rule
def one_shot(pool: Pool) -> Ruling:
    """Everything, whatever the scores say."""
    return Ruling("none", ~_nobody(pool), "every label is taken", "")


@rule
def top(pool: Pool, *, share: Probability, buckets: Count) -> Ruling:
    """The most confident share of each bucket of like length; a tie across the cut is held as one."""
    margin, passes = np.abs(pool.left - pool.right), _nobody(pool)
    edges = np.quantile(pool.words, np.linspace(0, 1, buckets + 1)[1:-1]) if len(margin) else []
    bucket = np.searchsorted(edges, pool.words, side="right")
    for one in np.unique(bucket):
        own = np.sort(margin[bucket == one])[::-1]
        kept = int(share * len(own))
        passes |= (bucket == one) & (margin > (own[kept] if kept < len(own) else -1))
    return Ruling("none", passes, "among the surest of its length", "others of its length are surer")


@rule
def agree(pool: Pool, *, deviations: NotNegative) -> Ruling:
    """All replicates favour one side, and their mean margin is so many standard deviations away from none."""
    if len(pool.everyone) < 2:
        raise ParamsError(f"{paths.PARAMS}, rng_seeds", "one replicate cannot agree", "list at least two")
    one_side = np.abs(np.sign(pool.everyone).sum(axis=0)) == len(pool.everyone)
    clear = np.abs(pool.everyone.mean(axis=0)) >= deviations * pool.everyone.std(axis=0)
    return Ruling("none", one_side & clear, "the replicates agree", "the replicates disagree or waver")


@rule
def random(pool: Pool, *, like: Rule) -> Ruling:
    """As many pairs as another rule takes, drawn by lot."""
    lots, number = pool.lots, int(apply(pool, like, "random.like").passes.sum())
    cut = np.sort(lots)[number - 1] if number else -1.0
    return Ruling("none", lots <= cut, "drawn by lot", "not drawn")


@rule
def judge(pool: Pool, *, judge: str, accuracy: Likely) -> Ruling:
    """The labels of an external judge in place of the model's own."""
    said = judges.ask(judge, pool.texts(judges.TEXTS), pool.lots, accuracy)
    return Ruling("none", ~_nobody(pool), "the judge decided", "", by=said)


@rule
def elicit(pool: Pool) -> Ruling:
    """The labels of the reading, if it was found to know better than the model that it would teach."""
    found = pool.reading
    by = Opinion(found.labeller, found.margins > 0, sigmoid(np.abs(found.margins)))
    if not found.helps:
        return Ruling("settled", _nobody(pool), "", "the reading is not found to be better than the model", by)
    return Ruling("reads", found.margins != 0, "the reading decided", "the reading sees no difference", by)


def _tests(pool: Pool, center: float, above: float, below: float) -> tuple[Mask, Mask]:
    """The paper's two: one side above and the other below; and how far the probabilities lie apart."""
    left, right = sigmoid(pool.left - center), sigmoid(pool.right - center)
    if below > above:
        raise ParamsError(f"{paths.PARAMS}, rules", f"apart_below {below} lies over apart_above {above}", "swap them")
    return ((left > above) & (right < below)) | ((right > above) & (left < below)), np.abs(left - right)


def _share(passes: Mask) -> float:
    return float(passes.sum()) / max(len(passes), 1)


def _nobody(pool: Pool) -> Mask:
    return np.zeros(len(pool.left), dtype=bool)
