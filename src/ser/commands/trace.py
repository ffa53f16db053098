"""`ser trace`: the whole story of one pair."""

from argparse import ArgumentParser

from ser.commands import terminal
from ser.evidence import Evidence
from ser.trace import find, shown, story


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("pair", help="its id, the start of its id, or a piece of its text")
    parser.add_argument("--rev", help="a commit, branch or tag in place of the working tree")
    parser.add_argument("--full", action="store_true", help="texts are not cut short")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(pair: str, rev: str | None, full: bool, json: bool) -> None:
    evidence = Evidence(rev)
    told = story.of(evidence, find.pair(evidence, pair))
    if json:
        terminal.as_json(told)
    else:
        screen = terminal.console()
        screen.print(shown.screen(told, screen.width, full))
