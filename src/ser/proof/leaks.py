"""Has anything been learned from that is kept for measuring: labels under the seal, prompts of the holdouts?"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from ser import graph
from ser.desk import paths, records, tables
from ser.desk.paths import Model
from ser.desk.settings import SEED
from ser.evidence import Evidence
from ser.proof import near, rows
from ser.proof.checks import Depth, Finding, Tally

LEARNERS = ("corpus", "sft", "seed", "select", "train", "score")


def seal(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """No generation depends on a sealed label: not by the graph, and no ledger holds one that nobody was asked for"""
    yield from unread(evidence, depth, tally)
    sealed = evidence.table(paths.SEALED_LABELS, records.LABELS, ["pair_id"])["pair_id"]
    asked = evidence.table(paths.PEOPLE_LABELS, records.SETTLED, ["pair_id"])["pair_id"]
    for name in (SEED, *evidence.params.generations):
        book = evidence.table(Model(name).ledger, records.LEDGER)
        people = tables.where(book, origin="human")
        people = people.filter(pc.invert(pc.is_in(people["pair_id"], asked)))
        tally.add("labels of people", len(people))
        under = people.filter(pc.is_in(people["pair_id"], sealed))
        yield from rows.named(
            under["pair_id"], Model(name).ledger, "a person's label of a sealed pair", "a label of the seed"
        )


def unread(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """No stage that selects or trains depends on a sealed label, but a policy through the reference that pays it"""
    p = evidence.params
    for stage in evidence.stages:
        verb, _, name = stage.partition("@")
        if verb.startswith(LEARNERS) and name in ("", SEED, *p.generations):
            tally.add("stages")
            yield from _paths_to_seal(evidence, stage)
        if verb == "align":
            tally.add("stages")
            yield from _paths_to_seal(evidence, stage, but=f"unseal@{p.policies[name].reward}")


def _paths_to_seal(evidence: Evidence, stage: str, but: str = "") -> Iterator[Finding]:
    for one in sorted(graph.upstream(evidence.stages, stage) - {but}):
        for dep in sorted(evidence.stages[one].deps):
            if paths.SEALED_LABELS in (dep, *dep.parents) or dep in paths.SEALED_LABELS.parents:
                yield Finding(f"{graph.NAME}, {one}", f"reads {dep}, and {stage} depends on it", "no way to the seal")


def prompts(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """No prompt of a holdout, nor a near-duplicate of one, is in the seed or the pool"""
    pairs = evidence.table(paths.PAIRS, records.PAIRS, ["pair_id", "prompt", "split"])
    held = pc.is_in(pairs["split"].cast(pa.string()), pa.array(records.HOLDOUTS))
    known, asked = _first(pairs.filter(pc.invert(held))), _first(pairs.filter(held))
    tally.add("prompts", len(known) + len(asked))
    found = near.nearest(asked, known, depth.near)
    tally.add(
        "% of words shared by the two most alike", round(100 * max((share for _, share in found.values()), default=0))
    )
    for prompt, (other, share) in found.items():
        if share >= depth.near:
            needed = (
                f"nothing so like {prompt!r} of pair {asked[prompt]}, which is held out ({share:.0%} of words shared)"
            )
            yield Finding(f"{paths.PAIRS}, pair {known[other]}", f"{other!r}", needed)


def _first(pairs: pa.Table) -> dict[str, str]:
    """Each prompt with the first pair that has it."""
    both = zip(pairs["prompt"].to_pylist()[::-1], pairs["pair_id"].to_pylist()[::-1], strict=True)
    return dict(both)
