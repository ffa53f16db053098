"""The stages that `dvc.yaml` asks for, by their full names, their templates filled in."""

import re
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import yaml

NAME = Path("dvc.yaml")


@dataclass(frozen=True)
class Stage:
    deps: frozenset[Path]
    outs: frozenset[Path]
    values: frozenset[Path]
    """Files of which single values are read, params.yaml aside."""

    @property
    def needs(self) -> frozenset[Path]:
        return self.deps | self.values


def read(path: Path, params: dict[str, Any]) -> dict[str, Stage]:
    found = {}
    for name, body in yaml.safe_load(path.read_text(encoding="utf-8"))["stages"].items():
        if "foreach" not in body:
            found[name] = _stage(body, params)
            continue
        for key, item in _items(body["foreach"], params).items():
            own = {f"item.{word}": value for word, value in (item or {}).items()}
            found[f"{name}@{key}"] = _stage(body["do"], params | own | {"key": key, "item": key})
    return found


def forms(path: Path) -> set[str]:
    """Where stages that are made of a list write, a star in place of the name."""
    found = set()
    for body in yaml.safe_load(path.read_text(encoding="utf-8"))["stages"].values():
        if "foreach" in body:
            found |= {str(one) for one in _stage(body["do"] | {"deps": []}, {"key": "*", "item": "*"}).outs}
    return found


def _items(over: Any, params: dict[str, Any]) -> dict[str, Any]:
    """A dict, or a list of names; or where in `params` either stands."""
    if isinstance(over, str):
        over = reduce(lambda part, word: part[word], over.strip("${}").split("."), params)
    return over if isinstance(over, dict) else dict.fromkeys(over)


def upstream(stages: dict[str, Stage], name: str) -> set[str]:
    """Every stage that the named one depends on, at any distance, and itself."""
    makers: dict[Path, set[str]] = {}
    for one, stage in stages.items():
        for out in stage.outs:
            for place in (out, *out.parents):  # a folder may be read whole
                makers.setdefault(place, set()).add(one)
    found: set[str] = set()
    todo = {name}
    while todo:
        found |= todo
        todo = {one for at in todo for dep in stages[at].needs for one in makers.get(dep, ())} - found
    return found


def _stage(body: dict[str, Any], values: dict[str, Any]) -> Stage:
    outs = [out for kind in ("outs", "metrics", "plots") for out in body.get(kind, [])]
    names = [next(iter(out)) if isinstance(out, dict) else out for out in outs]
    files = [file for one in body.get("params", []) if isinstance(one, dict) for file in one]
    return Stage(
        frozenset(_filled(dep, values) for dep in body.get("deps", [])),
        frozenset(_filled(one, values) for one in names),
        frozenset(_filled(one, values) for one in files),
    )


def _filled(template: str, values: dict[str, Any]) -> Path:
    return Path(re.sub(r"\$\{([^}]+)\}", lambda found: str(values[found[1]]), template))
