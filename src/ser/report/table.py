"""The comparison of all reward models as rows of short texts, and the finding as one sentence."""

from dataclasses import dataclass
from typing import Any

from ser.settings import SEED, Params

HEAD = (
    "model",
    "human labels",
    "own labels",
    "right %",
    "accuracy %",
    "out of domain %",
    "against seed",
    "gap closed %",
)


@dataclass(frozen=True)
class Results:
    """The stored figures that the report is made of."""

    corpus: dict[str, Any]
    summary: dict[str, Any]
    audits: dict[str, Any]
    grades: dict[str, Any]


def rows(p: Params, results: Results) -> list[tuple[str, ...]]:
    return [_row(name, p, results) for name in p.models]


def finding(p: Params, results: Results) -> str:
    """What was measured, whatever it is."""
    models, name = results.summary["models"], results.summary["headline"]
    closed = results.summary["gap_closed"]
    if closed is None:
        return f"{name} reaches {percent(models[name]['accuracy'])} % on the holdout."
    top = next(name for name, plan in p.references.items() if plan.labels == "all")
    share = round(100 * p.split.seed_share)
    return (
        f"From {share} % of the labels, {name} closes {percent(closed, 0)} % of the gap between the seed model "
        f"({percent(models[SEED]['accuracy'])} %) and the model that has all labels "
        f"({percent(models[top]['accuracy'])} %)."
    )


def markdown(p: Params, results: Results) -> str:
    lines = [HEAD, tuple("---" for _ in HEAD), *rows(p, results)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _row(name: str, p: Params, results: Results) -> tuple[str, ...]:
    figures = results.summary["models"][name]
    people, own = _labels(name, p, results)
    right = results.audits.get(name, {}).get("right", {}).get("human", {}).get("ledger")
    return (
        name,
        f"{people:,.0f}",
        f"{own:,.0f}" if own else "",
        percent(right) if right and own else "",
        percent(figures["accuracy"]),
        percent(figures["accuracy_ood"]),
        _points(figures["vs_seed"]) if "vs_seed" in figures else "",
        percent(figures["gap_closed"], 0) if "gap_closed" in figures else "",
    )


def _labels(name: str, p: Params, results: Results) -> tuple[float, float]:
    """How many labels of people and of models the model is trained on, as a mean over replicates."""
    seed, pool = results.corpus["pairs_seed"], results.corpus["pairs_pool"]
    if name in p.generations:
        return seed, results.audits[name]["labels"]["ledger"]
    if name in p.references:
        plan = p.references[name]
        opened = pool if plan.labels == "all" else _labels(plan.after, p, results)[1]
        return seed + opened, 0
    return seed, 0


def percent(figure: dict[str, float | None], digits: int = 1) -> str:
    if None in figure.values():
        return "not measured"
    value, low, high = (f"{100 * float(figure[key] or 0):.{digits}f}" for key in ("mean", "low", "high"))
    return f"{value} [{low}, {high}]"


def _points(figure: dict[str, float | None]) -> str:
    value, low, high = (f"{100 * float(figure[key] or 0):+.1f}" for key in ("mean", "low", "high"))
    return f"{value} [{low}, {high}]"
