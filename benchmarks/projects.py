"""Projects in a folder of their own, run by DVC as a person would."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from ser import miniature
from ser.desk import paths
from ser.desk.errors import ModelError

ROOT = Path(__file__).parents[1]
LEARNED = "vanilla-1"
SMALL: dict[str, Any] = {  # of the default: one arm, and few epochs of what no generation repeats
    "rng_seeds": [13, 14],
    "headline": "vanilla",
    "generations": {LEARNED: {"rule": "vanilla", "after": "seed"}},
    "references": {},
    "policies": {},
}


def surroundings(*first: Path, code: Path = ROOT) -> dict[str, str]:
    """Of what is started here: it finds our code, behind what comes `first`, and the commands beside this Python.

    Python keeps what it compiles, as it does for a person: to compile anew at each start takes as long as to load.
    """
    found = {"PYTHONPATH": (*first, code / "src", code), "PATH": (Path(sys.executable).parent, os.environ["PATH"])}
    kept = {"PYTHONDONTWRITEBYTECODE": ""}
    return os.environ | kept | {name: os.pathsep.join(map(str, places)) for name, places in found.items()}


def run(folder: Path, *words: str) -> str:
    """What the command said."""
    who = {f"GIT_{role}_{what}": "benchmark" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    found = surroundings(code=folder) | who | {"DVC_NO_ANALYTICS": "1"}
    done = subprocess.run(words, cwd=folder, env=found, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr)[-1000:]
        raise ModelError(folder, f"`{' '.join(words)}` ended with {done.returncode}", f"it said: {said}")
    return done.stdout + done.stderr


def repro(folder: Path) -> set[str]:
    """The stages that ran."""
    return set(re.findall(r"Running stage '([^']+)'", run(folder, "dvc", "repro")))


def change(folder: Path, section: str, **values: Any) -> None:
    given = yaml.safe_load((folder / paths.PARAMS).read_text(encoding="utf-8"))
    given[section] |= values
    (folder / paths.PARAMS).write_text(yaml.safe_dump(given, sort_keys=False), encoding="utf-8")


def of_default(folder: Path) -> None:
    """The default's graph as it is when all has run, with placeholders for what it makes: none is read in a no-op."""
    run(ROOT, "git", "clone", "-q", "--no-hardlinks", str(ROOT), str(folder))
    for stage in yaml.safe_load((folder / "dvc.lock").read_text(encoding="utf-8"))["stages"].values():
        for out in stage.get("outs", []):
            _place(folder / out["path"], out.get("nfiles"))
    run(folder, "dvc", "commit", "--force", "-q")


def _place(path: Path, files: int | None) -> None:
    if path.exists():
        return
    for one in [path] if files is None else [path / str(number) for number in range(files)]:
        one.parent.mkdir(parents=True, exist_ok=True)
        one.write_text(str(one), encoding="utf-8")


def of_generations(folder: Path) -> None:
    """The default's data, base and training, one generation long, and run."""
    miniature.lay(ROOT, folder)
    given = yaml.safe_load((ROOT / paths.PARAMS).read_text(encoding="utf-8")) | SMALL
    given["sft"] |= {"epochs": 1}
    given["judging"] |= {"start": []}
    given["rules"]["vanilla"] |= {"confidence": 0.5001}  # so that nearly all labels are adopted
    (folder / paths.PARAMS).write_text(yaml.safe_dump(given, sort_keys=False), encoding="utf-8")
    for words in miniature.STEPS[:4]:
        run(folder, *words)
    repro(folder)
