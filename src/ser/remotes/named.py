"""What a graph names: the outs that stages or `dvc add` made, each with the digest of its bytes."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ser import lock
from ser.lock import Entry
from ser.remotes.trouble import RemoteError


@dataclass(frozen=True)
class Named:
    kept: list[Entry]
    """DVC keeps them: they belong into the cache and the remote."""
    in_git: list[Entry]
    """Git keeps them: metrics and plots."""
    imported: list[Entry]
    """Another project's remote keeps them; the entry's stage is the file that says so."""
    unmade: list[str]
    """Stages that never ran."""


def read(repo: Any) -> Named:
    """This folder's graph; those of profiles below it, or of the root above it, are not looked at."""
    found = Named([], [], [], [])
    for stage in _own(repo.index.stages):
        outs = [Entry(stage.addressing, _path(out), out.hash_info.value or "") for out in stage.outs]
        if not all(one.md5 for one in outs):
            found.unmade.append(stage.addressing)
        for out, entry in zip(stage.outs, outs, strict=True):
            if entry.md5:
                kind = found.imported if stage.is_repo_import else found.kept if out.use_cache else found.in_git
                kind.append(entry)
    if not (found.kept or found.imported):
        raise RemoteError(lock.NAME, "nothing has been run here", "run `dvc repro`, or `git checkout dvc.lock`")
    return found


def _own(stages: list[Any]) -> list[Any]:
    graphs = {Path(one.path).parent for one in stages if Path(one.path).name == "dvc.yaml"}
    here = Path.cwd().resolve()
    return [one for one in stages if _home(Path(one.path).parent, {*graphs, here}) == here]


def _home(folder: Path, graphs: set[Path]) -> Path | None:
    """The graph that a file belongs to: in its own folder, or in the nearest above."""
    return next((one for one in (folder, *folder.parents) if one in graphs), None)


def _path(out: Any) -> Path:
    return Path(os.path.relpath(out.fs_path))
