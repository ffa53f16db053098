"""The chain as OpenLineage: a line for each stage, the event that it is complete."""

import os
from uuid import NAMESPACE_URL, uuid5

import pyarrow.parquet as pq
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    DatasetFacet,
    OutputDatasetFacet,
    dataset_version_dataset,
    datasource_dataset,
    job_type_job,
    output_statistics_output_dataset,
    schema_dataset,
)
from openlineage.client.generated.execution_parameters_run import ExecutionParameter, ExecutionParametersRunFacet
from openlineage.client.serde import Serde

from ser.evidence import Evidence
from ser.lineage import columns
from ser.lineage.chain import SOFTWARE, Chain, stage
from ser.lineage.steps import Step
from ser.lock import Entry

PRODUCER = f"urn:ser:{SOFTWARE}"


def text(evidence: Evidence) -> str:
    chain = Chain(evidence)
    return "".join(f"{Serde.to_json(event(chain, step))}\n" for step in chain.steps)


def event(chain: Chain, step: Step) -> RunEvent:
    space = os.environ.get("OPENLINEAGE_NAMESPACE", "ser")  # as in OpenLineage's own integrations
    kind = job_type_job.JobTypeJobFacet("BATCH", "DVC", "STAGE", producer=PRODUCER)
    params = [ExecutionParameter(key, value=str(value)) for key, value in sorted(step.params.items())]
    ran_under = ExecutionParametersRunFacet(params, producer=PRODUCER)
    return RunEvent(
        eventTime=chain.date,
        producer=PRODUCER,
        eventType=RunState.COMPLETE,
        run=Run(str(uuid5(NAMESPACE_URL, chain.names + stage(step.name))), {"executionParameters": ran_under}),
        job=Job(space, step.name, {"jobType": kind}),
        inputs=[InputDataset(space, one.path.as_posix(), facets=_facets(chain, one)) for one in step.reads],
        outputs=[
            OutputDataset(space, one.path.as_posix(), _size(chain, one), facets=_facets(chain, one))
            for one in step.makes
        ],
    )


def _facets(chain: Chain, entry: Entry) -> dict[str, DatasetFacet]:
    place = f"dvc:{entry.cached_as.as_posix()}"
    found: dict[str, DatasetFacet] = {
        "version": dataset_version_dataset.DatasetVersionDatasetFacet(entry.md5, producer=PRODUCER),
        "dataSource": datasource_dataset.DatasourceDatasetFacet("dvc", place, producer=PRODUCER),
    }
    if _is_table(entry):
        stored = columns.of(chain.evidence.path(entry.path))
        fields = [
            schema_dataset.SchemaDatasetFacetFields(name, str(kind), columns.MEANING.get(name), number)
            for number, (name, kind) in enumerate(stored.items(), 1)
        ]
        found["schema"] = schema_dataset.SchemaDatasetFacet(fields, producer=PRODUCER)
    return found


def _size(chain: Chain, entry: Entry) -> dict[str, OutputDatasetFacet]:
    if not _is_table(entry):
        return {}
    path = chain.evidence.path(entry.path)
    counted = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
        pq.read_metadata(path).num_rows, path.stat().st_size, producer=PRODUCER
    )
    return {"outputStatistics": counted}


def _is_table(entry: Entry) -> bool:
    return entry.path.suffix == ".parquet"
