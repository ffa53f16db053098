"""A pair's story on one screen."""

import textwrap
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ser.trace.story import Story, at, change

LINES = 3  # of a text, unless it is asked for in full


def screen(story: Story, width: int, in_full: bool) -> Group:
    return Group(*_head(story, width, in_full), Text(), _table(story), Text(), *_foot(story))


def _head(story: Story, width: int, in_full: bool) -> list[Text]:
    pair = story["pair"]
    place = [pair["split"], *(pair[key] for key in ("family", "topic") if pair.get(key))]
    told = [Text.assemble((f"pair {pair['pair_id']}", "bold"), f"  {', '.join(place)}")]
    for name in ("prompt", "left", "right"):
        told.append(Text.assemble((f"{name:>8}  ", "bold"), _folded(pair[name], width - 10, in_full)))
    told.append(Text.assemble(("  people  ", "bold"), _people(story["people"])))
    said = [f"{one['annotator']} {one['side'] or 'tie'} ({one['draw']})" for one in story["answers"]]
    return [*told, Text.assemble(("   asked  ", "bold"), ", ".join(said))] if said else told


def _folded(text: str, width: int, in_full: bool) -> str:
    lines = textwrap.wrap(text, width, max_lines=None if in_full else LINES, placeholder=" …")
    return ("\n" + " " * 10).join(lines)


def _people(said: dict[str, Any] | None) -> str:
    if said is None:
        return "nobody's label is stored"
    votes = (
        f", {said['votes_left']} votes for left and {said['votes_right']} for right"
        if said["votes_left"] is not None
        else ""
    )
    gold = f"; gold {said['gold_left']:.2f} and {said['gold_right']:.2f}" if said["gold_left"] is not None else ""
    return f"{said['side']}{votes}{gold}  ({said['table']})"


def _table(story: Story) -> Table:
    shown = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("model", "", "labelled by", "verdict", "because", "its label", ""):
        shown.add_column(name)
    shown.add_column("its own scores", justify="right")
    shown.add_column("prefers")
    right = (story["people"] or {}).get("side")
    for name, model in story["models"].items():
        known = model["scores"] or model["labels"] or model.get("verdicts", [])
        for place, rng_seed in enumerate(row["rng_seed"] for row in known):
            cells = [*_ruled(model, rng_seed), *_kept(story, name, rng_seed, right), *_scored(model, rng_seed, right)]
            shown.add_row(name if place == 0 else "", str(rng_seed), *cells)
    return shown


def _ruled(model: dict[str, Any], rng_seed: int) -> list[str]:
    """Whose opinion it is, the ruling on it, and the reason."""
    ruled = at(model.get("verdicts", []), rng_seed)
    if ruled is None:
        return ["", "", ""]
    by = ruled["labeller"] if ruled["origin"] == "judge" else f"{model['after']}/{rng_seed}"
    sure = "" if ruled["confidence"] is None else f" {ruled['confidence']:.2f}"
    status = "" if ruled["status"] == "none" else f"{ruled['status']}: "
    return [by, f"{ruled['ruling']} {ruled['side'] or 'neither'}{sure}", f"{status}{ruled['reason']}"]


def _kept(story: Story, name: str, rng_seed: int, right: str | None) -> list[str]:
    """The label it was trained on, and how it came to that."""
    label, how = at(story["models"][name]["labels"], rng_seed), change(story, name, rng_seed)
    if label is None:
        return ["", how]
    of = {"human": "people's, ", "judge": "the judge's, "}.get(label["origin"], "")
    return [f"{label['side']} {_mark(label['side'], right)}", f"{of}{how}"]


def _mark(side: str | None, right: str | None) -> str:
    """Whether people agree."""
    return "" if right is None or side not in ("left", "right") else "[green]✓[/]" if side == right else "[red]✗[/]"


def _scored(model: dict[str, Any], rng_seed: int, right: str | None) -> list[str]:
    score = at(model["scores"], rng_seed)
    if score is None:
        return ["", ""]
    if score["score_left"] is None:
        return ["too long to read", ""]
    margin = score["score_left"] - score["score_right"]
    says = "left" if margin > 0 else "right" if margin < 0 else "neither"
    return [
        f"{score['score_left']:+.2f} {score['score_right']:+.2f}",
        f"{says} by {abs(margin):.2f} {_mark(says, right)}",
    ]


def _foot(story: Story) -> list[Text]:
    """Who the labellers are, and which bytes say all this."""
    told = [Text("trained on", "bold")]
    for name in story["models"]:
        own = [(weights, made) for weights, made in story["labellers"].items() if made["model"] == name]
        if own:
            digests = " ".join(weights[:8] for weights, _ in own)
            told.append(Text(f"  {name}: {_books(own)}; checkpoints {digests}"))
    folders: dict[str, list[str]] = {}
    for one in story["evidence"]["files"]:
        folder, _, name = one["path"].rpartition("/")
        folders.setdefault(folder, []).append(f"{name.removesuffix('.parquet')} {one['md5'][:8]}")
    told.append(Text(f"evidence, in dvc.lock of {story['evidence']['commit'] or 'the working tree'}", "bold"))
    return told + [Text(f"  {folder}: {', '.join(names)}") for folder, names in folders.items()]


def _books(own: list[tuple[str, dict[str, Any]]]) -> str:
    """The labels that the replicates learned from."""
    counts = [made["trained_on"] for _, made in own]
    parts = []
    for origin, whose in (("human", "of people"), ("model", "of its own kind"), ("judge", "of a judge")):
        numbers = sorted({book.get(origin, 0) for book in counts})
        if numbers != [0]:
            parts.append(f"{numbers[0]:,}" + (f" to {numbers[-1]:,}" if len(numbers) > 1 else "") + f" {whose}")
    return "labels: " + ", ".join(parts)
