"""`ser check`: try all that params.yaml says before anything runs; or look through files of raw data."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from ser import judges as labelling
from ser.corpus import adapters, formats
from ser.desk import params, paths
from ser.desk.errors import CorpusError
from ser.elsewhere import formats as benchmarks
from ser.judging import judges
from ser.policy import settings
from ser.profiles import laid
from ser.reward import pool, rules
from ser.survey import look, shown


def arguments(parser: ArgumentParser) -> None:
    told = "files or folders of raw data to look through, in place of params.yaml"
    parser.add_argument("data", nargs="*", type=Path, help=told)


def run(data: list[Path]) -> None:
    if data:
        _look_through(data)
    else:
        _try_params()


def _look_through(data: list[Path]) -> None:
    for path in data:
        if not path.exists() or not look.files(path):
            raise CorpusError(
                path, "no such file, or a folder without any", f"needed one of: {', '.join(formats.KINDS)}"
            )
    files = [file for path in data for file in look.files(path)]
    said, is_wrong = shown.report([look.read(file) for file in files])
    print(said)
    if is_wrong:
        sys.exit(1)


def _try_params() -> None:
    p = params.load()
    laid.refuse_stale(Path())
    adapters.of(p)
    nobody = pool.empty(len(p.rng_seeds))
    for name, rule in p.rules.items():
        rules.apply(nobody, rule, name)
    for name in p.policies:
        settings.of(p, name)
    judges.of(p)
    labelling.refuse_foreign(p)
    benchmarks.of(p)
    made = f"{len(p.models)} reward models and {len(p.policies)} policies, {len(p.rng_seeds)} replicates each"
    print(f"{paths.PARAMS}: {made}; all rules, methods and judges are whole")
