"""The comparison of all reward models as rows of short texts, and the finding as one sentence."""

from dataclasses import dataclass, field
from typing import Any

from ser.desk.settings import SEED, Params
from ser.report import claims, columns
from ser.report.columns import Shown
from ser.report.words import percent, points
from ser.summary import full

RIVALS = {"ser": "the paper's rule", "vanilla": "the plain threshold"}  # arms that any other has to beat
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
    sweeps: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    spotchecks: dict[str, Any] = field(default_factory=dict)
    policies: dict[str, Any] = field(default_factory=dict)
    standings: dict[str, Any] = field(default_factory=dict)
    held_out: dict[str, Any] = field(default_factory=dict)
    elsewhere: dict[str, Any] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)


def shown(p: Params, results: Results) -> Shown:
    """The head, of what was measured, and a row for each reward model."""
    return columns.measured(HEAD, [_row(name, p, results) for name in p.models])


def finding(p: Params, results: Results) -> str:
    """What was measured, whatever it is; that one model beats another is said only where the test holds."""
    name, tests = results.summary["headline"], results.summary["tests"]
    share = f"{round(100 * p.split.seed_share)} % of the" if p.sealed else f"{results.corpus['pairs_seed']:,}"
    if name != SEED and _labels(name, p, results) == _labels(SEED, p, results):
        return f"From {share} labels, {_stayed(name, p, results)}."
    tips = {p.arms()[arm]: what for arm, what in RIVALS.items() if arm in p.arms()}
    rivals = "".join(claims.against(tests, name, tip, what) for tip, what in tips.items() if tip != name)
    return f"From {share} labels, {_reached(name, p, results)}{_chance(name, tests)}{rivals}{_no_gap(p, results)}."


def markdown(p: Params, results: Results) -> str:
    return columns.markdown(*shown(p, results))


def _stayed(name: str, p: Params, results: Results) -> str:
    """Of an arm that learned from the seed's labels alone: it took none of its own, and people gave it no others."""
    models, top = results.summary["models"], full(p)
    most = f", where the model that has all labels reaches {percent(models[top]['accuracy'])} %" if top else ""
    return f"{name} adopts none of its own and stays the seed model: {percent(models[name]['accuracy'])} %{most}"


def _reached(name: str, p: Params, results: Results) -> str:
    models, closed, top = results.summary["models"], results.summary["gap_closed"], full(p)
    if closed is None or closed["mean"] is None or top is None or _no_gap(p, results):
        against = f", {points(models[name]['vs_seed'])} points against the seed model" if name != SEED else ""
        return f"{name} reaches {percent(models[name]['accuracy'])} % on the holdout{against}"
    seed, most = (f"{100 * models[one]['accuracy']['mean']:.1f} %" for one in (SEED, top))
    return (
        f"{name} closes {percent(closed, 0)} % of the gap between the seed model ({seed}) "
        f"and the model that has all labels ({most})"
    )


def _no_gap(p: Params, results: Results) -> str:
    """A share of what could be chance says nothing."""
    top = full(p)
    test = results.summary["tests"].get(top, {}).get(SEED)
    if test is None or test["mean"] is None or test["holds"]:
        return ""
    return f"; there may be no gap to close, all labels being worth {points(test)} points"


def _chance(name: str, tests: claims.Tests) -> str:
    if SEED not in tests.get(name, {}):
        return ""
    said = {name: "", SEED: ", and so falls behind the seed"}
    return said.get(claims.winner(tests, name, SEED) or "", ", a difference that could be chance")


def _row(name: str, p: Params, results: Results) -> dict[str, str]:
    """What was measured of the model, by the column it stands in."""
    figures = results.summary["models"][name]
    people, own = _labels(name, p, results)
    right = results.audits.get(name, {}).get("right", {}).get("human", {}).get("ledger")
    told = {"model": name, "human labels": "not counted" if people is None else f"{people:,.0f}"}
    if own:
        told |= {"own labels": f"{own:,.0f}"} | ({"right %": percent(right)} if right else {})
    told["accuracy %"] = percent(figures["accuracy"])
    if "accuracy_ood" in figures:
        told["out of domain %"] = percent(figures["accuracy_ood"])
    if "vs_seed" in figures:
        told["against seed"] = points(figures["vs_seed"])
    if "gap_closed" in figures:
        told["gap closed %"] = percent(figures["gap_closed"], 0)
    return told


def _labels(name: str, p: Params, results: Results) -> tuple[float | None, float]:
    """How many labels of people and of models the model is trained on, as a mean over replicates."""
    seed, pool = results.corpus["pairs_seed"], results.corpus["pairs_pool"]
    if name in p.generations:
        labels = results.audits[name]["labels"]
        return labels["people"], labels["ledger"]
    if name in p.references:
        plan = p.references[name]
        people, own = _labels(plan.after, p, results)
        return {"all": seed + pool, "adopted": (people or 0) + own}.get(plan.labels), 0
    return seed, 0
