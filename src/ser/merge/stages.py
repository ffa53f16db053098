"""`dvc.lock`, stage by stage: an entry tells of one run, so it is taken whole or not at all."""

from ser import lock
from ser.merge.versions import Merged, Versions


def merged(of: Versions) -> Merged:
    """Of a stage that both sides ran differently no entry is left: nobody has run it on what the merge holds."""
    base, ours, theirs = (lock.written(text, str(lock.NAME)) for text in (of.base, of.ours, of.theirs))
    kept: dict[str, str] = {}
    dropped = []
    for name in {**ours, **theirs}:
        entry = theirs.get(name) if ours.get(name) == base.get(name) else ours.get(name)
        if theirs.get(name) not in (base.get(name), entry):
            dropped.append(name)
        elif entry is not None:
            kept[name] = entry
    return Merged(lock.joined(kept), is_whole=True, told=_told(dropped))


def _told(dropped: list[str]) -> str:
    if not dropped:
        return "what either side has run is kept"
    return f"both sides ran {', '.join(dropped)}, each in its own way; `dvc repro` runs them anew"
