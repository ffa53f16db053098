"""A checkpoint's card: what it is made of, in a form for people, for programs and for a model hub."""

from pathlib import Path
from typing import Any

import yaml

from ser import files
from ser.errors import ModelError

FILE = "README.md"
SHOWN = ("texts", "ledger", "training")  # the groups of facts that are figures


def weights(folder: Path) -> str:
    """The digest that names a checkpoint wherever it made a label."""
    found = sorted(folder.glob("*.safetensors"))
    if not found:
        raise ModelError(folder, "no weights (*.safetensors) in it", "run `dvc checkout`, `dvc pull` or `dvc repro`")
    return files.digest(*found)


def write(folder: Path, title: str, story: str, facts: dict[str, Any], hub: dict[str, Any]) -> None:
    head = hub | {"library_name": "transformers", "ser": facts | {"weights": weights(folder)}}
    front = yaml.safe_dump(head, sort_keys=False, width=120)
    files.write_text(f"---\n{front}---\n\n# {title}\n\n{story}\n\n{_figures(facts)}\n", folder / FILE)


def _figures(facts: dict[str, Any]) -> str:
    """What it was made from and what that took, as a table; of a list, where it began and where it ended."""
    rows = ["| | |", "|---|---|"]
    for group, figures in facts.items():
        if isinstance(figures, dict) and group in SHOWN:
            for name, value in figures.items():
                shown = f"{value[0]} to {value[-1]}" if isinstance(value, list) and value else value
                rows.append(f"| {group}, {name.replace('_', ' ')} | {shown} |")
    return "\n".join(rows)


def read(folder: Path) -> dict[str, Any]:
    """The facts of the card, once its weights are known to be the folder's."""
    card = folder / FILE
    if not card.exists():
        raise ModelError(card, "the card is missing", "run `dvc checkout`, `dvc pull` or `dvc repro`")
    try:
        facts: dict[str, Any] = yaml.safe_load(card.read_text(encoding="utf-8").split("---\n")[1])["ser"]
    except (IndexError, KeyError, TypeError, yaml.YAMLError) as trouble:
        raise ModelError(
            card, "not a card of ours", f"delete {folder}, then `dvc checkout` or `dvc repro`"
        ) from trouble
    found = weights(folder)
    if facts["weights"] != found:
        raise ModelError(
            folder,
            f"the card names weights {facts['weights'][:12]}, the folder holds {found[:12]}",
            f"the weights were changed after training: delete {folder}, then `dvc checkout` or `dvc repro`",
        )
    return facts
