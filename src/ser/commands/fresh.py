"""`ser fresh`: is all that is committed up to date?"""

import sys
from argparse import ArgumentParser
from contextlib import chdir
from pathlib import Path

from ser import git, lock
from ser.commands import terminal
from ser.desk.errors import ProvenanceError
from ser.proof import shown
from ser.review import fresh


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run() -> None:
    """Here, and in each profile below that has results in git."""
    folders = sorted(one.parent for one in git.files("HEAD", Path()) if one.name == lock.NAME.name)
    if not folders:
        raise ProvenanceError(lock.NAME, "git has none in this folder or below", "run `dvc repro`, and commit it")
    stale = []
    for folder in folders:
        with chdir(folder):
            results = fresh.look()
        screen = terminal.console()
        screen.print(f"{folder}:", shown.table(results), shown.findings(results), sep="\n")
        if any(one.findings for one in results):
            stale.append(str(folder))
    if stale:
        sys.exit(f"Not up to date: {', '.join(stale)}.\n  -> {fresh.REDO}")
    print("All that is committed is up to date.")
