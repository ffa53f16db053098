"""What a benchmark finds: a figure with its goal beside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    value: float
    unit: str
    goal: str
    met: bool | None
    note: str = ""
