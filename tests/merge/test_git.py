"""Real merges by git of a small project whose graph has the form of ours."""

import re

import pytest
import yaml

from small import Small


@pytest.fixture(scope="module")
def made(served, tmp_path_factory):
    here = Small.make(tmp_path_factory.mktemp("small") / "project")
    here.branch("hers", lambda here: here.add("ser-2"))
    here.branch("his", lambda here: here.add("top-1"))
    here.branch("edits-a", lambda here: here.write("a.py", "A\n"))
    here.branch("edits-b", lambda here: here.write("b.py", "B\n"))
    return here


def is_whole(here):
    """Both generations are there, the summary is of both, and DVC finds nothing left to do."""
    summary = yaml.safe_load((here.folder / "metrics/summary.json").read_text())
    return (
        "<<<<" not in (here.folder / "params.yaml").read_text()
        and summary == {"models": "ser-1 ser-2 top-1"}
        and "up to date" in here.run("dvc", "status")
    )


def test_generations_of_two_branches_meet_and_only_what_nobody_ran_runs(small):
    small.ser("merge", "--install")
    small.run("git", "switch", "-q", "hers")
    told = small.run("git", "merge", "-q", "--no-edit", "his")

    assert "dvc.lock: both sides ran summary, each in its own way; `dvc repro` runs them anew" in told
    assert set(small.locked()) == {"train@ser-1", "train@ser-2", "train@top-1"}
    assert small.run("git", "status", "--porcelain") == ""
    assert "# the first" in (small.folder / "params.yaml").read_text()
    assert small.repro() == {"summary"}
    assert is_whole(small)


def test_a_conflict_of_lines_is_settled_afterwards_as_well(small):
    small.run("git", "switch", "-q", "hers")
    told = small.run("git", "merge", "--no-edit", "his", fails=True)
    assert {"params.yaml", "dvc.lock"} <= set(re.findall(r"Merge conflict in (\S+)", told))

    small.ser("merge")
    small.run("git", "commit", "-q", "--no-edit")

    assert small.repro() == {"summary"}
    assert is_whole(small)


def test_what_a_person_must_decide_stays_in_conflict(small):
    small.ser("merge", "--install")
    small.branch("other", lambda here: here.write("params.yaml", "generations:\n  ser-1: {rule: other}\n"))
    small.branch("third", lambda here: here.write("params.yaml", "generations:\n  ser-1: {rule: third}\n"))
    small.run("git", "switch", "-q", "other")
    told = small.run("git", "merge", "--no-edit", "third", fails=True)

    assert "params.yaml: both sides changed the same key" in told
    assert "UU params.yaml" in small.run("git", "status", "--porcelain")
    small.ser("merge", fails=True)
    small.run("git", "checkout", "--theirs", "params.yaml")
    assert small.locked() == {}
    assert "is cached - skipping run" in small.run("dvc", "repro")  # theirs, which did run
    assert small.locked()["train@ser-1"]["params"]["params.yaml"] == {"generations.ser-1": {"rule": "third"}}


def test_a_merge_by_line_claims_what_nobody_ran_and_is_mended(small):
    """Each side edited another file and ran; the lines of both lie apart, so that git sees no conflict."""
    small.run("git", "switch", "-q", "edits-a")
    small.run("git", "merge", "-q", "--no-edit", "edits-b")
    small.run("dvc", "checkout", "-q")
    assert "up to date" in small.run("dvc", "status")  # of "A" beside "B", which nobody has run

    assert "train@ser-1" in small.ser("merge")
    assert "train@ser-1" not in small.locked()
    assert "train@ser-1" in small.repro()


def test_a_rebase_merges_the_same_way(small):
    small.ser("merge", "--install")
    small.run("git", "switch", "-q", "his")
    small.run("git", "rebase", "-q", "hers")

    assert set(small.locked()) == {"train@ser-1", "train@ser-2", "train@top-1"}
    assert small.repro() == {"summary"}
    assert is_whole(small)


def test_without_a_merge_there_is_nothing_to_settle(small):
    told = small.ser("merge", fails=True)

    assert "no merge is under way" in told
