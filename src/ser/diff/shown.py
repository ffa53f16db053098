"""A comparison of two models, for a terminal and for a pull request."""

from collections.abc import Iterator, Sequence
from typing import Any

Figures = dict[str, Any]
Rows = list[tuple[str, ...]]
SHOWN = 10  # pairs that changed sides; the others are in --json
PLACES = {"holdout": "accuracy %", "holdout_ood": "accuracy out of domain %"}
WORDS = {"gained": "labels gained", "lost": "labels lost", "flipped": "labels flipped", "kept": "labels kept"}


def figures(told: Figures) -> tuple[Sequence[str], Rows]:
    return ("", told["from"], told["to"], "difference"), [*_accuracies(told), *_biases(told)]


def _accuracies(told: Figures) -> Iterator[tuple[str, ...]]:
    for split, found in told["accuracy"].items():
        yield PLACES[split], _percent(found["from"]), _percent(found["to"]), _difference(found)
        if "only_to_right" in found:
            more = found["only_to_right"] - found["only_from_right"]
            sides = (f"{found['only_from_right']:.1f}", f"{found['only_to_right']:.1f}")
            yield "  pairs that only it gets right, a replicate", *sides, f"{more:+.1f}"


def _difference(found: Figures) -> str:
    gap = found["difference"]
    if gap is None or gap["mean"] is None:
        return str(found.get("why", ""))
    return f"{100 * gap['mean']:+.1f} [{100 * gap['low']:+.1f}, {100 * gap['high']:+.1f}], p {gap['p']:.2g}"


def _biases(told: Figures) -> Iterator[tuple[str, ...]]:
    for name, found in told["bias"].items():
        if found["difference"] is not None:
            yield name.replace("_", " "), f"{found['from']:.3f}", f"{found['to']:.3f}", f"{found['difference']:+.3f}"


def labels(told: Figures) -> tuple[Sequence[str], Rows]:
    found = {name: told["labels"][name] for name in WORDS}
    counts = {name: (WORDS[name], f"{one['labels']:,.0f}") for name, one in found.items()}
    if all(one["right"] is None for one in found.values()):
        return ("", "a replicate"), list(counts.values())
    head = ("", "a replicate", "people agree %")
    return head, [(*counts[name], _percent(one["right"])) for name, one in found.items()]


def turned(told: Figures) -> tuple[Sequence[str], Rows]:
    head = ("pair that changed sides", "replicate", "before", "now", "scores before", "scores now", "people")
    return head, [
        (
            row["pair_id"],
            str(row["rng_seed"]),
            _opinion(row, "_before"),
            _opinion(row, ""),
            _scores(row, "_before"),
            _scores(row, ""),
            row["people"] or "",
        )
        for row in told["labels"]["changed_sides"][:SHOWN]
    ]


def _opinion(row: Figures, when: str) -> str:
    sure = row[f"confidence{when}"]
    return f"{row[f'side{when}']}{'' if sure is None else f' {sure:.2f}'} ({row[f'generation{when}']})"


def _scores(row: Figures, when: str) -> str:
    left, right = row[f"score_left{when}"], row[f"score_right{when}"]
    return "" if left is None or right is None else f"{left:+.2f} {right:+.2f}"


def more(told: Figures) -> str:
    rest = len(told["labels"]["changed_sides"]) - SHOWN
    return f"{rest:,} more pairs changed sides; --json lists them all." if rest > 0 else ""


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def markdown(told: Figures) -> str:
    parts = [f"### {told['from']} → {told['to']}"]
    for head, rows in (figures(told), labels(told), turned(told)):
        if rows:
            parts.append("\n".join(_line(row) for row in (head, ["---"] * len(head), *rows)))
    return "\n\n".join([*parts, more(told)]).rstrip()


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
