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
MOST = 4  # threads that still help a model of this size

Work = Callable[[str, int, int], Path]


def each(work: Work, model: str, rng_seeds: Sequence[int]) -> list[Path]:
    """What `work(model, rng_seed, threads)` returns for each replicate, in their order; the first trouble ends all."""
    workers, threads = min(CORES, len(rng_seeds)), shares(len(rng_seeds), CORES)
    if workers == 1:
        return [work(model, *share) for share in zip(rng_seeds, threads, strict=True)]
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=stage.prepare) as pool:
        running = [pool.submit(work, model, *share) for share in zip(rng_seeds, threads, strict=True)]
        try:
            return [one.result() for one in running]
        except BrokenProcessPool as trouble:
            raise ModelError(
                model, "a worker process was killed, perhaps for want of memory", "SER_CORES=1 dvc repro"
            ) from trouble
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def shares(replicates: int, cores: int) -> list[int]:
    """Threads for each replicate: those of a round that leaves cores idle take them, so three on two get 1, 1, 2."""
    last = replicates % cores
    return [1] * (replicates - last) + [min(MOST, cores // last)] * last if last else [1] * replicates
