"""`ser tiny`: the whole pipeline from scratch, in miniature."""

import shutil
from argparse import ArgumentParser
from pathlib import Path

from ser import miniature
from ser.desk import params, paths

FOLDER = paths.SCRATCH / "tiny"


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    miniature.lay(Path(params.load().root), FOLDER)
    miniature.rehearse(FOLDER)
    shutil.rmtree(FOLDER)
    print("The pipeline runs from scratch, its record holds, and its lock is fresh.")
