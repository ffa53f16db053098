"""Bring what the graph names, and leave nothing here, in cache or working tree, that has other bytes."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ser.desk import paths
from ser.lock import NAME, Entry
from ser.proof import stored
from ser.remotes import cache, runs, transfer
from ser.remotes.named import Named
from ser.remotes.store import Store
from ser.remotes.transfer import Say
from ser.remotes.trouble import RemoteError

ASIDE = paths.SCRATCH / "replaced"
ABROAD = "the project that it was imported from does not give it"


def pull(store: Store, repo: Any, named: Named, say: Say) -> None:
    outs = [*named.kept, *named.imported]
    right = {one.path for one in outs if cache.is_right(one)}
    lost = _into_cache(store, repo, named, [one for one in outs if one.path in right], say)
    whole = [one for one in outs if one.path not in right and not _lacks(store, one)]
    for one in whole:
        _aside(one, say)
    _put_in_place(repo, whole)
    left = [one for one in whole if not cache.is_right(one)]
    say(f"working tree: {len(right):,} of {len(outs):,} outs stood right, {len(whole) - len(left):,} put in place")
    say(runs.pull(store))
    _judge(store, lost, [*left, *(one for one in named.in_git if not cache.is_right(one))])


def _into_cache(store: Store, repo: Any, named: Named, right: Iterable[Entry], say: Say) -> dict[Entry, str]:
    """What is lost, and how."""
    outs = [*named.kept, *named.imported]
    _mend(store, outs, say)  # listings first, since they name the other files
    _mend(store, cache.unfolded(store.cache, outs), say)
    for one in right:
        cache.take(store.cache, one)
    if abroad := [one.stage for one in named.imported if _lacks(store, one)]:
        repo.fetch(abroad)
    missing = {one: ABROAD for one in named.imported if _lacks(store, one)}
    lost = transfer.bring(store, [one for one in named.kept if one.is_folder])
    lacked = cache.lacking(store.cache, cache.unfolded(store.cache, named.kept))
    lost |= transfer.bring(store, lacked)
    say(f"{store.url}: {len(lacked) - len(lost):,} objects brought")
    return lost | missing


def _mend(store: Store, entries: Iterable[Entry], say: Say) -> None:
    for one in cache.drop_spoiled(store.cache, entries):
        say(f"{one.path}: the cache held other bytes than {NAME} names; thrown out")


def _lacks(store: Store, out: Entry) -> bool:
    return bool(cache.lacking(store.cache, cache.unfolded(store.cache, [out])))


def _put_in_place(repo: Any, outs: Iterable[Entry]) -> None:
    """Out by out: `dvc checkout` reads the whole lock again for each target that it is given."""
    wanted = {str(one.path.absolute()) for one in outs}
    with repo.lock:
        for stage in repo.index.stages:
            for out in stage.outs:
                if out.fs_path in wanted:
                    out.checkout(force=True)


def _aside(out: Entry, say: Say) -> None:
    """What a person may have changed is never thrown away."""
    if not out.path.exists():
        out.path.unlink(missing_ok=True)  # a link into the cache, to what was thrown out
        return
    found = stored.digest(out.path)
    there = ASIDE / out.path.with_name(f"{out.path.name}.{found[:8]}")
    there.parent.mkdir(parents=True, exist_ok=True)
    if there.is_dir():  # the same was put aside before
        shutil.rmtree(there)
    os.replace(out.path, there)
    say(f"{out.path}: other bytes than {NAME} names; replaced, and what stood there is now {there}")


def _judge(store: Store, lost: dict[Entry, str], left: list[Entry]) -> None:
    if lost:
        many = "an object" if len(lost) == 1 else f"{len(lost):,} objects"
        rows = "".join(f"\n     {one.path} ({one.md5[:8]}): {why}" for one, why in lost.items())
        remedy = "where its bytes are: `ser push --verify`; or here: `dvc repro`, then `ser push --verify`"
        raise RemoteError(store.url, f"{many} cannot be had from it{rows}", remedy)
    if left:
        rows = "".join(f"\n     {one.path}" for one in left)
        raise RemoteError(Path.cwd(), f"other bytes than {NAME} names{rows}", "`git checkout` them, or `dvc repro`")
