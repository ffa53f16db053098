"""Every stage of one revision's graph in the order of need: what it read, what it made, under which params."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from ser import lock
from ser.desk.errors import ProvenanceError
from ser.evidence import Evidence
from ser.graph import Stage
from ser.lock import Entry


@dataclass(frozen=True)
class Step:
    name: str
    reads: list[Entry]
    makes: list[Entry]
    params: dict[str, Any]


def of(evidence: Evidence) -> list[Step]:
    makers = {out: name for name, stage in evidence.stages.items() for out in stage.outs}
    needs = {name: _needs(stage, makers) for name, stage in evidence.stages.items()}
    return [_step(evidence, name, evidence.stages[name]) for name in TopologicalSorter(needs).static_order()]


def _needs(stage: Stage, makers: dict[Path, str]) -> list[str]:
    """Who makes what the stage reads, or something in a folder that it reads."""
    return sorted({name for out, name in makers.items() if stage.needs & {out, *out.parents}})


def _step(evidence: Evidence, name: str, stage: Stage) -> Step:
    known, where = evidence.lock, f"{lock.NAME} of {evidence}"
    if name not in known.stages:
        raise ProvenanceError(where, f"{name} has not been run", "run `dvc repro`")
    reads = known.entries(name, "deps")
    for dep in reads:
        made = known.outs.get(dep.path)
        if made and made.md5 != dep.md5:
            problem = f"{name} read {dep.path} as {dep.md5[:8]}, but {made.stage} made {made.md5[:8]}"
            raise ProvenanceError(where, problem, "the chain is broken there: run `dvc repro`")
    params = {key: value for values in known.params(name).values() for key, value in values.items()}
    reads += [made for path in sorted(stage.values) if (made := known.outs.get(path))]
    return Step(name, reads, known.entries(name, "outs"), dict(_leaves(params)))


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Each value by its dotted key; a list or nothing as it stands in JSON."""
    if isinstance(value, dict):
        for word, inner in value.items():
            yield from _leaves(inner, f"{key}.{word}" if key else str(word))
    else:
        yield key, json.dumps(value) if isinstance(value, list | None) else value
