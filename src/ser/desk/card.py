"""A checkpoint's card: what it is made of, in a form for people, for programs and for a model hub."""

from pathlib import Path
from typing import Any

import yaml

from ser.desk import files
from ser.desk.errors import ModelError

FILE = "README.md"
BASE = "base.json"  # which pretrained weights it is made of, where there are such
SHOWN = ("texts", "ledger", "training")  # the groups of facts that are figures


def weights(folder: Path) -> str:
    """The digest that names a checkpoint wherever it made a label."""
    found = _weights(folder)
    if not found:
        raise ModelError(folder, "no weights (*.safetensors) in it", "run `dvc checkout`, `dvc pull` or `dvc repro`")
    return files.digest(*found)


def _weights(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.safetensors"), *folder.glob(BASE)])


def write(folder: Path, title: str, story: str, facts: dict[str, Any], hub: dict[str, Any]) -> None:
    own = {"weights": weights(folder)} if _weights(folder) else {}
    head = hub | {"library_name": "transformers", "ser": facts | own}
    files.write_text(text(head, f"\n# {title}\n\n{story}\n\n{_figures(facts)}\n"), folder / FILE)


def text(head: dict[str, Any], body: str) -> str:
    """What `front` takes apart."""
    return f"---\n{yaml.safe_dump(head, sort_keys=False, width=120)}---\n{body}"


def _figures(facts: dict[str, Any]) -> str:
    """What it was made from and what that took, as a table; of a list, where it began and where it ended."""
    rows = ["| | |", "|---|---|"]
    for group, figures in facts.items():
        if isinstance(figures, dict) and group in SHOWN:
            for name, value in figures.items():
                shown = f"{value[0]} to {value[-1]}" if isinstance(value, list) and value else value
                rows.append(f"| {group}, {name.replace('_', ' ')} | {shown} |")
    return "\n".join(rows)


def front(folder: Path) -> tuple[dict[str, Any], str]:
    """What stands above, as a hub reads it, and the text under it."""
    card = folder / FILE
    if not card.exists():
        raise ModelError(card, "the card is missing", "run `dvc checkout`, `dvc pull` or `dvc repro`")
    try:
        _, head, body = card.read_text(encoding="utf-8").split("---\n", 2)
        return dict(yaml.safe_load(head)), body
    except (ValueError, TypeError, yaml.YAMLError) as trouble:
        raise _not_ours(card) from trouble


def facts(folder: Path) -> dict[str, Any]:
    """What the card says of its making; whether its weights are the folder's is not looked at."""
    head, _ = front(folder)
    if not isinstance(head.get("ser"), dict) or "weights" not in head["ser"]:
        raise _not_ours(folder / FILE)
    return head["ser"]


def read(folder: Path) -> dict[str, Any]:
    """The facts of the card, once its weights are known to be the folder's."""
    told, found = facts(folder), weights(folder)
    if told["weights"] != found:
        raise ModelError(
            folder,
            f"the card names weights {told['weights'][:12]}, the folder holds {found[:12]}",
            f"the weights were changed after training: delete {folder}, then `dvc checkout` or `dvc repro`",
        )
    return told


def _not_ours(card: Path) -> ModelError:
    return ModelError(card, "not a card of ours", f"delete {card.parent}, then `dvc checkout` or `dvc repro`")
