"""Objects of DVC's cache that nobody needs, and the runs that made them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from dvc.repo import Repo

from ser.desk.errors import ProvenanceError
from ser.prune import needed


@dataclass(frozen=True)
class Unneeded:
    objects: list[Path]
    runs: list[Path]
    """What the run-cache remembers of stages whose outputs would be gone."""

    @property
    def size(self) -> int:
        return sum(path.stat().st_size for path in (*self.objects, *self.runs))

    def remove(self) -> None:
        for path in (*self.runs, *self.objects):
            path.chmod(0o644)
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()  # DVC takes a run's folder for a run


@contextmanager
def unneeded() -> Iterator[Unneeded]:
    """No other command of DVC changes the cache until the block ends."""
    with Repo() as repo, repo.lock:
        cache = Path(repo.cache.local.path)
        if Path(repo.local_dvc_dir or "") not in cache.parents:
            raise ProvenanceError(
                cache,
                "the cache lies outside the repository: others may need what is in it",
                "`dvc gc` with --projects",
            )
        keep = needed.digests(cache)
        objects = [path for path in sorted(cache.glob("??/*")) if path.parent.name + path.name not in keep]
        gone = {path.parent.name + path.name for path in objects}
        runs = sorted(Path(repo.stage_cache.cache_dir).glob("??/*/*"))
        yield Unneeded(objects, [path for path in runs if gone & _made(path)])


def _made(run: Path) -> set[str]:
    told = yaml.safe_load(run.read_text(encoding="utf-8"))
    return {out["md5"] for out in told.get("outs", [])}
