"""Sides that run in turn, round by round, so that whatever else the machine does falls on all of them."""

import os
import time
from collections.abc import Callable
from typing import NamedTuple


class Spent(NamedTuple):
    """Seconds: by the clock, and on the processor, of this process and those that it has waited for."""

    wall: float
    cpu: float


def spent(work: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), _processor()
    work()
    return Spent(time.perf_counter() - wall, _processor() - cpu)


def _processor() -> float:
    return time.process_time() + sum(os.times()[2:4])


def load() -> str:
    """How busy the machine is, beside a figure that goes by the clock."""
    return f"load {os.getloadavg()[0]:.1f}"


def interleaved(sides: dict[str, Callable[[], Spent]], rounds: int) -> dict[str, list[Spent]]:
    """What each side has spent in each round; a side gets ready before it starts its clock."""
    found: dict[str, list[Spent]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            found[name].append(side())
    return found
