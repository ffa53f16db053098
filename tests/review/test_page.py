"""What a reviewer reads: figures, labels and pictures of a change, from git and what the remote holds."""

import re
import struct

import pytest

from ser import cli
from ser.desk.errors import ProvenanceError

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def review(author, change, tmp_path_factory):
    """The folder that `make review` wrote in a clone without data."""
    reader = author.clone(tmp_path_factory.mktemp("reader") / "fresh")
    reader.run("git", "switch", "-q", change)
    assert "review/review.md: what changed since origin/main" in reader.run("make", "review")
    return reader.folder / "review"


def page(review):
    return (review / "review.md").read_text()


def test_the_page_has_dvcs_figures_and_the_comparison_of_the_two_headlines(review):
    told = page(review)

    assert "| Path " in told
    assert re.search(r"\| metrics/summary.json +\| gap_closed.mean ", told)
    assert re.search(r"### \w{12}:ser-2 → \w{12}:vanilla-1\n\n\|  \| \w{12}:ser-2 \|", told)
    assert "| labels gained |" in told
    assert "No figure of `metrics/latest.json` changes." in told


def test_pictures_are_there_before_and_after_where_they_differ_and_once_where_not(review):
    told = page(review)
    shown = set(re.findall(r"\]\(([\w-]+\.png)\)", told))
    changed, same = told.rsplit("<details>", 1)

    assert shown == {path.name for path in review.glob("*.png")}
    assert "| accuracy: ![accuracy-before](accuracy-before.png) | ![accuracy](accuracy.png) |" in changed
    assert "![sweeps](sweeps.png)" in same
    for path in review.glob("*.png"):
        width, height = struct.unpack(">II", path.read_bytes()[16:24])
        assert path.read_bytes().startswith(PNG)
        assert min(width, height) > 100


def test_the_working_tree_is_neither_read_nor_touched(review):
    reader = review.parent

    assert not (reader / "data/pairs.parquet").exists()


def test_a_base_that_git_does_not_know_or_shares_nothing_with_is_refused(project):
    with pytest.raises(ProvenanceError, match=r"revision 'nowhere': git knows no such commit"):
        cli.command("review", "nowhere")

    project.run("git", "checkout", "-q", "--orphan", "apart")
    project.run("git", "commit", "-q", "-m", "apart")
    with pytest.raises(ProvenanceError, match=r"they share no commit\n  -> `git fetch --unshallow`"):
        cli.command("review", "main")
