"""The run-cache: notes of earlier runs, by which DVC takes back their results instead of running again."""

from pathlib import Path
from typing import Any

import yaml

from ser.lock import Entry, Loader
from ser.remotes import cache, transfer
from ser.remotes.store import Store

FOLDER = "runs"


def push(store: Store) -> str:
    """A note goes once the remote has all that it promises; one whose bytes are gone from here stays here."""
    here, there = _here(store.cache), store.find(FOLDER)
    unknown = [name for name, size in here.items() if there.get(name) != size and _is_whole(store.cache / name)]
    new = {name: _promised(store.cache / name) for name in unknown}
    outs = [one for entries in new.values() for one in entries]
    cache.drop_spoiled(store.cache, [one for one in outs if one.is_folder])
    todo = transfer.unsent(store, cache.unfolded(store.cache, outs))
    cache.drop_spoiled(store.cache, todo)
    lost = transfer.send(store, todo, outs)
    kept = [name for name, entries in new.items() if not any(transfer.needs(store, one, lost) for one in entries)]
    store.send(kept, f"the run-cache to {store.url}")
    return f"run-cache: {len(here):,} runs, {len(kept):,} sent"


def pull(store: Store) -> str:
    """The notes alone: `dvc repro --pull` brings the bytes of the one it can use."""
    here, there = _here(store.cache), store.find(FOLDER)
    new = [name for name in there if name not in here and _is_name(Path(name).name)]
    store.bring(new, f"the run-cache from {store.url}")
    damaged = [name for name in new if not _is_whole(store.cache / name)]
    for name in damaged:
        (store.cache / name).unlink()
    told = f"; {len(damaged):,} damaged ones were left out" if damaged else ""
    return f"run-cache: {len(new) - len(damaged):,} runs brought{told}"


def _here(folder: Path) -> dict[str, int]:
    found = (path for path in (folder / FOLDER).glob("*/*/*") if _is_name(path.name))
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in found}


def _is_name(name: str) -> bool:
    """What DVC is still writing has another."""
    return len(name) == 64


def _promised(note: Path) -> list[Entry]:
    told = yaml.load(note.read_text(encoding="utf-8"), Loader)
    return [Entry(note.name[:8], Path(one["path"]), one["md5"]) for one in told.get("outs", []) if "md5" in one]


def _is_whole(note: Path) -> bool:
    """A note is named by the digest of what it says, sizes left out."""
    from dvc.utils import dict_sha256

    try:
        told: Any = yaml.load(note.read_text(encoding="utf-8"), Loader)
        return bool(dict_sha256(told, exclude=["size", "nfiles"]) == note.name)
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError):
        return False
