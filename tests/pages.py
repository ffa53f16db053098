"""A page of the docs, read as by a person who types what it says: its blocks of `sh`, in order, in one shell."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from imports import ROOT
from project import Project

BLOCK = re.compile(r"^```sh( fails)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
END = "-- the block ended with"


class Reader:
    """Iterate over it: each step types the next block, and is what that printed.

    The shell stays the same, with its folder and variables. It stops at the first command that fails; of a block that
    opens with "```sh fails" the last command must fail. Between two steps a test may do what happens to the reader.
    """

    def __init__(self, page: str, project: Project, folder: Path, **given: str) -> None:
        self._blocks = BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
        assert self._blocks, f"docs/{page} has no block of sh"
        self._shell = subprocess.Popen(
            ["bash", "-euo", "pipefail"],
            cwd=folder,
            env=project.surroundings() | given,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *trouble: object) -> None:
        self._shell.kill()
        self._shell.communicate()

    def __iter__(self) -> Iterator[str]:
        for fails, block in self._blocks:
            yield self.type(block, bool(fails))

    def type(self, block: str, fails: bool = False) -> str:
        """For what a test asks of the shell beside the page."""
        before, after = ("set +e\n", "set -e\n") if fails else ("", "")
        self._shell.stdin.write(f"{before}{{\n{block}\n}} </dev/null\nprintf '\\n%s %s\\n' '{END}' $?\n{after}")
        self._shell.stdin.flush()
        told = ""
        for line in self._shell.stdout:
            if line.startswith(END):
                assert (line != f"{END} 0\n") == fails, f"{block}\n{line}it said:\n{told}"
                return told
            told += line
        raise AssertionError(f"{block}\nstopped at a command that failed; it said:\n{told}")
