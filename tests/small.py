"""A project of DVC in seconds: a graph of the form of ours, whose stages are lines of shell."""

import shutil
from pathlib import Path

import yaml

from imports import ROOT, SRC
from project import Project

GRAPH = """
stages:
  train:
    foreach: ${generations}
    do:
      cmd: mkdir -p models && cat a.py b.py | wc -c > models/${key} && echo ${item.rule} >> models/${key}
      deps: [a.py, b.py]
      params: ["generations.${key}"]
      outs: ["models/${key}"]
  summary:
    cmd: mkdir -p metrics && ls models | paste -sd ' ' | sed 's/.*/{"models":"&"}/' > metrics/summary.json
    deps: [models]
    params: [generations]
    metrics: [metrics/summary.json: {cache: false}]
"""
FIRST = "  ser-1: {rule: ser}  # the first\n"


class Small(Project):
    def surroundings(self):
        return super().surroundings() | {"PYTHONPATH": str(SRC)}

    @classmethod
    def make(cls, folder: Path) -> "Small":
        here = cls(folder)
        here.folder.mkdir()
        shutil.copy(ROOT / ".gitattributes", here.folder)
        for name, text in (
            ("dvc.yaml", GRAPH),
            ("params.yaml", f"generations:\n{FIRST}"),
            (".gitignore", "/models\n"),
            ("a.py", "a\n"),
            ("b.py", "b\n"),
        ):
            here.write(name, text)
        here.run("git", "init", "-q", "-b", "main")
        here.run("dvc", "init", "-q")
        here.repro()
        here.commit("the start")
        return here

    def copy(self, folder: Path) -> "Small":
        return Small(shutil.copytree(self.folder, folder, symlinks=True))

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def add(self, name):
        self.write("params.yaml", (self.folder / "params.yaml").read_text() + f"  {name}: {{rule: {name[:-2]}}}\n")

    def branch(self, name, change):
        """Change something on a branch of that name, run it, commit all; and come back, to main without its data."""
        self.run("git", "switch", "-q", "-c", name, "main")
        self.run("dvc", "checkout", "-q")
        change(self)
        self.repro()
        self.commit(name)
        self.run("git", "switch", "-q", "main")

    def locked(self):
        return yaml.safe_load((self.folder / "dvc.lock").read_text())["stages"]
