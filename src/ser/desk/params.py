"""`params.yaml` read into its types, and refused unless it can be run as it stands."""

import re
from pathlib import Path
from typing import Any

import yaml

from ser.desk import bases, paths, strict
from ser.desk.errors import ParamsError
from ser.desk.settings import SEED, Params


def load(path: Path = paths.PARAMS, otherwise: dict[str, Any] | None = None) -> Params:
    """`otherwise` has the sections and keys that the file of an older revision may lack."""
    if not path.exists():
        raise ParamsError(path, "the file is missing", "run from the folder that holds it")
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as trouble:
        raise ParamsError(path, f"not valid YAML: {trouble}", "mend the line it names") from trouble
    if otherwise and isinstance(given, dict):
        given = {key: _over(otherwise.get(key), given.get(key)) for key in {**given, **otherwise}}
    params: Params = strict.build(Params, given, str(path))
    _check_names(params)
    _check_parents(params)
    _check_values(params)
    _check_reading(params)
    bases.check(params)
    _check_policies(params)
    _check_benchmarks(params)
    return params


def _over(otherwise: Any, given: Any) -> Any:
    if isinstance(otherwise, dict) and isinstance(given, dict):
        return otherwise | given
    return otherwise if given is None else given


def _check_names(p: Params) -> None:
    for group, pattern, form in (
        (p.generations, r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*-[1-9]\d*", "<arm>-<number>, such as ser-4"),
        (p.references, r"[a-z][a-z0-9_-]*", "lower-case letters, digits, - and _"),
    ):
        for name in group:
            if not re.fullmatch(pattern, name) or name == SEED:
                raise ParamsError(paths.PARAMS, f'"{name}" cannot name a model', f"needed {form}, and not {SEED}")
    for name in set(p.generations) & set(p.references):
        raise ParamsError(paths.PARAMS, f'"{name}" is both a generation and a reference', "rename one of them")


def _check_parents(p: Params) -> None:
    if p.references and not p.sealed:
        problem = f"{', '.join(p.references)} would learn from sealed labels, and sealed is false"
        remedy = "needed references: {} where nobody labelled the pool, or sealed: true where people did"
        raise ParamsError(f"{paths.PARAMS}, references", problem, remedy)
    for name in (*p.generations, *p.references):
        seen, at = [name], p.parent(name)
        while at != SEED:
            where = f"{paths.PARAMS}, {'generations' if seen[-1] in p.generations else 'references'}.{seen[-1]}"
            if at not in p.generations:
                known = ", ".join((SEED, *p.generations))
                raise ParamsError(where, f'after: "{at}" is not a generation', f"use one of: {known}")
            if at in seen:
                circle = " -> ".join([*seen, at])
                raise ParamsError(where, f"the generations form a circle: {circle}", f"start one with after: {SEED}")
            seen.append(at)
            at = p.parent(at)
    for name, plan in p.generations.items():
        if plan.rule not in p.rules:
            raise ParamsError(
                f"{paths.PARAMS}, generations.{name}", f'no rule "{plan.rule}"', f"use one of: {', '.join(p.rules)}"
            )


def _check_values(p: Params) -> None:
    if p.generations and p.headline not in p.arms():
        raise ParamsError(f"{paths.PARAMS}, headline", f'no arm "{p.headline}"', f"use one of: {', '.join(p.arms())}")
    if not p.rng_seeds or len(set(p.rng_seeds)) < len(p.rng_seeds):
        raise ParamsError(f"{paths.PARAMS}, rng_seeds", f"found {list(p.rng_seeds)}", "list at least one, each once")


def _check_reading(p: Params) -> None:
    for name, plan in p.generations.items():
        if p.is_read(name) and not p.reading:
            problem = f"rule {plan.rule} asks for a reading, and none is made"
            raise ParamsError(f"{paths.PARAMS}, generations.{name}", problem, "needed reading: true")


def _check_policies(p: Params) -> None:
    if not p.judging.start and (asked := (*p.policies, *p.judging.held_out)):
        problem = f"nothing to start from, and {', '.join(asked)} asks for the supervised policy"
        raise ParamsError(f"{paths.PARAMS}, judging.start", problem, "needed start: [sft] beside policies and held_out")
    for name, plan in p.policies.items():
        where = f"{paths.PARAMS}, policies.{name}"
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or name == "sft":
            raise ParamsError(where, "cannot name a policy", "needed lower-case letters, digits, - and _, and not sft")
        if plan.method not in p.methods:
            raise ParamsError(where, f'no method "{plan.method}"', f"use one of: {', '.join(p.methods)}")
        if plan.reward not in p.models:
            raise ParamsError(where, f'no reward model "{plan.reward}"', f"use one of: {', '.join(p.models)}")
    for judge in p.judging.held_out:
        where = f"{paths.PARAMS}, judging.held_out"
        if judge not in p.models:
            raise ParamsError(where, f'no reward model "{judge}"', f"use one of: {', '.join(p.models)}")
        if paid := [name for name, plan in p.policies.items() if plan.reward == judge]:
            raise ParamsError(where, f"{judge} pays {', '.join(paid)}", "name a model that is nobody's reward")


def _check_benchmarks(p: Params) -> None:
    where = f"{paths.PARAMS}, benchmarks"
    for model in p.benchmarks.models:
        if model not in p.models:
            raise ParamsError(f"{where}.models", f'no reward model "{model}"', f"use one of: {', '.join(p.models)}")
    if p.benchmarks.models and not p.benchmarks.files:
        raise ParamsError(f"{where}.files", "nothing to grade the models on", "name a benchmark, or no models")
