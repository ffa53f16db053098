"""Simulated people who say which of two responses they prefer."""

import math
from random import Random


def vote(
    rng: Random, advantage: float, longer: float, annotators: int, temperature: float, length_bias: float, slip: float
) -> int:
    """How many of the annotators vote for the left response.

    `advantage` is gold(left) - gold(right); `longer` is by how many tens of words the left response is longer.
    """
    drive = max(-50.0, min(50.0, (advantage + length_bias * longer) / temperature))
    share = slip / 2 + (1 - slip) / (1 + math.exp(-drive))
    return sum(rng.random() < share for _ in range(annotators))
