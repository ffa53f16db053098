"""What stages made that `params.yaml` no longer asks for: entries of `dvc.lock`, and files under their names."""

import shutil
from pathlib import Path

import yaml

from ser import graph, lock
from ser.desk import files, paths


def dead() -> tuple[list[str], list[Path]]:
    """Stages that the lock has and the graph has not, and all that lies where a stage of another name would write."""
    given = yaml.safe_load(paths.PARAMS.read_text(encoding="utf-8"))
    stages = graph.read(graph.NAME, given)
    made = {out for stage in stages.values() for out in stage.outs}
    text = lock.NAME.read_text(encoding="utf-8") if lock.NAME.exists() else ""
    entries = [name for name in lock.written(text, str(lock.NAME)) if name not in stages]
    lying = {found for form in graph.forms(graph.NAME) for found in Path().glob(form)}
    return entries, sorted(one for one in lying - made if one.name != paths.README.name)


def remove(entries: list[str], places: list[Path]) -> None:
    if entries:
        found = lock.written(lock.NAME.read_text(encoding="utf-8"), str(lock.NAME))
        files.write_text(lock.joined({name: one for name, one in found.items() if name not in entries}), lock.NAME)
    for place in places:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()


def size(place: Path) -> int:
    inside = place.rglob("*") if place.is_dir() else [place]
    return sum(one.lstat().st_size for one in inside if one.is_file())
