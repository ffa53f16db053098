"""The same work once for each `rng_seed`, each in a process of its own, as many at once as there are cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from ser import stage
from ser.errors import ModelError

CORES = int(os.environ.get("SER_CORES", 0)) or os.cpu_count() or 1


def each(work: Callable[[str, int], Path], model: str, rng_seeds: Sequence[int]) -> list[Path]:
    """What `work(model, rng_seed)` returns for each replicate, in their order; the first trouble ends all."""
    workers = min(CORES, len(rng_seeds))
    if workers == 1:
        return [work(model, rng_seed) for rng_seed in rng_seeds]
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=stage.prepare) as pool:
        running = [pool.submit(work, model, rng_seed) for rng_seed in rng_seeds]
        try:
            return [one.result() for one in running]
        except BrokenProcessPool as trouble:
            raise ModelError(
                model, "a worker process was killed, perhaps for want of memory", "SER_CORES=1 dvc repro"
            ) from trouble
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
