"""`ser merge`: two branches into one, file by file, by what each file means."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from ser.desk import files
from ser.merge import kinds
from ser.merge.again import again
from ser.merge.versions import Versions


def arguments(parser: ArgumentParser) -> None:
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--install", action="store_true", help="have git call this at each merge of this clone")
    names = ("BASE", "OURS", "THEIRS", "PATH")
    way.add_argument("--driver", type=Path, nargs=4, metavar=names, help="one file, as git asks for it")


def run(install: bool, driver: list[Path] | None) -> None:
    if install:
        kinds.install()
    elif driver:
        *sides, path = driver
        found = kinds.KINDS[path.name](Versions(*(one.read_text(encoding="utf-8") for one in sides)))
        files.write_text(found.text, sides[1])
        _tell(path, found.told)
        sys.exit(not found.is_whole)
    else:
        results = list(again())
        for path, found in results:
            _tell(path, found.told)
        sys.exit(not all(found.is_whole for _, found in results))


def _tell(path: Path, told: str) -> None:
    if told:
        print(f"{path}: {told}")
