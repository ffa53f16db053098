"""How commands print: as wide as the terminal, or as a file can bear."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

WIDE = 150  # columns, where no terminal says how many it has


def console() -> Console:
    return Console(highlight=False) if sys.stdout.isatty() else Console(width=WIDE, highlight=False)


def show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    shown = Table(title=None, box=None, header_style="bold")
    for place, name in enumerate(head):
        shown.add_column(name, justify="left" if place == 0 else "right")
    for row in rows:
        shown.add_row(*row)
    console().print(shown)


def as_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
