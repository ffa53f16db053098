"""What a check is: a claim, and the rows and files found to contradict it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ser.errors import SerError
from ser.evidence import Evidence


@dataclass(frozen=True)
class Finding:
    """One contradiction: in which file and row, what stands there, and what should."""

    where: str
    found: str
    needed: str


@dataclass
class Tally:
    """How much a check has looked at; more than one unit may be counted."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def __str__(self) -> str:
        return ", ".join(f"{number:,} {what}" for what, number in self.counts.items())


@dataclass(frozen=True)
class Depth:
    """How far the costly checks go."""

    sample: int | None
    """Pairs scored anew for each checkpoint; all where None, no checkpoint is loaded where 0."""
    near: float
    """Two prompts that share this much of their words are one prompt."""


Check = Callable[[Evidence, Depth, Tally], Iterator[Finding]]


@dataclass(frozen=True)
class Result:
    name: str
    claim: str
    looked_at: str
    findings: list[Finding]


def run(check: Check, evidence: Evidence, depth: Depth) -> Result:
    """A check's name is its function's, its claim the first line under it.

    What cannot be read cannot be proved: trouble with a file is a finding as well.
    """
    tally, found = Tally(), []
    try:
        for finding in check(evidence, depth, tally):
            found.append(finding)
    except SerError as trouble:
        problem, _, remedy = str(trouble).partition("\n  -> ")
        found.append(Finding(problem, "what cannot be read", remedy))
    except Exception as trouble:  # falsified bytes may break anything, and a check that broke has not held
        found.append(
            Finding(f"check {check.__name__}", f"{type(trouble).__name__}: {trouble}", "data it can be run on")
        )
    return Result(check.__name__, (check.__doc__ or "").splitlines()[0], str(tally), found)
