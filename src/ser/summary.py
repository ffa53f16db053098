"""All reward models side by side: their figures, their paired differences, and the share of the gap closed."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from ser import outcomes, paired
from ser.desk.settings import SEED, Params
from ser.intervals import Bootstrap, interval
from ser.reward.looks import READING

Figures = dict[str, Any]
Floats = np.ndarray
SURE = 0.05  # a difference is claimed where its p value, corrected for all that were asked, is below


@dataclass(frozen=True)
class Evidence:
    """What was stored of each model, and which holdout pairs share a prompt."""

    p: Params
    grades: dict[str, Figures]
    training: dict[str, Figures]
    prompts: Floats
    reading: Figures = field(default_factory=dict)
    """Its grades, where there is a reading; it is no model, and nothing is asked of it but how it would do as one."""

    @cached_property
    def right(self) -> dict[str, Floats]:
        """Of shape (replicates, pairs), a model."""
        return {name: outcomes.read(grade["outcomes"]["holdout"]) for name, grade in self.grades.items()}

    @cached_property
    def draws(self) -> dict[str, Floats]:
        """Accuracy as prompts and replicates are drawn anew, the same ones for every model."""
        return {name: self._draws(right) for name, right in self.right.items()}

    def _draws(self, right: Floats) -> Floats:
        scored = np.isfinite(right).all(axis=0)
        boot = Bootstrap(self.prompts[scored], len(right), self.p.grade.resamples, self.p.rng_seeds[0])
        return boot.values(lambda weights, place: weights @ right[place][scored] / weights.sum(axis=1))[1]

    @cached_property
    def comparison(self) -> paired.Comparison:
        return paired.Comparison(self.right, self.prompts, (SEED, *self.p.arms().values(), *self.p.references))

    def accuracy(self, name: str) -> float:
        return float(self.grades[name]["holdout"]["accuracy"]["mean"])


def summarise(found: Evidence) -> Figures:
    p = found.p
    models = {name: _figures(name, found) for name in p.models}
    headline = p.arms().get(p.headline, SEED)
    closed = models[headline].get("gap_closed")
    told = {"headline": headline, "gap_closed": closed, "models": models, "tests": tests(found)}
    return told | ({"reading": _reading(headline, found)} if found.reading else {})


def tests(found: Evidence) -> dict[str, dict[str, Figures]]:
    """Each comparison: the difference, its p value, the same corrected for their number, and whether it holds."""
    asked = comparisons(found.p)
    differences = [found.comparison.difference(*both) for both in asked]
    corrected = paired.holm(np.array([one.p for one in differences]))
    told: dict[str, dict[str, Figures]] = {}
    for (one, other), difference, p_holm in zip(asked, differences, corrected, strict=True):
        told.setdefault(one, {})[other] = difference.figures() | {
            "p": _small(difference.p),
            "p_holm": _small(p_holm),
            "holds": bool(p_holm < SURE),
        }
    return told


def comparisons(p: Params) -> list[tuple[str, str]]:
    """What is asked of every run: the headline against all, all against the seed; fixed before anything is seen."""
    tips = p.arms()
    headline = tips.get(p.headline, SEED)
    others = [SEED, *(tip for tip in tips.values() if tip != headline), *p.references]
    against_seed = [(name, SEED) for name in others if name != SEED]
    return [(headline, other) for other in others if other != headline] + against_seed


def latest(p: Params, grades: dict[str, Figures], counts: dict[str, Figures], audits: dict[str, Figures]) -> Figures:
    """One entry an arm, under names that stay when generations are added: for `dvc metrics diff`."""
    tips = {SEED: SEED, **p.arms(), **{name: name for name in p.references}}
    found = {}
    for name, model in tips.items():
        grade = grades[model]
        found[name] = {
            "generations": p.depth(model) if model not in p.references else None,
            "accuracy": grade["holdout"]["accuracy"]["mean"],
            "accuracy_ood": grade["holdout_ood"]["accuracy"]["mean"] if "holdout_ood" in grade else None,
            "log_loss": grade["holdout"]["log_loss"]["mean"],
            "ece": grade["holdout"]["ece"]["mean"],
        }
        if model in counts:
            found[name]["labels"] = counts[model]["labels"]["ledger"]
        if model in audits:
            found[name]["labels_right"] = audits[model]["right"].get("human", {}).get("ledger", {}).get("mean")
    return {name: {key: value for key, value in row.items() if value is not None} for name, row in found.items()}


def full(p: Params) -> str | None:
    """The reference that has people label the whole pool: the upper end of the gap."""
    return next((name for name, plan in p.references.items() if (plan.labels, plan.steps) == ("all", "own")), None)


def _figures(name: str, found: Evidence) -> Figures:
    grade, top = found.grades[name], full(found.p)
    told: Figures = {
        "accuracy": grade["holdout"]["accuracy"],
        "accuracy_ood": grade["holdout_ood"]["accuracy"] if "holdout_ood" in grade else None,
        "accuracy_gold": grade["holdout"].get("accuracy_gold"),
        "compute": {key: round(found.training[name][key]) for key in ("steps", "tokens")},
    }
    for word, other in (("parent", found.p.parent(name)), ("seed", SEED), ("full", top)):
        if other and other != name:
            told[f"vs_{word}"] = found.comparison.difference(name, other).figures()
    if top and name not in (SEED, top):
        told["gap_closed"] = gap_closed(name, top, found)
    return {key: value for key, value in told.items() if value is not None}


def _reading(headline: str, found: Evidence) -> Figures:
    """How it would do as a model, and beside the headline's last generation."""
    grades = found.grades | {READING: found.reading}
    beside = replace(found, grades=grades, reading={})
    top = full(found.p)
    told = {"accuracy": found.reading["holdout"]["accuracy"]}
    told["vs_headline"] = beside.comparison.difference(READING, headline).figures()
    return told | ({"gap_closed": gap_closed(READING, top, beside)} if top else {})


def gap_closed(name: str, top: str, found: Evidence) -> Figures:
    """(one - seed) / (full - seed), paired by the draws they share; unknown where full is no better than the seed."""
    gap, gaps = found.accuracy(top) - found.accuracy(SEED), found.draws[top] - found.draws[SEED]
    draws = np.divide(found.draws[name] - found.draws[SEED], gaps, out=np.full(len(gaps), np.nan), where=gaps != 0)
    return interval((found.accuracy(name) - found.accuracy(SEED)) / gap if gap > 0 else np.nan, draws)


def _small(p: float) -> float | None:
    return float(f"{p:.2g}") if np.isfinite(p) else None
