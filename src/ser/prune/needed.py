"""Every digest that somebody may ask the cache for: of all branches, tags, stashes, experiments, and work under way."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ser import git, lock

DIGEST = re.compile(r"\b[0-9a-f]{32}(?:\.dir)?(?![0-9a-f])")
UNDER_WAY = ("HEAD", "MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD")


def digests(cache: Path) -> set[str]:
    """Whatever looks like one in a lock or a `.dvc` file, and all in the folders among them."""
    texts = [*_committed(), *_lying()]
    found = {one for text in texts for one in DIGEST.findall(text)}
    listings = [cache / one[:2] / one[2:] for one in found if one.endswith(".dir")]
    return found.union(*(lock.inside(path).values() for path in listings if path.exists()))


def commits() -> set[str]:
    """Where a branch, a remote's branch, a tag, an experiment, a stash, a worktree or a merge under way stands."""
    rows = git.told("for-each-ref", "--format=%(objectname) %(objecttype)%(*objecttype) %(refname)").splitlines()
    found = {name for name, kind, _ in map(str.split, rows) if kind.endswith("commit")}
    for _, _, ref in map(str.split, rows):
        if ref.endswith("stash") and _has_log(ref):  # git's own, and those of experiments that wait; each is a stack
            found |= set(git.told("log", "--walk-reflogs", "--format=%H %P", ref, "--").split())
    found |= set(re.findall(r"^HEAD (\w+)", git.told("worktree", "list", "--porcelain"), re.MULTILINE))
    return found | {one for name in UNDER_WAY if (one := git.full_name(name))}


def _committed() -> Iterable[str]:
    rows = {row for commit in commits() for row in git.told("ls-tree", "-r", "-z", commit).split("\0")}
    rows |= set(git.told("ls-files", "--stage", "-z").split("\0"))
    told = [row.partition("\t") for row in rows]
    blobs = {re.findall(r"\b[0-9a-f]{40,}\b", head)[0] for head, _, path in told if _names_digests(path)}
    return [git.told("cat-file", "blob", blob) for blob in blobs]


def _lying() -> Iterable[str]:
    """In every worktree, and where DVC runs experiments apart."""
    for top in map(Path, re.findall(r"^worktree (.+)", git.told("worktree", "list", "--porcelain"), re.MULTILINE)):
        if not top.exists():  # its folder was removed, and git not told
            continue
        known = git.told("-C", str(top), "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        apart = (top / ".dvc/tmp/exps").rglob(lock.NAME.name)
        for path in (*(top / name for name in known if _names_digests(name)), *apart):
            if path.is_file():
                yield path.read_text(encoding="utf-8")


def _has_log(ref: str) -> bool:
    return subprocess.run(["git", "reflog", "exists", ref]).returncode == 0


def _names_digests(path: str) -> bool:
    return Path(path).name == lock.NAME.name or path.endswith(".dvc")
