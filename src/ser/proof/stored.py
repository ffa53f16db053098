"""Are the bytes those that the lock names, and does the lock agree with itself and with the params?"""

import hashlib
import json
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from pathspec import GitIgnoreSpec

from ser import git, lock
from ser.desk import paths
from ser.evidence import Evidence
from ser.lock import Entry
from ser.proof.checks import Depth, Finding, Tally

PIECE = 1 << 20
IGNORED = ".dvcignore"
NOTHING = GitIgnoreSpec.from_lines([])
REDO = "run `dvc repro`"


def locked(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """dvc.lock has every stage, each ran under the params that stand, on what the stage before it made"""
    for name, stage in evidence.stages.items():
        if name not in evidence.lock.stages:
            yield Finding(f"{lock.NAME}, {name}", "no such stage", f"the stage that dvc.yaml names: {REDO}")
            continue
        tally.add("stages")
        read, made = (evidence.lock.entries(name, kind) for kind in ("deps", "outs"))
        for kind, needed, found in (("deps", stage.deps, read), ("outs", stage.outs, made)):
            for path in sorted(needed ^ {one.path for one in found}):
                says = ("names it", "does not") if path in needed else ("does not", "names it")
                yield Finding(f"{lock.NAME}, {name}, {kind} {path}", f"the lock {says[1]}", f"dvc.yaml {says[0]}")
        for dep in read:
            source = evidence.lock.outs.get(dep.path)
            if source and source.md5 != dep.md5:
                where = f"{lock.NAME}, {name}, deps {dep.path}"
                yield Finding(where, f"read {dep.md5[:12]}", f"{source.md5[:12]}, which {source.stage} made")
        for file, values in evidence.lock.params(name).items():
            tally.add("params", len(values))
            yield from _other(f"{lock.NAME}, {name}, params", file, values, evidence)


def _other(where: str, file: Path, values: dict[str, Any], evidence: Evidence) -> Iterator[Finding]:
    found = evidence.given if file == paths.PARAMS else evidence.json(file)
    for key, value in values.items():
        if value != (stands := _at(found, key)):
            yield Finding(f"{where} {key}", f"ran under {value}", f"{stands}, as in {file}")


def _at(params: Any, key: str) -> Any:
    for word in key.split("."):
        try:
            params = params[int(word)] if isinstance(params, list) else params[word]
        except (KeyError, IndexError, TypeError, ValueError):
            return "nothing"
    return params


def stored(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """Every file that a stage read or made, in place and in the cache, has the bytes that dvc.lock names"""
    places = {there.resolve(): (there, one) for entry in _entries(evidence) for there, one in _places(evidence, entry)}
    wrong = partial(_wrong, ignored=_ignored(evidence))
    with ThreadPoolExecutor() as pool:
        for findings in pool.map(lambda both: list(wrong(*both)), places.values()):
            tally.add("files and folders")
            yield from findings


def tracked(evidence: Evidence, depth: Depth, tally: Tally) -> Iterator[Finding]:
    """Every file in git that a stage read or made has the bytes that dvc.lock names"""
    known, ignored = _in_git(evidence), _ignored(evidence)
    for one in _entries(evidence):
        if one.path in known:
            tally.add("files and folders")
            yield from _wrong(one.path, one, ignored)


def _in_git(evidence: Evidence) -> set[Path]:
    """The files of the last commit, and the folders that hold any."""
    files = git.files("HEAD", Path(evidence.given["root"]))
    return {one for file in files for one in (file, *file.parents)} - {Path()}


def _entries(evidence: Evidence) -> Collection[Entry]:
    """Each once, though several stages read it."""
    return {(one.path, one.md5): one for name in evidence.stages for one in _of(evidence, name)}.values()


def _of(evidence: Evidence, stage: str) -> list[Entry]:
    if stage not in evidence.lock.stages:
        return []
    return [*evidence.lock.entries(stage, "deps"), *evidence.lock.entries(stage, "outs")]


def _places(evidence: Evidence, entry: Entry) -> Iterator[tuple[Path, Entry]]:
    """Where it lies in the working tree or the revision, and, as far as it does, in the cache."""
    yield evidence.path(entry.path), entry
    if (cached := evidence.cached(entry)).exists():
        yield cached, entry
        if entry.is_folder and digest(cached) == entry.md5:
            for name, md5 in evidence.listing(entry).items():
                inside = Entry(entry.stage, entry.path / name, md5)
                yield evidence.cached(inside), inside


def _ignored(evidence: Evidence) -> GitIgnoreSpec:
    return patterns(evidence.path(Path(evidence.given["root"]) / IGNORED))


def patterns(told: Path) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(told.read_text(encoding="utf-8").splitlines())


def _wrong(there: Path, entry: Entry, ignored: GitIgnoreSpec) -> Iterator[Finding]:
    if not there.exists():
        yield Finding(str(there), "the file is missing", f"`dvc checkout {entry.path}`, `dvc pull`, or {REDO}")
    elif (found := digest(there, ignored)) != entry.md5:
        needed = f"{entry.md5[:12]}, which {entry.stage} has in dvc.lock"
        yield Finding(str(there), f"bytes of digest {found[:12]}", needed)


def digest(path: Path, ignored: GitIgnoreSpec = NOTHING) -> str:
    """DVC's: MD5 of a file, or of the list of a folder's files with theirs; the cache holds that list as a file."""
    if not path.is_dir():
        return _md5(path) + path.suffix * (path.suffix == ".dir")
    return hashlib.md5(listing(path, ignored).encode()).hexdigest() + ".dir"


def listing(path: Path, ignored: GitIgnoreSpec = NOTHING) -> str:
    """What DVC writes of a folder."""
    inside = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
    found = [{"md5": _md5(file), "relpath": name} for name, file in inside.items() if not ignored.match_file(name)]
    return json.dumps(sorted(found, key=lambda one: one["relpath"]), sort_keys=True)


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        return md5(stream)


def md5(stream: BinaryIO) -> str:
    total = hashlib.md5()
    while piece := stream.read(PIECE):
        total.update(piece)
    return total.hexdigest()
