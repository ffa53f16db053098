"""What a change does, on one page for those who review it: figures, labels, pictures."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ser import git
from ser.desk import files, paths
from ser.desk.errors import ProvenanceError
from ser.diff import found, shown, sides
from ser.review import pictures
from ser.review.pictures import Pair
from ser.review.post import MARK, PAGE


def write(base: str, folder: Path) -> None:
    """From where HEAD left the base to HEAD: the working tree is not looked at."""
    git.resolve(base)
    start, head = _git("merge-base", base, "HEAD"), git.resolve("HEAD")
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in folder.glob("*.png"):
        left_over.unlink()
    parts = [
        f"{MARK}\n## What this does to the figures",
        f"From `{start[:12]}` ({base}) to `{head[:12]}`.",
        *_figures(start, head),
        shown.markdown(found.between(sides.of(start), sides.of(head))),
        *_pictures(pictures.drawn(start, head, folder)),
    ]
    files.write_text("\n\n".join(parts) + "\n", folder / PAGE)


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True)
    if done.returncode:
        problem = done.stderr.strip() or "they share no commit"
        raise ProvenanceError(f"git {' '.join(words)}", problem, "`git fetch --unshallow`, then try again")
    return done.stdout.strip()


def _figures(start: str, head: str) -> Iterator[str]:
    """What DVC says of the figures in git: those of each arm, then the summary folded away."""
    for path, is_folded in ((paths.LATEST, False), (paths.SUMMARY, True)):
        words = ["metrics", "diff", start[:12], head[:12], "--md", "--targets", str(path)]
        done = subprocess.run([sys.executable, "-m", "dvc", *words], capture_output=True, text=True)
        if done.returncode:
            raise ProvenanceError(path, done.stderr.strip(), f"`git show {head[:12]}:{path}` shows what stands there")
        rows = [line for line in done.stdout.splitlines() if line.startswith("|")]
        if len(rows) < 3:  # a head and a rule
            yield f"No figure of `{path}` changes."
        else:
            yield _folded(f"{len(rows) - 2} figures of {path} change", rows) if is_folded else "\n".join(rows)


def _folded(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"<details><summary>{title}</summary>", "", *lines, "", "</details>"])


def _pictures(pairs: Sequence[Pair]) -> Iterator[str]:
    """Changed ones before and after; the others folded away."""
    yield "### The report's figures"
    if changed := [pair for pair in pairs if pair.is_changed]:
        rows = [f"| {pair.name}: {_shown(pair.before)} | {_shown(pair.after)} |" for pair in changed]
        yield "\n".join(["| before | after |", "| --- | --- |", *rows])
    if same := [pair for pair in pairs if not pair.is_changed]:
        yield _folded(f"{len(same)} look as before", [_shown(pair.after) for pair in same])


def _shown(name: str | None) -> str:
    return f"![{Path(name).stem}]({name})" if name else "none"
