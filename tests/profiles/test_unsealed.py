"""The graph without a seal is the other one less what looks under it, and nothing in it waits for what is gone."""

from pathlib import Path

import pytest
import yaml

from imports import ROOT
from ser import graph
from ser.profiles import laid, unsealed

PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text()) | {"references": {}, "policies": {}}
PARAMS["judging"] |= {"start": []}


@pytest.fixture(scope="module")
def stages():
    return graph.read(ROOT / unsealed.PATH, PARAMS)


def test_the_committed_graph_is_the_derived_one():
    derived = unsealed.derived((ROOT / graph.NAME).read_text())

    assert (ROOT / unsealed.PATH).read_text() == derived, "run `make graph`"


def test_it_differs_from_the_other_by_what_looks_under_the_seal_alone(stages):
    whole = graph.read(ROOT / graph.NAME, PARAMS)

    assert set(whole) - set(stages) == {f"audit@{name}" for name in PARAMS["generations"]}
    for name, stage in stages.items():
        gone = {str(one) for one in (whole[name].deps - stage.deps) | (whole[name].outs - stage.outs)}
        assert gone <= {"data/sealed/labels.parquet", "metrics/audit", "metrics/audit.json"}


def test_nothing_in_it_reads_the_seal_or_an_audit(stages):
    for name, stage in stages.items():
        assert not [dep for dep in stage.deps if str(dep).startswith(("data/sealed", "metrics/audit"))], name


def test_every_dependency_is_made_or_always_there(stages):
    written = {place for stage in stages.values() for out in stage.outs for place in (out, *out.parents)}
    given = {dep for stage in stages.values() for dep in stage.deps} - written

    assert {one for one in given if one.parts[0] not in ("src", "stages")} == {
        *map(Path, ("data/raw", "params.yaml", *laid.READ_WHOLE))
    }  # fmt: skip


def test_without_policies_nothing_is_sampled_and_nobody_judged(stages):
    assert not [name for name in stages if name.startswith(("sample", "align", "judge", "held_out"))]
    assert {"summary", "standings", "report", "spotcheck@ser-1"} <= set(stages)
