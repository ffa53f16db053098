"""Params of two branches: what both added is there, what both changed is for people, comments stay."""

import pytest

from ser.merge import finding, keys
from ser.merge.versions import Versions

BASE = """rules:
  ser: {enough: 0.2}  # a share

generations:    # each names its parent
  ser-1: {rule: ser, after: seed}

references: {}
"""


def changed(old, new, text=BASE):
    assert old in text
    return text.replace(old, new)


LINE = "  ser-1: {rule: ser, after: seed}\n"
OURS = changed(LINE, LINE + "  ser-2: {rule: ser, after: ser-1}\n")
THEIRS = changed(LINE, LINE + "  top-1: {rule: top, after: seed}  # the surest\n")


def test_a_generation_of_each_side_is_kept_with_its_comment():
    found = keys.merged(Versions(BASE, OURS, THEIRS))

    assert found.is_whole
    assert "ser-2: {rule: ser, after: ser-1}\n  top-1: {rule: top, after: seed}  # the surest\n" in found.text
    assert "# a share" in found.text


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (changed("0.2", "0.3"), changed("0.2", "0.4")),  # one key, two values
        (OURS, changed(LINE, LINE + "  ser-2: {rule: top, after: ser-1}\n")),  # one name, two meanings
        (changed("{enough: 0.2}", "{enough: 0.2, relabel: keep}"), changed("  ser: {enough: 0.2}  # a share\n", "")),
    ],
)
def test_a_key_that_both_changed_is_left_to_people(ours, theirs):
    found = keys.merged(Versions(BASE, ours, theirs))

    assert not found.is_whole
    assert "<<<<<<<" in found.text


def test_a_key_that_would_stand_twice_is_never_written():
    """Both add the same key to one section, in places where a merge by line sees no conflict."""
    base = "reward:\n  loss: hinge\n  epochs: 3\n  batch: 16\n  warmup: 0.1\n"
    ours, theirs = base.replace("reward:\n", "reward:\n  margin: 1.0\n"), base + "  margin: 1.0\n"

    found = keys.merged(Versions(base, ours, theirs))

    assert not found.is_whole


def test_a_key_that_one_side_removed_is_gone():
    base = changed(LINE, LINE + "  ser-2: {rule: ser, after: ser-1}\n")
    found = keys.merged(Versions(base, changed("enough: 0.2", "enough: 0.3", base), BASE))

    assert found.is_whole
    assert found.text == changed("0.2", "0.3")


README = "# ser\n\n{}\n\n<!-- results -->\n{}\n<!-- /results -->\n\nend\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "stands"),
    [("old", "new", "new"), ("new", "old", "new"), ("one", "other", "one"), ("same", "same", "same")],
)
def test_a_finding_is_taken_whole_and_the_prose_around_it_merged(ours, theirs, stands):
    base = README.format("a\n\nb\n\nc", "old")
    found = finding.merged(Versions(base, README.format("A\n\nb\n\nc", ours), README.format("a\n\nb\n\nC", theirs)))

    assert found.is_whole
    assert found.text == README.format("A\n\nb\n\nC", stands)


def test_a_readme_without_a_finding_is_merged_by_line():
    assert finding.merged(Versions("a\n", "a\nb\n", "a\n")).text == "a\nb\n"
    assert not finding.merged(Versions("a\n", "b\n", "c\n")).is_whole
