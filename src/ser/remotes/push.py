"""Send what the graph names, and do not call it done before the remote has all of it."""

from ser.lock import NAME, Entry
from ser.remotes import cache, runs, transfer
from ser.remotes.named import Named
from ser.remotes.store import Store
from ser.remotes.transfer import Say
from ser.remotes.trouble import AGAIN, RemoteError


def push(store: Store, named: Named, verify: bool, say: Say) -> None:
    """`verify`: what the remote has is read back, too; else its size is looked at alone."""
    objects = _objects(store, named)
    todo = transfer.unsent(store, objects)
    if verify:
        todo += _spoiled(store, sorted({*objects} - {*todo}, key=str), say)
    for one in cache.drop_spoiled(store.cache, todo):
        say(f"{one.path}: the cache held other bytes than {NAME} names; thrown out")
    for out in named.kept:
        if transfer.needs(store, out, cache.lacking(store.cache, todo)) and cache.is_right(out):
            cache.take(store.cache, out)
    lost = transfer.send(store, todo, named.kept)
    say(f"{store.url}: {len(objects):,} objects are named, {len(todo) - len(lost):,} sent")
    _judge(store, lost)
    transfer.send(store, transfer.unsent(store, todo), named.kept)  # somebody else may have been writing the same
    if left := transfer.unsent(store, todo):
        raise RemoteError(store.url, f"{len(left):,} objects did not arrive, such as {left[0].path}", AGAIN)
    say(runs.push(store))


def _objects(store: Store, named: Named) -> list[Entry]:
    """Listings that are not here come from the working tree or the remote: they name the other objects."""
    folders = [one for one in named.kept if one.is_folder]
    cache.drop_spoiled(store.cache, folders)
    for one in cache.lacking(store.cache, folders):
        if cache.is_right(one):
            cache.take(store.cache, one)
    transfer.bring(store, folders)
    return cache.unfolded(store.cache, named.kept)


def _spoiled(store: Store, objects: list[Entry], say: Say) -> list[Entry]:
    say(f"{store.url}: reading {len(objects):,} objects back")
    found = transfer.spoiled(store, objects)
    for one in found:
        say(f"{one.path}: the remote holds other bytes than {NAME} names")
    return found


def _judge(store: Store, lost: list[Entry]) -> None:
    if lost:
        rows = "".join(f"\n     {one.path} ({one.md5[:8]}), which {one.stage} made" for one in lost)
        remedy = "push from where they were made; or here: `dvc repro`, which makes them again, then `ser push`"
        raise RemoteError(store.url, f"{NAME} names what is neither in it nor here{rows}", remedy)
