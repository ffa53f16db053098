"""One side of the comparison of processes: what `launch:` starts, once or twice over.

`python -m benchmarks.shared score world out.json` writes how long scoring pairs of that shape took in these processes
together, and its scores; `train` its losses.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.rounds import Spent, spent
from ser.desk import files, processes, stage

SIZE = "3m"
SCORED, TRAINED = 400, 240  # pairs


def score(shape: str) -> tuple[Spent, list[float], float]:
    from benchmarks import models, shapes
    from ser.reward.read import Reader
    from ser.reward.score import of_pairs

    reader = Reader(models.judge(SIZE), models.tokenizer(), models.MAX_TOKENS)
    of_pairs(reader, shapes.pairs(shape, 32))
    pairs, found = shapes.pairs(shape, SCORED), dict[str, Any]()
    processes.wait()
    took = spent(lambda: found.update(of_pairs(reader, pairs).to_pydict()))
    return took, [*found["score_left"], *found["score_right"]], 0.0


def train(shape: str) -> tuple[Spent, list[float], float]:
    from benchmarks import models, shapes, training

    with tempfile.TemporaryDirectory() as folder:
        own = training.ours(SIZE, shapes.pairs(shape, TRAINED), "float32", models.RNG_SEED, folder, logging_steps=1)
        processes.wait()
        took = spent(own.train)
        return took, [entry["loss"] for entry in own.state.log_history if "loss" in entry], _summed(own.model)


def _summed(model: Any) -> float:
    """Seconds in which the processes add up one step's gradients."""
    if processes.count() == 1:
        return 0.0
    import torch

    gradients = torch.zeros(sum(one.numel() for one in model.parameters()))
    return sorted(spent(lambda: torch.distributed.all_reduce(gradients)).wall for _ in range(5))[2]


def main(work: str, shape: str, path: str) -> None:
    from ser import machine

    machine.begin(threads=1)
    took, found, summed = {"score": score, "train": train}[work](shape)
    processes.wait()
    if processes.is_first():
        told = {"wall": took.wall, "cpu": took.cpu, "processes": processes.count(), "found": found, "summed": summed}
        files.write_json(told, Path(path))


if __name__ == "__main__":
    stage.settle()
    main(*sys.argv[1:])
