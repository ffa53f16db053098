"""What the base looks at: the pairs that a reading is made of, and apart from them those that it is graded on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from ser.desk import paths, records


@dataclass(frozen=True)
class Look:
    splits: Sequence[str]
    views: Path

    @property
    def pairs(self) -> pc.Expression:
        """Which they are, as a filter."""
        return pc.field("split").isin(self.splits)


READING = "reading"
"""What stands in a model's place where a reading is graded like one."""
KNOWN = Look(("seed", "pool"), paths.VIEWS)
HELD = Look(records.HOLDOUTS, paths.HELD_VIEWS)
BY_NAME = {"known": KNOWN, "held": HELD}
