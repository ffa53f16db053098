"""The chain in OpenLineage, as its own client reads and writes it."""

import json

import pyarrow.parquet as pq
import pytest
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.serde import Serde

from ser import cli


@pytest.fixture
def events(exported):
    return [json.loads(line) for line in exported("openlineage").splitlines()]


def rebuilt(event):
    """By the client's classes, which refuse unknown keys, a run id that is no UUID and a time that is none."""
    own = event | {"eventType": RunState(event["eventType"]), "run": Run(**event["run"]), "job": Job(**event["job"])}
    own["inputs"] = [InputDataset(**one) for one in event["inputs"]]
    own["outputs"] = [OutputDataset(**one) for one in event["outputs"]]
    del own["schemaURL"]
    return RunEvent(**own)


def test_the_client_builds_each_line_and_writes_it_the_same(events):
    assert [json.loads(Serde.to_json(rebuilt(event))) for event in events] == events


def test_every_stage_is_a_completed_job_after_those_that_make_what_it_reads(events, built):
    makers = {path for outs in built.lock().values() for path in outs}
    made = {}
    for event in events:
        for one in event["inputs"]:
            if one["name"] in makers:
                assert made[one["name"]] == one["facets"]["version"]
        made |= {one["name"]: one["facets"]["version"] for one in event["outputs"]}

    assert {(event["job"]["name"], event["eventType"]) for event in events} == {
        (name, "COMPLETE") for name in built.lock()
    }


def test_an_output_has_the_digest_of_the_lock_and_a_table_its_columns_and_rows(events, built):
    outs = {one["name"]: one for event in events for one in event["outputs"]}
    path = "data/verdicts/ser-1.parquet"
    stored, told = pq.read_table(built.folder / path), outs[path]

    assert told["facets"]["version"]["datasetVersion"] == built.lock()["select@ser-1"][path]
    assert [one["name"] for one in told["facets"]["schema"]["fields"]] == stored.column_names
    assert all(one["description"] for one in told["facets"]["schema"]["fields"])
    assert told["outputFacets"]["outputStatistics"]["rowCount"] == len(stored)


def test_runs_are_told_apart(events):
    assert len({event["run"]["runId"] for event in events}) == len(events)


def test_the_namespace_is_the_environments(built, monkeypatch, capsys):
    monkeypatch.chdir(built.folder)
    monkeypatch.setenv("OPENLINEAGE_NAMESPACE", "our-team")
    cli.command("lineage", "--format", "openlineage")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert {one["namespace"] for event in told for one in (event["job"], *event["inputs"])} == {"our-team"}
