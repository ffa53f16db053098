"""Are the pairs, the labels of people, every verdict and every ledger what they would be if made again?"""

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pyarrow as pa

from ser import ledger, verdicts
from ser.corpus import build
from ser.desk import paths, records
from ser.desk.parts import Parts
from ser.desk.paths import Model
from ser.desk.settings import SEED, WORLD
from ser.evidence import Evidence
from ser.people import gather, stored
from ser.people import labels as answers
from ser.proof import rows
from ser.proof.checks import Depth, Finding, Tally

EACH = ["pair_id", "rng_seed"]


def corpus(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """Pairs and the labels of people are those of the source, each in its place, and so is what was left out"""
    with chdir(_raw(evidence)):
        pairs, labels, out = build.build(evidence.params)
    tally.add("pairs", len(pairs))
    yield from rows.differences(evidence.table(paths.PAIRS, records.PAIRS), pairs, paths.PAIRS, ["pair_id"])
    if evidence.lock.maker(paths.LEFT_OUT):  # older revisions have none
        left = evidence.table(paths.LEFT_OUT, records.LEFT_OUT)
        yield from rows.differences(left, out, paths.LEFT_OUT, ["file", "row", "reason"])
    places = {split: paths.holdout_labels(split) for split in records.HOLDOUTS}
    for split, path in (places | {"seed": paths.SEED_LABELS, "pool": paths.SEALED_LABELS}).items():
        needed = build.labels_of(pairs, labels, split, with_gold=split != "seed")
        tally.add("labels of people", len(needed))
        yield from rows.differences(evidence.table(path, records.LABELS), needed, path, ["pair_id"])


def _raw(evidence: Evidence) -> Path:
    """The folder whose raw files are those of that time; the embedded world has none."""
    return evidence.root if evidence.params.corpus.name == WORLD else evidence.path(paths.RAW).parents[1]


def answered(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """What people answered stands in the tables as it stands in their files; audits are kept from what is learned"""
    pairs = evidence.table(paths.PAIRS, records.PAIRS, ["pair_id", "split"])
    given = stored.checked(pairs, evidence.path(paths.ANSWERS))
    tally.add("answers", len(given))
    for path, audits in ((paths.PEOPLE_LABELS, False), (paths.SPOTCHECK_LABELS, True)):
        needed = gather.settled(given, audits)
        yield from rows.differences(evidence.table(path, records.SETTLED), needed, path, ["pair_id", "draw"])


def judged(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """Every verdict follows from the stored scores and the params"""
    for name in evidence.params.generations:
        yield from _judged(evidence, name, tally)


def _judged(evidence: Evidence, name: str, tally: Tally) -> Iterator[Finding]:
    p, path = evidence.params, Model(name).verdicts
    plan = p.generations[name]
    scores = evidence.parts(Model(plan.after).scores, records.SCORES)
    pairs, book = evidence.parts(paths.PAIRS, records.PAIRS), evidence.parts(Model(plan.after).ledger, records.LEDGER)
    reading = _reading(evidence)
    given = name, plan.rule, p.rules[plan.rule], scores, pairs, book, reading
    needed = pa.concat_tables(part for one in sorted(p.rng_seeds) for part in verdicts.judge(one, *given))
    tally.add("verdicts", len(needed))
    yield from rows.differences(evidence.table(path, records.VERDICTS), needed, path, EACH)


def _reading(evidence: Evidence) -> Parts:
    """Older revisions have none, and no rule that asks for it."""
    if evidence.lock.maker(paths.READING):
        return evidence.parts(paths.READING, records.READINGS)
    return Parts(records.READINGS.empty_table(), records.READINGS)


def ledgers(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """Every ledger is its parent's and what its own verdicts adopted, down to the labels of people"""
    for name in evidence.params.models:
        needed = pa.concat_tables(_needed(evidence, name))
        tally.add("labels", len(needed))
        path = Model(name).ledger
        yield from rows.differences(evidence.table(path, records.LEDGER), needed, path, EACH)


def _needed(evidence: Evidence, name: str) -> Iterator[pa.Table]:
    p = evidence.params
    if name == SEED:
        known = evidence.table(paths.SEED_LABELS, records.LABELS)
        yield from (ledger.human(known, SEED, rng_seed) for rng_seed in p.rng_seeds)
        return
    parent = Model(str(p.parent(name)))
    before = evidence.parts(parent.ledger, records.LEDGER)
    for rng_seed in sorted(p.rng_seeds):
        if name in p.generations:
            ruled = evidence.parts(Model(name).verdicts, records.VERDICTS).of(rng_seed)
            said = answers.of_generation(evidence.table(paths.PEOPLE_LABELS, records.SETTLED), name, rng_seed)
            yield from ledger.extend(before.of(rng_seed), ruled, p.rules[p.generations[name].rule].relabel, [said])
        else:
            sealed = evidence.parts(paths.SEALED_LABELS, records.LABELS).of()
            scores = evidence.parts(parent.scores, records.SCORES).of(rng_seed)
            asked = p.references[name].labels, name, rng_seed
            yield from ledger.unseal(before.of(rng_seed), sealed, scores, *asked)
