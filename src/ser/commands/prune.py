"""`ser prune`: away with what nothing needs; it is shown first."""

from argparse import ArgumentParser

from ser.desk import params
from ser.prune import leftovers


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="remove it; otherwise it is only shown")


def run(yes: bool) -> None:
    from ser.prune import cache  # half a second for DVC

    params.load()
    entries, places = leftovers.dead()
    for name in entries:
        print(f"dvc.lock, {name}: params.yaml names no such stage")
    for place in places:
        print(f"{place}: no stage makes it, {_bytes(leftovers.size(place))}")
    if yes:
        leftovers.remove(entries, places)
    with cache.unneeded() as found:
        size = _bytes(found.size)
        print(f"cache: {len(found.objects)} objects and {len(found.runs)} runs that nothing needs, {size}")
        if yes:
            found.remove()
    print("Removed." if yes else "Nothing was removed; `ser prune --yes` removes it.")


def _bytes(count: float) -> str:
    for unit in ("bytes", "KB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"
