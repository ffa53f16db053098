"""What one revision holds: its params, its lock, and the bytes of all that the lock names."""

from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from ser import git, graph, lock
from ser.desk import files, params, paths, tables
from ser.desk.errors import ProvenanceError
from ser.desk.parts import Parts
from ser.desk.settings import Params
from ser.lock import Entry, Lock

# What params.yaml did not have at first.
AT_FIRST: dict[str, Any] = {
    "sealed": True,
    "reading": False,
    "launch": "python -P",
    "split": {"seed_by": "prompt"},
    "base": {"kind": "scratch"},
    "sft": {
        "tune": "full",
        "answers_only": False,
        "schedule": "cosine",
        "precision": "float32",
        "checkpointing": False,
        "lora": {"rank": 16, "alpha": 32, "dropout": 0.05},
    },
    "reward": {"schedule": "cosine", "precision": "float32", "checkpointing": False},
    "benchmarks": {"files": {}, "models": []},
    "methods": {},
    "policies": {},
    "judging": {"prompts": 1, "samples": 1, "tokens": 1, "start": ["sft"], "judges": {}, "held_out": []},
}


class Evidence:
    """The working tree, or a revision laid out under `.scratch/at` as links into DVC's cache; never changed itself."""

    def __init__(self, revision: str | None = None) -> None:
        self.commit = git.resolve(revision) if revision else None
        self.root, self._brought = Path(), set[Path]()
        if self.commit:  # laid out from the repository's root, which a profile reaches by ".."
            self.root = paths.SCRATCH / "at" / self.commit[:12] / git.prefix()
            self.root.mkdir(parents=True, exist_ok=True)

    def __str__(self) -> str:
        return self.commit[:12] if self.commit else "the working tree"

    @cached_property
    def params(self) -> Params:
        return params.load(self.path(paths.PARAMS), AT_FIRST if self.commit else None)

    @cached_property
    def given(self) -> dict[str, Any]:
        """The params as they are written."""
        found: dict[str, Any] = yaml.safe_load(self.path(paths.PARAMS).read_text(encoding="utf-8"))
        return found

    @cached_property
    def stages(self) -> dict[str, graph.Stage]:
        """What dvc.yaml asks for; the lock may hold more, of generations that were removed."""
        return graph.read(self.path(graph.NAME), self.given)

    @cached_property
    def lock(self) -> Lock:
        path = self.path(lock.NAME)
        if not path.exists():
            raise ProvenanceError(path, "nothing has been run here", "run `dvc repro`, or `git checkout dvc.lock`")
        return lock.parse(path.read_text(encoding="utf-8"), str(path))

    def path(self, path: Path) -> Path:
        """Where the file or folder lies; one of a revision is brought from git, the cache or a remote."""
        there = self.root / path
        if self.commit and path not in self._brought and (there.is_dir() or not there.exists()):
            self._bring(path)  # of a folder, one file may be here already
            self._brought.add(path)
        return there

    def table(
        self, path: Path, schema: pa.Schema, columns: list[str] | None = None, only: pc.Expression | None = None
    ) -> pa.Table:
        return tables.read(self.path(path), schema, columns, only)

    def parts(self, path: Path, schema: pa.Schema) -> Parts:
        return Parts(self.path(path), schema)

    def json(self, path: Path) -> dict[str, Any]:
        return files.read_json(self.path(path))

    @cached_property
    def _cache(self) -> Path:
        """DVC's own settings, which may stand in four places, say where it is."""
        from dvc.config import Config  # a fifth of a second

        settings = git.top() / ".dvc"
        folder = Config(str(settings)).get("cache", {}).get("dir")
        return Path(folder) if folder else settings / "cache"

    def cached(self, entry: Entry) -> Path:
        return self._cache / entry.cached_as

    def _bring(self, path: Path) -> None:
        for one in (known := git.files(str(self.commit), path)):
            if (self.root / one).exists():
                continue
            with files.replacing(self.root / one) as partial:
                partial.write_bytes(git.content(str(self.commit), one))
        if known:
            for note in (one for one in known if one.suffix == ".dvc"):  # of what lies beside it, but not in git
                self.path(note.with_suffix(""))
            return
        if inside := [out for out in self.lock.outs if path in out.parents]:  # several stages' outs
            for out in inside:
                self.path(out)
            return
        made = self.lock.maker(path) or self._added(path)
        if made is None:
            raise ProvenanceError(f"{path} at {self}", "neither git nor dvc.lock names it", "name a file of that time")
        if not self._is_here(made):
            self._fetch(made)
        for name, md5 in self.listing(made).items():
            there = self.root / made.path / name
            there.parent.mkdir(parents=True, exist_ok=True)
            there.unlink(missing_ok=True)
            there.symlink_to(self.cached(Entry(made.stage, made.path / name, md5)).absolute())

    def _added(self, path: Path) -> Entry | None:
        """What `dvc add` keeps: a file or folder with a note of its digest beside it."""
        for one in (path, *path.parents[:-1]):
            note = one.with_name(f"{one.name}.dvc")
            if git.has(str(self.commit), note):
                [out] = yaml.safe_load(git.content(str(self.commit), note))["outs"]
                return Entry(str(note), one, out["md5"])
        return None

    def listing(self, out: Entry) -> dict[str, str]:
        """Each file of a folder out, by its path inside; a file out is its own one, without a name."""
        if not out.is_folder:
            return {"": out.md5}
        return lock.inside(self.cached(out))

    def _is_here(self, out: Entry) -> bool:
        if not self.cached(out).exists():
            return False
        return all(self.cached(Entry("", Path(), md5)).exists() for md5 in self.listing(out).values())

    def _fetch(self, out: Entry) -> None:
        from dvc.exceptions import DvcException  # half a second, and needed only where the cache lacks something
        from dvc.repo import Repo

        try:
            with Repo() as repo:
                repo.fetch([str(out.path)], revs=[self.commit], workspace=False)
        except DvcException as trouble:
            raise _lost(out, self, str(trouble)) from trouble
        if not self._is_here(out):
            raise _lost(out, self, "no remote holds it")


def _lost(out: Entry, of: Evidence, why: str) -> ProvenanceError:
    return ProvenanceError(
        f"{out.path} at {of}",
        f"its bytes ({out.md5[:8]}) are not in the cache, and could not be fetched: {why}",
        f"where they were made: `dvc push`; or here: `git checkout {of}`, then `dvc repro {out.stage}`",
    )
