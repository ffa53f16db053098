"""Objects on their way: what either side lacks crosses over, and neither side is believed unseen."""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor

from ser.lock import Entry
from ser.remotes import cache
from ser.remotes.store import Store

MISSING, SPOILED = "not in the remote", "the remote holds other bytes"
Say = Callable[[str], None]


def unsent(store: Store, objects: Collection[Entry]) -> list[Entry]:
    """Those that the remote lacks, or has cut short."""
    there = store.sizes([cache.name(one) for one in objects])
    return [one for one in objects if not _is_whole(store, one, there.get(cache.name(one)))]


def _is_whole(store: Store, one: Entry, size: int | None) -> bool:
    here = store.cache / cache.name(one)
    return size is not None and (not here.exists() or here.stat().st_size == size)


def spoiled(store: Store, objects: Collection[Entry]) -> list[Entry]:
    """Those of which the remote holds other bytes; each is read back."""

    def is_spoiled(one: Entry) -> bool:
        return store.digest(cache.name(one)) != one.md5.removesuffix(".dir")

    with ThreadPoolExecutor(4) as pool:
        return [one for one, bad in zip(objects, pool.map(is_spoiled, objects), strict=True) if bad]


def send(store: Store, objects: Collection[Entry], outs: Iterable[Entry]) -> list[Entry]:
    """As far as the cache has them; the others are lost.

    Files go first: a listing in the remote says that its files are there as well.
    """
    lost = cache.lacking(store.cache, objects)
    short = {out.md5 for out in outs if needs(store, out, lost)}
    for some in (
        [one for one in objects if one not in lost and not one.is_folder],
        [one for one in objects if one not in lost and one.is_folder and one.md5 not in short],
    ):
        store.send([cache.name(one) for one in some], f"to {store.url}")
    return lost


def needs(store: Store, out: Entry, objects: Iterable[Entry]) -> bool:
    """Is one of the objects the out, or in it?"""
    inside = {one.md5 for one in cache.unfolded(store.cache, [out])}
    return any(one.md5 in inside for one in objects)


def bring(store: Store, entries: Iterable[Entry]) -> dict[Entry, str]:
    """Into the cache, whatever it lacks; what cannot be had, and why."""
    wanted = {cache.name(one): one for one in cache.lacking(store.cache, entries)}
    if not wanted:
        return {}
    there = store.sizes(wanted)
    store.bring(list(there), f"from {store.url}")
    bad = cache.drop_spoiled(store.cache, [wanted[one] for one in there])
    cache.protect(store.cache, [wanted[one] for one in there if wanted[one] not in bad])
    return {one: MISSING for name, one in wanted.items() if name not in there} | dict.fromkeys(bad, SPOILED)
