"""A sweep: the same pipeline under changed params, each point a DVC experiment, all results one table."""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from ser import git, outcomes, paired
from ser.desk import files, params, paths
from ser.desk.errors import ParamsError
from ser.desk.settings import SEED, Params

FILE = Path("sweeps.yaml")
Row = dict[str, Any]


@dataclass(frozen=True)
class Sweep:
    name: str
    asks: str
    axis: str
    without: list[str]
    points: dict[str, dict[str, Any]]


def load(name: str) -> Sweep:
    sweeps = yaml.load(FILE.read_text(encoding="utf-8"), yaml.BaseLoader)
    if name not in sweeps:
        raise ParamsError(FILE, f"no sweep {name!r}", f"use one of: {', '.join(sweeps)}")
    return Sweep(name, **{"without": []} | sweeps[name])


def run(name: str) -> list[Row]:
    """Run the points that this commit has not run yet; the table is written anew after each."""
    sweep, rows, revisions = load(name), [], {}
    root = params.load().root
    if git.changed(str(FILE), "params.yaml", str(Path("dvc.yaml").resolve()), f"{root}/src", f"{root}/stages"):
        raise ParamsError(FILE, "changes are not committed", "commit them, so that each point names what it ran")
    for point, changes in sweep.points.items():
        revisions[point] = _revision(sweep, point, changes)
        rows += rows_of(sweep, point, revisions[point])
        told = against_default(sweep, revisions, rows)
        files.write_csv(told, paths.SWEEPS / f"{name}.csv")
    return told


def _revision(sweep: Sweep, point: str, changes: dict[str, Any]) -> str:
    """The commit that holds the point's results."""
    if not changes:
        return "HEAD"
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"{sweep.name}-{point}")
    found = git.experiment(name)
    if found is None:
        start = time.monotonic()
        command = ["exp", "run", "--temp", "--name", name, *overrides(changes, sweep.without), "summary"]
        print(f"dvc {' '.join(command)}", file=sys.stderr, flush=True)
        # The experiment's own copy of the library, not the one that happens to be installed.
        own = {"PYTHONPATH": f"{params.load().root}/src"}
        subprocess.run([sys.executable, "-m", "dvc", *command], check=True, env=os.environ | own)
        print(f"{name}: {(time.monotonic() - start) / 60:.1f} minutes", file=sys.stderr, flush=True)
        found = git.experiment(name)
    _refuse_unchanged(str(found), changes)
    return str(found)


def _refuse_unchanged(revision: str, changes: dict[str, Any]) -> None:
    """A change that DVC did not carry into the experiment would pass for a finding of no difference."""
    given = yaml.load(git.content(revision, paths.PARAMS), yaml.BaseLoader)
    for key, value in changes.items():
        found = given
        for step in key.split("."):
            found = found.get(step, {})
        if found != value and yaml.safe_load(str(found)) != yaml.safe_load(str(value)):
            problem = f"the experiment ran with {found!r}, needed {value!r}"
            raise ParamsError(f"{FILE}, {key}", problem, "write the entry of params.yaml without an alias")


def overrides(changes: dict[str, Any], without: list[str]) -> list[str]:
    """As options of `dvc exp run`: a dict is an entry that params.yaml lacks."""
    p = params.load()
    words = [f"~{'generations' if name in p.generations else 'references'}.{name}" for name in without]
    words += [f"~policies.{name}" for name, plan in p.policies.items() if plan.reward in without]
    for key, value in changes.items():
        words.append(f"{'+' if isinstance(value, dict) else ''}{key}={_spelt(value)}")
    return [option for word in words for option in ("-S", word)]


def _spelt(value: Any) -> str:
    """As Hydra reads it."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{a}:{b}" for a, b in value.items()) + "}"
    return f"[{','.join(value)}]" if isinstance(value, list) else str(value)


def rows_of(sweep: Sweep, point: str, revision: str) -> list[Row]:
    """A row for the seed, each arm's last generation and each reference, as the revision's metrics have them."""
    p, told, latest = _params(revision), git.json(revision, paths.SUMMARY), git.json(revision, paths.LATEST)
    roles = {SEED: SEED, **p.arms(), **{name: name for name in p.references}}
    rows = []
    for role, model in roles.items():
        figures = told["models"][model]
        row: Row = {"sweep": sweep.name, "asks": sweep.asks, "axis": sweep.axis, "point": point}
        row |= {"model": model, "role": role}
        row |= {key: latest[role].get(key) for key in ("labels", "labels_right")}
        row |= _spread("accuracy", figures["accuracy"]) | _spread("gap_closed", figures.get("gap_closed", {}))
        row |= _test("seed", told["tests"].get(model, {}).get(SEED, {}))
        row |= _test("headline", _reversed(told["tests"].get(told["headline"], {}).get(model, {})))
        rows.append(row | figures["compute"])
    return rows


def against_default(sweep: Sweep, revisions: dict[str, str], rows: list[Row]) -> list[Row]:
    """Each model less the same one under the default params, on the same holdout; Holm over the whole sweep."""
    right = {(row["point"], row["model"]): _outcomes(revisions[row["point"]], row["model"]) for row in rows}
    base = {row["model"]: _outcomes("HEAD", row["model"]) for row in rows if git.has("HEAD", _grades(row["model"]))}
    asked = [key for key, one in right.items() if _can_compare(sweep, key, one, base)]
    every = {f"{point} {model}": right[point, model] for point, model in asked} | base
    prompts = np.array(git.json("HEAD", paths.CORPUS_METRICS)["prompts"]["holdout"])
    comparison = paired.Comparison(every, prompts)
    found = {key: comparison.difference(f"{key[0]} {key[1]}", key[1]) for key in asked}
    corrected = dict(zip(asked, paired.holm(np.array([one.p for one in found.values()])), strict=True))
    told = []
    for row in rows:
        key = row["point"], row["model"]
        figures = found[key].figures() if key in found else {}
        p_default = float(f"{corrected[key]:.2g}") if key in found else None
        told.append(row | _test("default", figures | {"p_holm": p_default}))
    return told


def _can_compare(sweep: Sweep, key: tuple[str, str], right: np.ndarray, base: dict[str, np.ndarray]) -> bool:
    """Under other params, with the same labels, and known to the default; equal outcomes need no test."""
    point, model = key
    changes = sweep.points[point]
    same_labels = not any(name.startswith("corpus.") for name in changes)
    return bool(changes) and same_labels and model in base and not np.array_equal(right, base[model], equal_nan=True)


def _grades(model: str) -> Path:
    return paths.Model(model).metrics


def _outcomes(revision: str, model: str) -> np.ndarray:
    return outcomes.read(git.json(revision, _grades(model))["outcomes"]["holdout"])


def _spread(name: str, figure: Row) -> Row:
    low, high = ("low", "high") if name == "accuracy" else (f"{name}_low", f"{name}_high")
    return {name: figure.get("mean"), low: figure.get("low"), high: figure.get("high")}


def _test(against: str, test: Row) -> Row:
    """A difference and its p value, corrected for all that were asked beside it."""
    return _spread(f"vs_{against}", test) | {f"p_{against}": test.get("p_holm")}


def _reversed(test: Row) -> Row:
    """The other model's difference from this one."""
    return test and {"mean": -test["mean"], "low": -test["high"], "high": -test["low"], "p_holm": test["p_holm"]}


def _params(revision: str) -> Params:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "params.yaml")
        copy.write_bytes(git.content(revision, paths.PARAMS))
        return params.load(copy)
