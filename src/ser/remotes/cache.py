"""The cache on this machine: what it lacks, what is spoiled in it, and what the working tree can give back to it."""

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from pathspec import GitIgnoreSpec

from ser import git
from ser.desk import files
from ser.lock import Entry, inside
from ser.proof import stored

READ_ONLY = 0o444


def name(entry: Entry) -> str:
    return entry.cached_as.as_posix()


def lacking(cache: Path, entries: Iterable[Entry]) -> list[Entry]:
    return [one for one in entries if not (cache / name(one)).exists()]


def drop_spoiled(cache: Path, entries: Iterable[Entry]) -> list[Entry]:
    """Those that are there with other bytes are taken out: their names promise what they do not hold."""
    there = [one for one in entries if (cache / name(one)).exists()]
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda one: stored.digest(cache / name(one)), there)
        spoiled = [one for one, md5 in zip(there, found, strict=True) if md5 != one.md5]
    for one in spoiled:
        (cache / name(one)).unlink()
    return spoiled


def unfolded(cache: Path, outs: Iterable[Entry]) -> list[Entry]:
    """Each object once: files, listings of folders, and the files that those listings name, as far as they are here."""
    found: dict[str, Entry] = {}
    for out in outs:
        for one in (out, *_inside(cache, out)):
            found.setdefault(one.md5, one)
    return list(found.values())


def _inside(cache: Path, out: Entry) -> list[Entry]:
    listing = cache / name(out)
    if not out.is_folder or not listing.exists():
        return []
    return [Entry(out.stage, out.path / name, md5) for name, md5 in inside(listing).items()]


def is_right(out: Entry) -> bool:
    """In the working tree, as DVC sees it."""
    return out.path.exists() and stored.digest(out.path, _ignored(git.top())) == out.md5


@lru_cache
def _ignored(top: Path) -> GitIgnoreSpec:
    return stored.patterns(top / stored.IGNORED)


def take(cache: Path, out: Entry) -> None:
    """From the working tree, where the out is known to have its own bytes."""
    if out.is_folder and lacking(cache, [out]):
        files.write_text(stored.listing(out.path, _ignored(git.top())), cache / name(out))
    for one in lacking(cache, unfolded(cache, [out])):
        with files.replacing(cache / name(one)) as partial:
            shutil.copyfile(one.path, partial)
    protect(cache, unfolded(cache, [out]))


def protect(cache: Path, entries: Iterable[Entry]) -> None:
    """As DVC does: it does not read again what nobody may write."""
    for one in entries:
        (cache / name(one)).chmod(READ_ONLY)
