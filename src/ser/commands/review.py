"""`ser review`: what the commits since a base do, on one page with pictures."""

from argparse import ArgumentParser
from pathlib import Path

from ser.review import page
from ser.review.post import PAGE


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("base", metavar="BASE", help="the branch that the change is for, such as origin/main")
    parser.add_argument("--to", type=Path, default=Path("review"), metavar="DIR", help="where it is written (review)")


def run(base: str, to: Path) -> None:
    page.write(base, to)
    print(f"{to / PAGE}: what changed since {base}")
