"""A whole project in miniature, in a folder of its own, driven through DVC as a person would."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from imports import ROOT
from ser import miniature

BIN = Path(sys.executable).parent


class Project:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def make(cls, folder: Path) -> "Project":
        """The committed code under params so small that every stage takes seconds, most of them imports."""
        miniature.lay(ROOT, folder)
        made = cls(folder)
        made.run("git", "init", "-q", "-b", "main")
        made.run("dvc", "init", "-q")
        made.commit("the start")
        return made

    def copy(self, folder: Path) -> "Project":
        shutil.copytree(self.folder, folder, symlinks=True)
        return Project(folder)

    def run(self, *words: str, fails: bool = False) -> str:
        """What the command printed; `dvc` and `ser` are those beside this Python, and start as stages do."""
        warm = [sys.executable, "-P", "-m", "ser.warm", "--light"]
        command = [*warm, str(BIN / words[0]), *words[1:]] if words[0] in ("dvc", "ser") else list(words)
        done = subprocess.run(command, cwd=self.folder, env=self.surroundings(), capture_output=True, text=True)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def ser(self, *words: str, fails: bool = False) -> str:
        return self.run("ser", *words, fails=fails)

    def surroundings(self) -> dict[str, str]:
        who = {
            "GIT_AUTHOR_NAME": "t",
            "GIT_AUTHOR_EMAIL": "t@t",
            "GIT_COMMITTER_NAME": "t",
            "GIT_COMMITTER_EMAIL": "t@t",
            # The report names its commit, so that commits must be equal where results shall be.
            "GIT_AUTHOR_DATE": "1767225600 +0000",
            "GIT_COMMITTER_DATE": "1767225600 +0000",
        }
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        return os.environ | who | {"PYTHONPATH": str(self.folder / "src"), "PATH": path, "DVC_NO_ANALYTICS": "1"}

    def repro(self) -> set[str]:
        """Reproduce; the stages that ran."""
        return set(re.findall(r"Running stage '([^']+)'", self.run("dvc", "repro")))

    def commit(self, subject: str) -> None:
        self.run("git", "add", "-A")
        self.run("git", "commit", "-q", "-m", subject)

    def params(self) -> dict[str, Any]:
        return yaml.safe_load((self.folder / "params.yaml").read_text())

    def change(self, how: Callable[[dict[str, Any]], Any]) -> None:
        given = self.params()
        how(given)
        (self.folder / "params.yaml").write_text(yaml.safe_dump(given, sort_keys=False))

    def edit(self, module: str) -> None:
        """An edit that changes the code and not what it does."""
        path = self.folder / "src" / "ser" / module
        path.write_text(path.read_text() + "\nEDITED = True\n")

    def lock(self) -> dict[str, Any]:
        """What every stage made, by digest."""
        stages = yaml.safe_load((self.folder / "dvc.lock").read_text())["stages"]
        return {name: {out["path"]: out["md5"] for out in body.get("outs", [])} for name, body in stages.items()}
