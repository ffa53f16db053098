"""Is what stands in git what code, params and data would make? Told without the data."""

import re
import subprocess
import sys
from collections.abc import Iterator

from ser import graph
from ser.evidence import Evidence
from ser.proof import checks, figures, leaks, stored
from ser.proof.checks import Check, Depth, Finding, Result, Tally

STALE = re.compile(r"(?:Running stage|failed to reproduce) '([^']+)'")
WITHOUT_DATA = Depth(sample=0, near=1.0)
REDO = "`dvc repro`, then commit dvc.lock, metrics, report and README.md, and `ser push`"


def look() -> list[Result]:
    """What is wrong in this folder; where all data are there, figures are made again as well."""
    evidence = Evidence()
    asked: tuple[Check, ...] = (stored.tracked, stored.locked, leaks.unread, current)
    if all(path.exists() for name in evidence.stages for path in evidence.stages[name].outs):
        asked += (figures.figures,)
    return [checks.run(one, evidence, WITHOUT_DATA) for one in asked]


def current(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """DVC would run no stage; it says so in words, its exit code tells nothing"""
    command = [sys.executable, "-m", "dvc", "repro", "--allow-missing", "--dry"]
    done = subprocess.run(command, capture_output=True, text=True)
    tally.add("stages", len(evidence.stages))
    if "up to date" in done.stdout:
        return
    stale = STALE.findall(done.stdout + done.stderr)
    for name in stale:
        yield Finding(f"{graph.NAME}, {name}", "a stage that DVC would run", REDO)
    if not stale:
        said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        yield Finding(" ".join(command[2:]), said[-1], '"up to date"')
