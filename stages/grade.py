"""Grade a reward model on the holdouts: accuracy, calibration and bias, each with its interval."""

import pyarrow as pa

from ser.desk import files, params, paths, records, stage, tables
from ser.desk.parts import Parts
from ser.reward import grade, looks


def main(model: str) -> None:
    p = params.load()
    here = paths.Model(model)
    labels = {split: tables.read(paths.holdout_labels(split), records.LABELS) for split in records.HOLDOUTS}
    pairs = pa.concat_tables(part.filter(looks.HELD.pairs) for part in Parts(paths.PAIRS, records.PAIRS).of())
    files.write_json(grade.grades(Parts(here.scores, records.SCORES), pairs, labels, p), here.metrics)


if __name__ == "__main__":
    stage.run(main)
