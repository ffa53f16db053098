"""The graph where nobody labelled the pool: dvc.yaml less what only looks under the seal, line by line."""

import re
from pathlib import Path
from typing import Any

import yaml

from ser import graph
from ser.desk import files

PATH = Path("profiles/unsealed.yaml")
HEAD = f"# Derived from {graph.NAME} by `make graph`: what is changed there changes here.\n"
STAGE, PLOT = r"^  {name}:\n(?:(?:    .*)?\n)+", r"^  - {name}:\n(?:    .*\n)+"
READ = r"\b(data/sealed/labels\.parquet|metrics/audit(\.json)?)"
LISTED = re.compile(rf",\s+{READ}(?=\s*\])|{READ}, ?")  # in a list of dependencies
MADE = re.compile(r"^ *- metrics/audit\.json: .*\n", re.MULTILINE)
DRAWN = ("report/right.csv", "report/reliability.csv")  # tables that have no rows without a seal


def derived(text: str) -> str:
    whole = yaml.safe_load(text)
    for name, body in whole["stages"].items():
        if _is_for_the_seal(name, body):
            text = _without(text, STAGE, name)
    for plot in whole["plots"]:
        for name, body in plot.items():
            if any(source in DRAWN for source in body["y"]):
                text = _without(text, PLOT, name)
    text = re.sub(r"^ +\n", "", LISTED.sub("", MADE.sub("", text)), flags=re.MULTILINE)
    return HEAD + re.sub(r" +$", "", text, flags=re.MULTILINE)


def _is_for_the_seal(name: str, body: dict[str, Any]) -> bool:
    return name == "audit" or body.get("foreach") == "${references}"


def _without(text: str, form: str, name: str) -> str:
    return re.sub(form.format(name=re.escape(name)), "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    files.write_text(derived(graph.NAME.read_text(encoding="utf-8")), PATH)
