"""One of a team, in a clone of their own, ready to run `make`."""

from pathlib import Path

from project import Project

PIP = '#!/bin/sh\necho "$@" >> pip.log\n'


class Mate(Project):
    """The environment that runs the tests passes for the one that make would install."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / ".venv/bin").mkdir(parents=True, exist_ok=True)
        for mark in ("ready", "dev"):
            (folder / ".venv" / mark).touch()
        (folder / ".venv/bin/pip").write_text(PIP)  # what is installed would be for all tests
        (folder / ".venv/bin/pip").chmod(0o755)

    @property
    def origin(self) -> Path:
        return Path(self.run("git", "remote", "get-url", "origin").strip())

    def clone(self, folder: Path) -> "Mate":
        self.run("git", "clone", "-q", str(self.origin), str(folder))
        return Mate(folder)
