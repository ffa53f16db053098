"""One file as it stands where two branches fork and at the end of each, and what becomes of it line by line."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Versions:
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    text: str
    is_whole: bool
    """False: a person must decide, between the marks that git has set in the text."""
    told: str = ""


def by_line(of: Versions, *options: str) -> Merged:
    with tempfile.TemporaryDirectory() as folder:
        sides = ("ours", "base", "theirs")
        for side in sides:
            Path(folder, side).write_text(getattr(of, side), encoding="utf-8")
        command = ["git", "merge-file", "--stdout", *options, *sides]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    return Merged(done.stdout, is_whole=done.returncode == 0)
