"""`ser`: looks at the params and at what the pipeline has made, and runs sweeps; changes no artefact."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from ser import params, paths, publish, seconds, stage, sweep
from ser.errors import ParamsError
from ser.report import sources, table
from ser.reward import pool, rules

WIDE = 150  # columns, where no terminal says how many it has


def main() -> None:
    stage.guard(_command)


def _command(*words: str) -> None:
    parser = argparse.ArgumentParser(prog="ser", description="Look at what the pipeline has made; run sweeps.")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("check", help="can params.yaml be run as it stands?").set_defaults(run=_check)
    commands.add_parser("table", help="all reward models side by side").set_defaults(run=_table)
    swept = commands.add_parser("sweep", help="the pipeline under other params, point by point")
    swept.add_argument("name", help="a name in sweeps.yaml")
    swept.set_defaults(run=_sweep)
    shown = commands.add_parser("card", help="a checkpoint's card with its grades, ready for a model hub")
    shown.add_argument("model")
    shown.add_argument("--rng-seed", type=int, help="the replicate; the first one if left out")
    shown.set_defaults(run=_card)
    given = vars(parser.parse_args(words))
    given.pop("run")(**given)


def _check() -> None:
    p = params.load()
    nobody = pool.empty(len(p.rng_seeds))
    for name, rule in p.rules.items():
        rules.apply(nobody, rule, name)
    print(f"{paths.PARAMS}: {len(p.models)} reward models, {len(p.rng_seeds)} replicates each; all rules are whole")


def _table() -> None:
    p = params.load()
    results = sources.read(p)
    known = seconds.read()
    _show((*table.HEAD, "seconds"), [(*row, _seconds(row[0], known)) for row in table.rows(p, results)])
    print(f"\n{table.finding(p, results)}\nThe report: {paths.REPORT / 'index.html'}")


def _seconds(model: str, known: dict[str, float]) -> str:
    """Training and scoring here, where this machine did them."""
    taken = [known[f"{verb} {model}"] for verb in ("train", "score") if f"{verb} {model}" in known]
    return f"{sum(taken):.0f}" if taken else ""


def _card(model: str, rng_seed: int | None) -> None:
    p = params.load()
    if model not in p.models or rng_seed not in (None, *p.rng_seeds):
        known = f"{', '.join(p.models)}; --rng-seed {', '.join(map(str, p.rng_seeds))}"
        raise ParamsError(paths.PARAMS, f"no reward model {model} with rng_seed {rng_seed}", f"use one of: {known}")
    print(publish.completed(model, p.rng_seeds[0] if rng_seed is None else rng_seed, p), end="")


def _sweep(name: str) -> None:
    rows = sweep.run(name)
    shown = ("point", "model", "accuracy", "low", "high", "gap_closed", "vs_seed", "p_seed", "vs_default", "p_default")
    _show(shown, [tuple("" if row[key] is None else str(row[key]) for key in shown) for row in rows])
    print(f"\nThe table: {paths.SWEEPS / name}.csv. `dvc repro report` draws it.")


def _show(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    shown = Table(title=None, box=None, header_style="bold")
    for place, name in enumerate(head):
        shown.add_column(name, justify="left" if place == 0 else "right")
    for row in rows:
        shown.add_row(*row)
    (Console() if sys.stdout.isatty() else Console(width=WIDE)).print(shown)
