"""What git knows: which commit this is, whether something stands changed, and what a file held at a revision."""

import json as _json
import subprocess
from pathlib import Path
from typing import Any

from ser.desk.errors import ProvenanceError


def top() -> Path:
    """The repository's root."""
    return Path(_ask("rev-parse", "--show-toplevel") or ".")


def prefix() -> Path:
    """The way from the repository's root to this folder."""
    return Path(_ask("rev-parse", "--show-prefix"))


def resolve(revision: str) -> str:
    """The full name of the commit that a branch, a tag or the like stands for."""
    found = full_name(f"{revision}^{{commit}}")
    if not found:
        raise ProvenanceError(f"revision {revision!r}", "git knows no such commit", "`git log`, `git tag`, `git fetch`")
    return found


def full_name(thing: str) -> str:
    """Of a commit or of anything else; nothing where git knows no such thing."""
    return _ask("rev-parse", "--verify", "--quiet", thing)


def told(*words: str) -> str:
    """What git prints at the repository's root, letter for letter; where it fails, so does this."""
    command = ["git", "-C", str(top()), *words]
    return subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout


def commit(length: int = 12) -> str:
    return _ask("rev-parse", f"--short={length}", "HEAD") or "none yet"


def date(revision: str) -> str:
    return _ask("show", "--no-patch", "--format=%cI", revision)


def changed(*places: str) -> bool:
    """Is anything in these places not committed?"""
    return bool(_ask("status", "--porcelain", "--", *places))


def experiment(name: str) -> str | None:
    """The commit of the DVC experiment of that name that started from this one."""
    head = _ask("rev-parse", "HEAD")
    return full_name(f"refs/exps/{head[:2]}/{head[2:]}/{name}") or None


def has(revision: str, path: Path) -> bool:
    return subprocess.run(["git", "cat-file", "-e", f"{revision}:./{path}"], capture_output=True).returncode == 0


def files(revision: str, path: Path) -> list[Path]:
    """The path itself, or all files in the folder, as far as the revision holds them."""
    return [
        Path(one) for one in _ask("ls-tree", "-r", "-z", "--name-only", revision, "--", str(path)).split("\0") if one
    ]


def content(revision: str, path: Path) -> bytes:
    """What the file held; of a link, what the file that it led to held."""
    command = ["git", "cat-file", "--batch=%(objecttype)", "--follow-symlinks"]
    asked = f"{revision}:./{path}\n".encode()
    kind, _, held = subprocess.run(command, input=asked, capture_output=True, check=True).stdout.partition(b"\n")
    if kind != b"blob":
        raise ProvenanceError(f"{path} at {revision}", "no such file in git", "run `dvc repro` there and commit")
    return held[:-1]


def json(revision: str, path: Path) -> dict[str, Any]:
    value: dict[str, Any] = _json.loads(content(revision, path))
    return value


def _ask(*words: str) -> str:
    """What git prints; nothing where it has no answer."""
    return subprocess.run(["git", *words], capture_output=True, text=True).stdout.strip()
