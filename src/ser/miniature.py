"""The whole pipeline in miniature: the code that stands here, under params so small that a stage takes seconds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from ser import graph
from ser.desk import paths
from ser.desk.errors import ModelError, ParamsError
from ser.profiles import laid

SIZES: dict[str, dict[str, Any]] = {
    "corpus": {"pairs": 360, "out_of_domain": 50},
    "base": {"vocabulary": 350, "hidden": 32, "layers": 1, "heads": 2, "feed_forward": 48},
    "sft": {"epochs": 1, "batch": 64},
    "reward": {"epochs": 2},
    "grade": {"resamples": 40},
    "judging": {"prompts": 12, "samples": 2, "tokens": 16, "held_out": ["full"]},
}
CODE, FILES = ("src", "stages"), (graph.NAME, paths.PARAMS, Path(".dvcignore"), Path(".gitignore"))
STEPS = (
    ("git", "init", "-q", "-b", "main"),
    ("dvc", "init", "-q"),
    ("git", "add", "-A"),
    ("git", "commit", "-q", "-m", "the start"),
    ("dvc", "repro", "--quiet"),
    ("ser", "audit", "--sample", "2"),
    ("git", "add", "-A"),
    ("git", "commit", "-q", "-m", "the results"),
    ("ser", "fresh"),
)
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info")


def lay(source: Path, folder: Path) -> None:
    """The code of `source` in a new folder, with the params made small."""
    folder.mkdir(parents=True)
    for name in CODE:
        shutil.copytree(source / name, folder / name, ignore=IGNORED)
    for file in FILES:
        shutil.copy(source / file, folder)
    for place in (*laid.READ_WHOLE, paths.RAW):
        (folder / place).mkdir(parents=True)
        shutil.copy(source / place / "README.md", folder / place)
    written = folder / paths.PARAMS
    params = shrunk(yaml.safe_load(written.read_text(encoding="utf-8")))
    written.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")


def rehearse(folder: Path) -> None:
    """Every stage from scratch, then what must hold of any run."""
    for words in STEPS:
        print(f"> {' '.join(words)}", flush=True)
        done = subprocess.run(words, cwd=folder, env=_surroundings(folder))
        if done.returncode:
            said = f"`{' '.join(words)}` ended with {done.returncode}"
            raise ModelError(folder, said, "its own words stand above; the folder is left as it was then")


def _surroundings(folder: Path) -> dict[str, str]:
    """The library that lies in the folder, and somebody who commits."""
    who = {f"GIT_{role}_{what}": "miniature" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return who | os.environ | {"PYTHONPATH": str(folder.resolve() / "src"), "PATH": path}


def shrunk(params: dict[str, Any]) -> dict[str, Any]:
    """Every kind of stage is left, and enough pairs that each generation adopts labels."""
    if params["corpus"]["name"] != "world":
        needed = "run it from the root, whose params.yaml has the embedded default"
        raise ParamsError(f"{paths.PARAMS}, corpus", f"cannot be made small: {params['corpus']['name']}", needed)
    small = params | {name: params[name] | sizes for name, sizes in SIZES.items()}
    rules, methods = params["rules"], params["methods"]
    return small | {
        "rng_seeds": [13, 14],
        "rules": rules
        | {"ser": rules["ser"] | {"apart_above": 0.5, "apart_below": 0.5, "enough": 0.05}}
        | {"vanilla": rules["vanilla"] | {"confidence": 0.5001}},
        "generations": {
            "ser-1": {"rule": "ser", "after": "seed"},
            "ser-2": {"rule": "ser", "after": "ser-1"},
            "vanilla-1": {"rule": "vanilla", "after": "seed"},
            "elicit-1": {"rule": "elicit", "after": "seed"},
            "judge-1": {"rule": "judge", "after": "seed"},
        },
        "references": {
            "full": {"labels": "all", "after": "seed", "steps": "own"},
            "oracle-2": {"labels": "adopted", "after": "ser-2", "steps": "own"},
        },
        "headline": "ser",
        "methods": methods
        | {"ppo": methods["ppo"] | {"steps": 3, "batch": 8, "minibatch": 4, "epochs": 1}}
        | {"rloo": methods["rloo"] | {"steps": 2, "batch": 8, "minibatch": 4, "answers": 2, "epochs": 1}},
        "policies": {
            "best-seed": {"method": "best_of_n", "reward": "seed"},
            "ppo-ser": {"method": "ppo", "reward": "ser-2", "kl": 0.05},
            "rloo-seed": {"method": "rloo", "reward": "seed"},
            "dpo-ser": {"method": "dpo", "reward": "ser-2"},
        },
        "benchmarks": {"files": {}, "models": []},
    }
