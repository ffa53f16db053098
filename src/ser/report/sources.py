"""What the report is made of: stored figures of the models that params.yaml names, and of no others."""

import csv
from pathlib import Path
from typing import Any

from ser.desk import files, paths
from ser.desk.settings import Params
from ser.report.table import Results

UNKNOWN: dict[str, Any] = {"right": {}, "bins": {}}


def read(p: Params) -> Results:
    return Results(
        corpus=files.read_json(paths.CORPUS_METRICS),
        summary=files.read_json(paths.SUMMARY),
        audits=_audits(p),
        grades={name: files.read_json(paths.Model(name).metrics) for name in p.models},
        people=files.read_json(paths.PEOPLE_METRICS),
        spotchecks={name: files.read_json(paths.Model(name).spotcheck) for name in p.generations},
        policies={name: files.read_json(paths.Policy(name).metrics) for name in (*p.judging.start, *p.policies)},
        held_out={name: files.read_json(paths.HELD_OUT / f"{name}.json") for name in p.judging.held_out},
        reading=files.read_json(paths.READING_METRICS),
        elsewhere={name: files.read_json(paths.Model(name).elsewhere) for name in p.benchmarks.models},
        standings=files.read_json(paths.POLICY_METRICS),
        sweeps={path.stem: _rows(path) for path in sorted(paths.SWEEPS.glob("*.csv"))},
    )


def _audits(p: Params) -> dict[str, Any]:
    """What became of each generation's labels; where people labelled the pool, how often they were right."""
    right = files.read_json(paths.AUDIT) if p.sealed else dict.fromkeys(p.generations, UNKNOWN)
    return {name: files.read_json(paths.Model(name).counts) | right[name] for name in p.generations}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
