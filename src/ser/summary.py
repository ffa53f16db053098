"""All reward models side by side: their figures, their paired differences, and the share of the gap closed."""

from typing import Any

import numpy as np

from ser.intervals import interval
from ser.settings import SEED, Params

Grades = dict[str, dict[str, Any]]
Floats = np.ndarray


def summarise(p: Params, grades: Grades) -> dict[str, Any]:
    models = {name: _figures(name, p, grades) for name in p.models}
    headline = p.arms().get(p.headline, SEED)
    closed = models[headline].get("gap_closed")
    return {"headline": headline, "gap_closed": closed, "models": models}


def latest(p: Params, grades: Grades, audits: Grades) -> dict[str, Any]:
    """One entry an arm, under names that stay when generations are added: for `dvc metrics diff`."""
    tips = {SEED: SEED, **p.arms(), **{name: name for name in p.references}}
    found = {}
    for name, model in tips.items():
        grade = grades[model]
        found[name] = {
            "generations": p.depth(model) if model not in p.references else None,
            "accuracy": grade["holdout"]["accuracy"]["mean"],
            "accuracy_ood": grade["holdout_ood"]["accuracy"]["mean"],
            "log_loss": grade["holdout"]["log_loss"]["mean"],
            "ece": grade["holdout"]["ece"]["mean"],
        }
        if model in audits:
            found[name]["labels"] = audits[model]["labels"]["ledger"]
            found[name]["labels_right"] = audits[model]["right"].get("human", {}).get("ledger", {}).get("mean")
    return {name: {key: value for key, value in row.items() if value is not None} for name, row in found.items()}


def full(p: Params) -> str | None:
    """The reference that has people label the whole pool: the upper end of the gap."""
    return next((name for name, plan in p.references.items() if plan.labels == "all"), None)


def _figures(name: str, p: Params, grades: Grades) -> dict[str, Any]:
    holdout = grades[name]["holdout"]
    found: dict[str, Any] = {
        "accuracy": holdout["accuracy"],
        "accuracy_ood": grades[name]["holdout_ood"]["accuracy"],
        "accuracy_gold": holdout.get("accuracy_gold"),
    }
    top = full(p)
    for word, other in (("parent", p.parent(name)), ("seed", SEED), ("full", top)):
        if other and other != name:
            found[f"vs_{word}"] = difference(grades[name], grades[other])
    if top and name != SEED and name != top:
        found["gap_closed"] = gap_closed(grades[name], grades[SEED], grades[top])
    return {key: value for key, value in found.items() if value is not None}


def difference(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """In-domain accuracy of one less the other's, paired by the draws they share."""
    return interval(_mean(one) - _mean(other), _draws(one) - _draws(other))


def gap_closed(one: dict[str, Any], seed: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    """(one - seed) / (full - seed), paired by the draws they share."""
    gap, gaps = _mean(top) - _mean(seed), _draws(top) - _draws(seed)
    draws = np.divide(_draws(one) - _draws(seed), gaps, out=np.full(len(gaps), np.nan), where=gaps != 0)
    return interval((_mean(one) - _mean(seed)) / gap if gap else np.nan, draws)


def _mean(grade: dict[str, Any]) -> float:
    return float(grade["holdout"]["accuracy"]["mean"])


def _draws(grade: dict[str, Any]) -> Floats:
    return np.array(grade["draws"]["holdout.accuracy"], dtype=np.float64)
