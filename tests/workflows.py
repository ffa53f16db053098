"""The workflow files as CI reads them: which jobs, which steps, under which variables."""

import re
from pathlib import Path
from typing import Any

import yaml

from imports import ROOT

GITHUB = ROOT / ".github/workflows"
GITLAB = ROOT / ".gitlab-ci.yml"
WITHOUT_SECRETS = ("check", "test", "fresh", "tiny")


def read(path: Path) -> dict[str, Any]:
    """YAML 1.2, as GitHub reads it: `on` is a word."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def job(workflow: str, name: str) -> dict[str, Any]:
    return read(GITHUB / workflow)["jobs"][name]


def steps(workflow: str, name: str, **known: str) -> list[tuple[str, dict[str, str]]]:
    """The commands of a job with their variables; `known` has what GitHub knows, with _ in the place of dots."""
    own = job(workflow, name)
    found = [step for step in own["steps"] if "run" in step]
    return [(one["run"], _filled({**own.get("env", {}), **one.get("env", {})}, known)) for one in found]


def _filled(given: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    def value(found: re.Match[str]) -> str:
        return "" if found[1].startswith("secrets.") else known[found[1].replace(".", "_")]

    return {name: re.sub(r"\$\{\{ ([\w.]+) \}\}", value, text) for name, text in given.items()}


def commands() -> list[str]:
    """Every line that either CI runs."""
    github = [step["run"] for path in GITHUB.glob("*.yml") for one in read(path)["jobs"].values()
              for step in one["steps"] if "run" in step]  # fmt: skip
    gitlab = [line for one in read(GITLAB).values() if isinstance(one, dict) for line in one.get("script", [])]
    return github + gitlab


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
