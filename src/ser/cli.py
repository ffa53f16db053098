"""`ser`: reads artefacts and shows them; changes nothing."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from ser import params, paths, stage
from ser.report import sources, table

WIDE = 130  # columns, where no terminal says how many it has


def main() -> None:
    stage.guard(_command)


def _command(*words: str) -> None:
    parser = argparse.ArgumentParser(prog="ser", description="Show what the pipeline has made.")
    commands = parser.add_subparsers(required=True)
    show = commands.add_parser("table", help="all reward models side by side")
    show.set_defaults(run=_table)
    parser.parse_args(words).run()


def _table() -> None:
    p = params.load()
    results = sources.read(p)
    shown = Table(title=None, box=None, header_style="bold")
    for place, name in enumerate(table.HEAD):
        shown.add_column(name, justify="left" if place == 0 else "right")
    for row in table.rows(p, results):
        shown.add_row(*row)
    console = Console() if sys.stdout.isatty() else Console(width=WIDE)
    console.print(shown)
    console.print(f"\n{table.finding(p, results)}\nThe report: {paths.REPORT / 'index.html'}", highlight=False)
