"""What the report is made of: stored figures of the models that params.yaml names, and of no others."""

from ser import files, paths
from ser.report.table import Results
from ser.settings import Params


def read(p: Params) -> Results:
    return Results(
        corpus=files.read_json(paths.CORPUS_METRICS),
        summary=files.read_json(paths.SUMMARY),
        audits=files.read_json(paths.AUDIT),
        grades={name: files.read_json(paths.Model(name).metrics) for name in p.models},
    )
