"""Sides that run in turn, round by round, so that whatever else the machine does falls on all of them."""

import time
from collections.abc import Callable
from typing import NamedTuple


class Spent(NamedTuple):
    """Seconds: by the clock, and of this process on the processor."""

    wall: float
    cpu: float


def spent(work: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def interleaved(sides: dict[str, Callable[[], Spent]], rounds: int) -> dict[str, list[Spent]]:
    """What each side has spent in each round; a side gets ready before it starts its clock."""
    found: dict[str, list[Spent]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            found[name].append(side())
    return found
