"""The sections of the page, each with the one sentence that says how to read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ser.desk.settings import Params, Reference
from ser.report import (
    answers,
    asked,
    columns,
    compared,
    comparisons,
    labels,
    markup,
    policies,
    sweeps,
    table,
    ways,
    words,
)
from ser.report.figure import Figure
from ser.report.markup import Markup, paragraph, section
from ser.report.table import Results
from ser.report.words import percent

SHARES = ("adopted", "held")
AUDIT_HEAD = ("generation", "status", *labels.COUNTS, *(f"{kind} right %" for kind in SHARES))
AGAINST = ("seed", "headline", "default")  # what each model of a sweep is tested against
SWEEP_HEAD = (
    *("point", "model", "own labels", "right %", "accuracy %", "gap closed %"),
    *(words for other in AGAINST for words in (f"against {other}", "p, corrected")),
    "steps",
)
REFERENCES = {
    "all": "people label the whole pool",
    "adopted": "people label exactly what {after} adopted",
    "agreed": "people label what {after} gets right",
}


LOOK_UP = Markup('Any pair, with its scores, verdicts and labels: <a href="pairs.html">every pair and its story</a>.')


@dataclass(frozen=True)
class Given:
    """What the page is made of: figures as numbers, and drawn."""

    p: Params
    results: Results
    figures: dict[str, Figure]
    drawn: dict[str, str]

    def figure(self, name: str) -> Markup:
        """Nothing where nothing was measured."""
        one = self.figures[name]
        source = "" if name.startswith(sweeps.PREFIX) else f"report/{name}.csv"
        return markup.figure(one, self.drawn[name], source) if one.panels else Markup()


def opening(given: Given) -> Markup:
    p, corpus = given.p, given.results.corpus
    read = "A line is an arm from the seed to its last generation, its band the 95 % interval; dashed, the seed"
    told = [f"`{name}`, where {_given(plan)}" for name, plan in p.references.items()]
    if corpus.get("ceiling") is not None:
        told.append("the ceiling, how often the annotators side with the better response, beyond which no model can go")
    return Markup(given.figure("accuracy") + paragraph(f"{'; '.join([read, *told])}.", "read"))


def took(given: Given) -> Markup:
    p, results = given.p, given.results
    if not p.generations:
        return Markup()
    read = "A bar is the pool: full colour, labels it had before; light colour, added now; grey, not labelled."
    table_of = markup.table(*columns.measured(AUDIT_HEAD, [_audit_row(name, results) for _, name in labels.own(p)]))
    answer = paragraph(answers.labels(p, results), "answer")
    note = paragraph(
        "Means over replicates; contradicted: the model now says the opposite of an earlier label.", "read"
    )
    title = "Which labels did each generation take?"
    return section("labels", title, answer, paragraph(read, "read"), given.figure("labels"), table_of, note)


def were_right(given: Given) -> Markup:
    p, results = given.p, given.results
    if p.generations and not p.sealed:
        told = paragraph(asked.unsealed(p), "read"), asked.part(p, results), paragraph(LOOK_UP, "read")
        return section("right", "Were they right?", paragraph(asked.answer(p, results), "answer"), *told)
    by_generation, by_confidence = given.figure("right"), given.figure("reliability")
    if not by_generation and not by_confidence:
        return Markup()
    first = "Solid: all that a generation is trained on. Dotted: what the labels it left would have been."
    second = (
        "All labels for the pool, adopted or not, by the confidence of who gave them: on the diagonal these are right "
        "as often as they say, below it they are too sure. The larger the point, the more labels."
    )
    parts = paragraph(first, "read"), by_generation, paragraph(second, "read"), by_confidence
    answer, said = paragraph(answers.right(p, results), "answer"), asked.part(p, results)
    return section("right", "Were they right?", answer, *parts, said, paragraph(LOOK_UP, "read"))


def more_sure(given: Given) -> Markup:
    first = "Rewards that only move apart, while accuracy stands still, mean a model that is more sure and no better."
    second = "Better means calibration error and log-loss fall; more sure alone means they rise with confidence."
    parts = paragraph(first, "read"), given.figure("rewards"), paragraph(second, "read"), given.figure("health")
    answer = paragraph(answers.sure(given.p, given.results), "answer")
    return section("sure", "Is the model better, or only more sure?", answer, *parts)


def models(given: Given) -> Markup:
    rows = []
    head, shown = table.shown(given.p, given.results)
    for row in shown:
        compute = given.results.summary["models"][row[0]]["compute"]
        rows.append((*row, f"{compute['steps']:,}", f"{compute['tokens'] / 1e6:,.2f}"))
    read = "In brackets the 95 % interval over prompts and replicates; steps and tokens are those of the last training."
    tips = [given.results.summary["headline"]]
    whole = markup.table((*head, "steps", "million tokens"), rows, tips)
    notes = [paragraph(told, "read") for told in (answers.bars(given.results), answers.reading(given.results)) if told]
    return section("models", "All models side by side", paragraph(read, "read"), whole, *notes)


def tests(given: Given) -> Markup:
    if not given.results.summary["tests"]:
        return Markup()
    read = (
        "Accuracy of one less the other's, on the same pairs and replicates, clustered by prompt; p is corrected by "
        "Holm's method for all rows, and a row in bold holds."
    )
    answer = paragraph(comparisons.answer(given.results), "answer")
    title = "Which differences are more than chance?"
    return section("tests", title, answer, paragraph(read, "read"), comparisons.table(given.results))


def aligned(given: Given) -> Markup:
    p, results = given.p, given.results
    if not p.policies or not results.standings:
        return Markup()
    parts = paragraph(policies.better(results), "answer"), policies.read(results), policies.table(p, results)
    drawn = given.figure("policies")
    way = (paragraph(ways.READ, "read"), drawn, ways.turned(results)) if drawn else ()
    more = policies.wins(p, results), compared.part(results), compared.by_models(results), policies.looks(results)
    title = "Does a better reward model make a better policy?"
    return section("policies", title, *parts, *more, *way, policies.samples(p, results))


def swept(given: Given) -> Markup:
    parts = []
    for name, rows in given.results.sweeps.items():
        if rows:
            figures = markup.table(SWEEP_HEAD, [_sweep_row(row) for row in rows])
            parts.append(f"<h3>{markup.typeset(rows[0]['asks'])}</h3>{given.figure(sweeps.PREFIX + name)}")
            parts.append(f"<details><summary>The figures</summary>{figures}</details>")
    read = paragraph("Each point is a run of its own; bands and bars are 95 % intervals.", "read")
    return section("sweeps", "What does the answer depend on?", read, *parts) if parts else Markup()


def _given(plan: Reference) -> str:
    what = REFERENCES[plan.labels].format(after=plan.after)
    return what if plan.steps == "own" else f"{what}, in as many steps as {plan.after}"


def _audit_row(name: str, results: Results) -> dict[str, str]:
    audit = results.audits[name]
    right = audit["right"].get("human", {})
    told = {"generation": name, "status": labels.status(audit)}
    told |= {key: f"{audit['labels'][key]:,.0f}" for key in labels.COUNTS}
    return told | ({f"{kind} right %": percent(right[kind]) for kind in SHARES} if right else {})


def _sweep_row(row: dict[str, str]) -> Sequence[str]:
    def interval(name: str, told: Callable[[words.Interval], str] = percent) -> str:
        found = zip(("mean", "low", "high"), (name, *sweeps.ends(name)), strict=True)
        return told({word: float(row[key]) if row[key] else None for word, key in found}) if row.get(name) else ""

    labels = f"{float(row['labels']):,.0f}" if row["labels"] else ""
    right = f"{100 * float(row['labels_right']):.1f}" if row["labels_right"] else ""
    tests = [cell for other in AGAINST for cell in (interval(f"vs_{other}", words.points), row.get(f"p_{other}", ""))]
    return (
        row["point"],
        row["model"],
        labels,
        right,
        interval("accuracy"),
        interval("gap_closed"),
        *tests,
        row["steps"],
    )
