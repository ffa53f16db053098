"""Set all reward models side by side: differences, the share of the gap closed, and the labels' accuracy."""

import numpy as np

from ser import summary
from ser.desk import files, params, paths, stage
from ser.reward.looks import READING


def main() -> None:
    p = params.load()
    grades = {name: files.read_json(paths.Model(name).metrics) for name in p.models}
    training = {name: files.read_json(paths.Model(name).training) for name in p.models}
    counts = {name: files.read_json(paths.Model(name).counts) for name in p.generations}
    audits = {name: files.read_json(paths.Model(name).audit) for name in p.generations if p.sealed}
    prompts = np.array(files.read_json(paths.CORPUS_METRICS)["prompts"]["holdout"])
    reading = files.read_json(paths.Model(READING).metrics)
    files.write_json(summary.summarise(summary.Evidence(p, grades, training, prompts, reading)), paths.SUMMARY)
    files.write_json(summary.latest(p, grades, counts, audits), paths.LATEST)
    if p.sealed:
        files.write_json(audits, paths.AUDIT)


if __name__ == "__main__":
    stage.run(main)
