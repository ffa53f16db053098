"""The chain of one revision: its steps, the checkpoints they left, whose labels lie where."""

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from ser import git, graph, lock
from ser.desk import card, paths, records
from ser.desk.errors import ProvenanceError
from ser.desk.paths import Model
from ser.desk.settings import SEED
from ser.evidence import Evidence
from ser.lineage import steps
from ser.lineage.steps import Step
from ser.lock import Entry

SOFTWARE = version("ser")
PEOPLE_SAID = (paths.SEED_LABELS, paths.SEALED_LABELS, paths.ANSWERS, *map(paths.holdout_labels, records.HOLDOUTS))
PEOPLE = "who:people"
CHANGED = "-changed"


@dataclass(frozen=True)
class Checkpoint:
    path: Path
    rng_seed: int
    weights: str
    start: Path


@dataclass(frozen=True)
class Decided:
    """How many labels of a table one labeller decided."""

    origin: str
    labeller: str | None
    rows: int


class Chain:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence, self.p = evidence, evidence.params
        self.commit, self.date = _stand(evidence)

    @property
    def names(self) -> str:
        """What stands before the short name of each thing, and makes it unlike that of another revision."""
        return f"urn:ser:{self.commit}:"

    @cached_property
    def steps(self) -> list[Step]:
        return steps.of(self.evidence)

    @cached_property
    def artefacts(self) -> dict[Path, Entry]:
        """All that is read or made, with its maker where it has one."""
        read = {one.path: one for step in self.steps for one in step.reads}
        return read | {one.path: one for step in self.steps for one in step.makes}

    @cached_property
    def checkpoints(self) -> dict[str, list[Checkpoint]]:
        return {name: [self._checkpoint(name, one) for one in self.p.rng_seeds] for name in self.p.models}

    def _checkpoint(self, name: str, rng_seed: int) -> Checkpoint:
        path = Model(name).checkpoint(rng_seed)
        facts = card.facts(self.evidence.path(path))
        return Checkpoint(path, rng_seed, facts["weights"], Path(facts["start"]["folder"]))

    @cached_property
    def sources(self) -> dict[Path, list[Path]]:
        """What the content of each link of the chain came from; its stage may read more than that."""
        found = {
            paths.SFT: [paths.PAIRS],
            paths.PEOPLE_LABELS: [paths.ANSWERS],
            paths.SPOTCHECK_LABELS: [paths.ANSWERS],
        }
        if self.p.reading:
            found |= {
                paths.VIEWS: [paths.PAIRS, paths.SFT],
                paths.CROSSFIT: [paths.PAIRS, paths.SFT, Model(SEED).ledger],
                paths.READING: [paths.VIEWS, paths.CROSSFIT, Model(SEED).ledger],
            }
        for name, checkpoints in self.checkpoints.items():
            here = Model(name)
            found |= self._labels(name)
            found |= {one.path: [here.ledger, one.start] for one in checkpoints}
            found[here.scores] = [paths.PAIRS, *(one.path for one in checkpoints)]
        return found

    def _labels(self, name: str) -> dict[Path, list[Path]]:
        here = Model(name)
        if name == SEED:
            return {here.ledger: [paths.SEED_LABELS]}
        before = Model(str(self.p.parent(name)))
        if name in self.p.generations:
            read = [paths.READING] if self.p.is_read(name) else []
            said = [before.ledger, here.verdicts, paths.PEOPLE_LABELS]
            return {here.verdicts: [before.scores, *read], here.ledger: said}
        asked = [before.scores] if self.p.references[name].labels == "agreed" else []
        return {here.ledger: [before.ledger, paths.SEALED_LABELS, *asked]}

    @cached_property
    def decided(self) -> dict[Path, list[Decided]]:
        """Who decided the labels of each ledger and of each table of verdicts, held ones included."""
        tables = {Model(name).ledger: records.LEDGER for name in self.p.models}
        tables |= {Model(name).verdicts: records.VERDICTS for name in self.p.generations}
        return {path: self._counted(path, schema) for path, schema in tables.items()}

    def _counted(self, path: Path, schema: pa.Schema) -> list[Decided]:
        names = ["origin", "labeller"]
        found = self.evidence.table(path, schema, names)
        words = pa.table({name: found[name].cast(pa.string()) for name in names})
        counts = words.group_by(names).aggregate([([], "count_all")]).to_pylist()
        said = [Decided(row["origin"], row["labeller"], row["count_all"]) for row in counts]
        return sorted(said, key=lambda one: (one.origin, str(one.labeller)))

    def agent(self, one: Decided) -> str:
        """The short name of who decided: people, a checkpoint or a judge."""
        if one.origin == "human":
            return PEOPLE
        # Of checkpoints that are the same the first: a generation that settles passes on its parent's.
        known = {one.weights: at(one.path) for several in reversed(self.checkpoints.values()) for one in several}
        return known.get(str(one.labeller)) or f"who:{quote(str(one.labeller), safe='')}"


def at(path: Path) -> str:
    return f"path:{path.as_posix()}"


def stage(name: str) -> str:
    return f"stage:{name}"


def _stand(evidence: Evidence) -> tuple[str, str]:
    """The commit, marked where the chain is not the committed one, and its date: a clock makes no two exports alike."""
    commit = evidence.commit or git.commit(40)
    date = git.date(commit)
    if not date:
        raise ProvenanceError(git.top(), "no commit, from which an export takes its name and date", "`git commit`")
    own = [str(path) for path in (paths.PARAMS, graph.NAME.resolve(), lock.NAME)]
    return commit + CHANGED * (not evidence.commit and git.changed(*own)), date
