"""`ser new`: a profile on data of one's own, ready to run."""

import re
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from ser.desk import params, paths
from ser.desk.errors import ParamsError
from ser.profiles import made
from ser.profiles.own import Given
from ser.survey import look, shown


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="pairs that people labelled")
    parser.add_argument("--unlabelled", type=Path, nargs="+", default=[], metavar="FILE", help="pairs for the pool")
    parser.add_argument("--out-of-domain", type=Path, nargs="+", default=[], metavar="FILE", help="measured on alone")
    parser.add_argument("--model", help="a pretrained base: its folder, package:NAME/FOLDER, or NAME/OF-IT@COMMIT")
    parser.add_argument("--name", help="of the profile; the first file's if left out")
    parser.add_argument("--anyway", action="store_true", help="leave out the rows that are wrong, and list them")


def run(
    files: list[Path],
    unlabelled: list[Path],
    out_of_domain: list[Path],
    model: str | None,
    name: str | None,
    anyway: bool,
) -> None:
    name = name or re.sub(r"[^a-z0-9]+", "-", files[0].name.split(".")[0].lower()).strip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise ParamsError("ser new", f"found --name {name!r}", "needed lower-case letters, digits, - and _")
    given = Given(files, unlabelled, out_of_domain)
    _look_through(given, anyway)
    folder = made.make(name, given, model, Path(params.load().root))
    subprocess.run([sys.executable, "-m", "dvc", "add", "--quiet", str(paths.RAW)], cwd=folder, check=True)
    print(f"{folder}: made. Next:\n  cd {folder}\n  dvc repro\n  ser table")


def _look_through(given: Given, anyway: bool) -> None:
    made.refuse_missing(given.files)
    said, is_wrong = shown.report([look.read(one) for one in given.files])
    print(said)
    if is_wrong and not anyway:
        sys.exit("\nser new: nothing was made\n  -> mend what is named above, or leave it out: --anyway")
