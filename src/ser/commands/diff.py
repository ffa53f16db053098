"""`ser diff`: from one reward model to another, within a revision or across two."""

from argparse import ArgumentParser

from ser.commands import terminal
from ser.diff import found, shown, sides


def arguments(parser: ArgumentParser) -> None:
    what = "a model, an arm, a revision, or revision:model"
    parser.add_argument("one", metavar="A", help=what)
    parser.add_argument("other", metavar="B", help=what)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs, every pair that changed sides included")
    form.add_argument("--md", action="store_true", help="for a pull request")


def run(one: str, other: str, json: bool, md: bool) -> None:
    told = found.between(sides.of(one), sides.of(other))
    if json:
        terminal.as_json(told)
    elif md:
        print(shown.markdown(told))
    else:
        for head, rows in (shown.figures(told), shown.labels(told), shown.turned(told)):
            if rows:
                terminal.show(head, rows)
        print(shown.more(told))
