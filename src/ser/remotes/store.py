"""The cache here and the remote there, under the same names, as DVC's settings and file systems reach them."""

import errno
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ser.proof import stored
from ser.remotes import trouble
from ser.remotes.trouble import RemoteError

TOGETHER = 64  # files; when the remote goes away, no more than these are tried


@contextmanager
def repository() -> Iterator[Any]:
    from dvc.exceptions import DvcException, NotDvcRepoError
    from dvc.repo import Repo

    try:
        with Repo() as repo:
            yield repo
    except NotDvcRepoError as away:
        raise RemoteError(Path.cwd(), "no project of DVC is here", "go into its folder") from away
    except DvcException as refused:
        raise trouble.of("dvc", refused) from refused


@dataclass(frozen=True)
class Store:
    url: str
    cache: Path
    fs: Any
    root: str

    def sizes(self, names: Collection[str]) -> dict[str, int]:
        """Of those that the remote has."""
        if not names:
            return {}
        with trouble.told(self.url):
            self.fs.fs.invalidate_cache()
            found = self.fs.info([self._there(one) for one in names], return_exceptions=True)
            for one in found:
                if isinstance(one, Exception) and not isinstance(one, FileNotFoundError):
                    raise one
        return {name: one["size"] for name, one in zip(names, found, strict=True) if isinstance(one, dict)}

    def find(self, folder: str) -> dict[str, int]:
        """All that the remote has under a name, with sizes."""
        with trouble.told(self.url):
            self.fs.fs.invalidate_cache()
            if not self.fs.exists(self._there(folder)):
                return {}
            found = list(self.fs.find(self._there(folder)))
        return self.sizes([one.removeprefix(self.root).lstrip("/") for one in found])

    def send(self, names: Collection[str], what: str) -> None:
        from dvc.fs import localfs

        pairs = [(str(self.cache / one), self._there(one)) for one in names]
        self._copy(localfs, self.fs, pairs, f"Pushing {what}")

    def bring(self, names: Collection[str], what: str) -> None:
        from dvc.fs import localfs

        pairs = [(self._there(one), str(self.cache / one)) for one in names]
        try:
            self._copy(self.fs, localfs, pairs, f"Pulling {what}")
        except RemoteError as refused:
            if getattr(refused.__cause__, "errno", None) != errno.ENOSPC:
                raise
            raise RemoteError(self.cache, "the disk here is full", f"free some space; {trouble.AGAIN}") from refused

    def digest(self, name: str) -> str:
        """MD5 of what the remote holds, read piece by piece."""
        with trouble.told(self.url), self.fs.open(self._there(name), "rb") as stream:
            return stored.md5(stream)

    def _copy(self, source: Any, target: Any, pairs: list[tuple[str, str]], what: str) -> None:
        from dvc.fs import generic
        from dvc.fs.callbacks import TqdmCallback

        with trouble.told(self.url), TqdmCallback(size=len(pairs), desc=what, unit="file") as shown:
            for start in range(0, len(pairs), TOGETHER):
                sources, targets = (list(paths) for paths in zip(*pairs[start : start + TOGETHER], strict=True))
                generic.copy(source, sources, target, targets, callback=shown, batch_size=self.fs.jobs)

    def _there(self, name: str) -> str:
        there: str = self.fs.join(self.root, *name.split("/")) if self.root else name
        return there


def opened(repo: Any, name: str | None) -> Store:
    from dvc.config import ConfigError, NoRemoteError

    try:
        remote = repo.cloud.get_remote(name)
    except NoRemoteError as none:
        raise RemoteError("dvc remote", "there is none yet", "`ser remote add URL`; docs/share.md") from none
    except ConfigError as unknown:
        raise RemoteError(f"dvc remote {name}", str(unknown), "`dvc remote list`, `ser remote add URL`") from unknown
    if remote.worktree or remote.fs.version_aware:
        raise RemoteError(remote.name, "it keeps versions in the cloud's own way", "use `dvc push` and `dvc pull`")
    url = repo.config["remote"][remote.name]["url"]
    return Store(str(url), Path(repo.cache.legacy.path), remote.fs, str(remote.path))
