"""The report's figures at two commits, as pictures that any program shows."""

from dataclasses import dataclass
from pathlib import Path

import vl_convert

from ser import git
from ser.desk import files, paths

SCALE = 2.0  # for screens of twice the usual dots


@dataclass(frozen=True)
class Pair:
    """One figure, by the names of its pictures; equal ones are drawn once."""

    name: str
    before: str | None
    after: str | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def drawn(base: str, head: str, folder: Path) -> list[Pair]:
    """Every figure that either commit has in its report, drawn into the folder."""
    old, new = (_figures(commit) for commit in (base, head))
    found = []
    for name in sorted(old | new):
        before, after = old.get(name), new.get(name)
        now = _drawn(after, folder / f"{name}.png")
        found.append(Pair(name, now if before == after else _drawn(before, folder / f"{name}-before.png"), now))
    return found


def _figures(commit: str) -> dict[str, bytes]:
    known = [path for path in git.files(commit, paths.REPORT) if path.suffix == ".svg"]
    return {path.stem: git.content(commit, path) for path in known}


def _drawn(svg: bytes | None, path: Path) -> str | None:
    if svg is None:
        return None
    with files.replacing(path) as partial:
        partial.write_bytes(vl_convert.svg_to_png(svg.decode(), scale=SCALE))
    return path.name
