"""Are the published figures what the stored scores and labels give?"""

import dataclasses
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ser import audit, counts, summary
from ser.desk import files, paths, records, tables
from ser.desk.errors import ProvenanceError
from ser.desk.paths import Model, Policy
from ser.desk.settings import Params
from ser.elsewhere import grade as elsewhere
from ser.elsewhere import reading
from ser.evidence import Evidence
from ser.judging import judges, measures, pairwise, question, standings
from ser.judging.asking import Asker
from ser.judging.opinions import Opinion, Store
from ser.judging.question import Question
from ser.people import gather, spotcheck, stored
from ser.proof.checks import Depth, Finding, Tally
from ser.reward import grade, looks

CLOSE = 2e-5  # figures are stored to five places


def figures(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """Every published figure is what the stored scores and labels give"""
    p = evidence.params
    if depth.sample is not None:  # intervals take a thousand draws a figure: with --full alone
        p = dataclasses.replace(p, grade=dataclasses.replace(p.grade, resamples=1))
    for path, needed in _made_again(evidence, p):
        told = evidence.json(path)
        if depth.sample is not None:
            told, needed = _without_intervals(told), _without_intervals(needed)
        for where, have, want in _apart(told, needed, tally):
            yield Finding(f"{path}, {where}", str(have), str(want))


def _without_intervals(figures: Any) -> Any:
    if isinstance(figures, dict):
        return {key: _without_intervals(value) for key, value in figures.items() if key not in ("low", "high")}
    return figures


def _made_again(evidence: Evidence, p: Params) -> Iterator[tuple[Path, dict[str, Any]]]:
    pairs = evidence.table(paths.PAIRS, records.PAIRS, ["pair_id", "split"])
    texts = evidence.table(paths.PAIRS, records.PAIRS, only=looks.HELD.pairs)
    held = {split: evidence.table(paths.holdout_labels(split), records.LABELS) for split in records.HOLDOUTS}
    for name in p.models:
        yield Model(name).metrics, grade.grades(evidence.parts(Model(name).scores, records.SCORES), texts, held, p)
    if _has_reading(evidence):
        read = evidence.table(Model(looks.READING).scores, records.SCORES)
        yield Model(looks.READING).metrics, grade.of_holdouts(read, texts, held, p)
    for name in p.generations:
        yield Model(name).spotcheck, _spotchecked(evidence, name)
        found = {_counts(evidence, name): _counted(evidence, name)}
        if p.sealed:
            found[Model(name).audit] = found.get(Model(name).audit, {}) | _audited(evidence, name, p)
        yield from found.items()
    given = stored.checked(pairs, evidence.path(paths.ANSWERS))
    yield paths.PEOPLE_METRICS, gather.figures(given)
    if not evidence.commit:  # the benchmarks' files need not be in a revision
        yield from _elsewhere(evidence, p)
    yield from _side_by_side(evidence, p)
    yield from _policies(evidence, evidence.params)  # the draws of these are few


def _has_reading(evidence: Evidence) -> bool:
    """Older revisions have not graded theirs."""
    return evidence.params.reading and Model(looks.READING).metrics in evidence.lock.outs


def _spotchecked(evidence: Evidence, name: str) -> dict[str, Any]:
    checked = tables.where(evidence.table(paths.SPOTCHECK_LABELS, records.SETTLED), generation=name)
    ruled = evidence.table(Model(name).verdicts, records.VERDICTS)
    return spotcheck.of_generation(checked, ruled, files.digest(evidence.path(Model(name).verdicts)))


def _counts(evidence: Evidence, name: str) -> Path:
    """Older revisions have them beside how many are right."""
    here = Model(name)
    return here.counts if here.counts in evidence.lock.outs else here.audit


def _counted(evidence: Evidence, name: str) -> dict[str, Any]:
    p, ruled = evidence.params, evidence.parts(Model(name).verdicts, records.VERDICTS)
    book, before = (evidence.parts(Model(one).ledger, records.LEDGER) for one in (name, p.generations[name].after))
    return counts.of_generation(ruled, book, before, p.rng_seeds)


def _audited(evidence: Evidence, name: str, p: Params) -> dict[str, Any]:
    labels = evidence.parts(Model(name).verdicts, records.VERDICTS), evidence.parts(Model(name).ledger, records.LEDGER)
    known = evidence.parts(paths.SEALED_LABELS, records.LABELS), evidence.parts(paths.PAIRS, records.PAIRS)
    return audit.of_generation(*labels, *known, p)


def _elsewhere(evidence: Evidence, p: Params) -> Iterator[tuple[Path, dict[str, Any]]]:
    asked = reading.read(p) if p.benchmarks.models else {}
    for name in p.benchmarks.models:
        scores = evidence.table(Model(name).scores_elsewhere, records.ELSEWHERE)
        yield Model(name).elsewhere, elsewhere.grades(asked, scores, p)


def _side_by_side(evidence: Evidence, p: Params) -> Iterator[tuple[Path, dict[str, Any]]]:
    told, training = (
        {name: evidence.json(getattr(Model(name), kind)) for name in p.models} for kind in ("metrics", "training")
    )
    counted = {name: evidence.json(_counts(evidence, name)) for name in p.generations}
    audits = {name: evidence.json(Model(name).audit) for name in p.generations if p.sealed}
    prompts = np.array(evidence.json(paths.CORPUS_METRICS)["prompts"]["holdout"])
    read = evidence.json(Model(looks.READING).metrics) if _has_reading(evidence) else {}
    yield paths.SUMMARY, summary.summarise(summary.Evidence(p, told, training, prompts, read))
    yield paths.LATEST, summary.latest(p, told, counted, audits)
    if p.sealed:
        yield paths.AUDIT, audits


def _policies(evidence: Evidence, p: Params) -> Iterator[tuple[Path, dict[str, Any]]]:
    if paths.POLICY_METRICS not in evidence.lock.outs:  # older revisions have none
        return
    asked, names = judges.of(p), (*p.judging.start, *p.policies)
    askers = [OnRecord(name, one, p.rng_seeds[0]) for name, one in asked.pairwise.items()]
    for name in names:
        start = evidence.table(paths.SAMPLES, records.ROLLOUTS)
        said = evidence.table(Policy(name).rollouts, records.ROLLOUTS)
        found = measures.of_policy(said, asked.pointwise, p)
        if name in p.policies and askers:
            told = pairwise.of_judges(askers, Store(evidence.path(Policy(name).opinions)), said, start, p)
            found |= {split: found[split] | one for split, one in told.items()}
        yield Policy(name).metrics, found
    told, grades = (
        {one.name: evidence.json(one.metrics) for one in every} for every in (map(Policy, names), map(Model, p.models))
    )
    yield paths.POLICY_METRICS, standings.of(told, grades, p)


class OnRecord(Asker):
    """Asks nobody: what is not on the record is missing from it."""

    def opinions(self, questions: Sequence[Question], store: Store) -> list[Opinion]:
        keys = [question.key(self.endpoint, question.request(one, self.endpoint, self.rng_seed)) for one in questions]
        if lost := sum(key not in store.known for key in keys):
            problem = f"{lost} of {len(keys)} opinions of {self.name} are not in it"
            raise ProvenanceError(store.path, problem, "needed all that the figures rest on")
        return [store.known[key] for key in keys]


def _apart(have: Any, want: Any, tally: Tally, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The leaves in which two figures differ."""
    if isinstance(want, dict) and isinstance(have, dict):
        for key in sorted({*have, *want}):
            yield from _apart(have.get(key), want.get(key), tally, f"{where}.{key}".lstrip("."))
    elif isinstance(want, list) and isinstance(have, list) and len(have) == len(want):
        for place, both in enumerate(zip(have, want, strict=True)):
            yield from _apart(*both, tally, f"{where}.{place}")
    else:
        tally.add("figures")
        numbers = isinstance(have, int | float) and isinstance(want, int | float)
        if have != want and not (numbers and math.isclose(have, want, abs_tol=CLOSE)):
            yield where, have, want
