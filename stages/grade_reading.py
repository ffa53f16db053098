"""Grade the reading on the holdouts as if it were a reward model."""

from ser.desk import files, params, paths, records, stage, tables
from ser.reward import grade
from ser.reward.looks import READING


def main() -> None:
    p, here = params.load(), paths.Model(READING)
    labels = {split: tables.read(paths.holdout_labels(split), records.LABELS) for split in records.HOLDOUTS}
    pairs, scores = tables.read(paths.PAIRS, records.PAIRS), tables.read(here.scores, records.SCORES)
    files.write_json(grade.of_holdouts(scores, pairs, labels, p) if p.reading else {}, here.metrics)


if __name__ == "__main__":
    stage.run(main)
