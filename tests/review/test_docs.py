"""The page for reviewers: its commands run, and what it says of steps and checks is so."""

import re

from imports import ROOT
from mate import Mate
from pages import Reader
from ser.proof import figures, leaks, stored
from ser.review import fresh
from workflows import WITHOUT_SECRETS, targets

PAGE = (ROOT / "docs/review.md").read_text()


def test_a_reviewer_reads_what_a_change_does(author, change, tmp_path):
    with Reader("review.md", author, tmp_path, PROJECT=str(author.origin), BRANCH=change) as reader:
        blocks = iter(reader)
        next(blocks)
        Mate(tmp_path / "change")
        is_fresh, shown, since = blocks

    assert "All that is committed is up to date." in is_fresh
    assert "vanilla-1" in shown
    assert "what changed since HEAD~1" in since


def test_the_steps_and_checks_it_names_are_those_there_are():
    [steps, checks] = re.findall(r"\|---\|---\|---\|\n((?:\|.*\n)+)", PAGE)
    told = [re.match(r"\| `make (\w+)` ", row)[1] for row in steps.splitlines()]
    asked = (stored.tracked, stored.locked, leaks.unread, fresh.current, figures.figures)

    assert told == [*WITHOUT_SECRETS, "review"]
    assert re.findall(r"^\| `(\w+)` ", checks, re.MULTILINE) == [one.__name__ for one in asked]
    assert set(re.findall(r"`make (\w+)", PAGE)) <= targets()
