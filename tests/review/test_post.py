"""The page under a pull request: once, then in the same place; pictures on no branch."""

import subprocess

import pytest

from forge import Forge
from ser.desk.errors import EndpointError, ProvenanceError
from ser.review import post
from ser.review.post import MARK, PAGE

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def forge():
    with Forge().open() as one:
        yield one


@pytest.fixture
def origin(tmp_path, monkeypatch):
    """A review that was written, in a clone of this repository."""
    for words in (("init", "-q", "--bare", "origin.git"), ("clone", "-q", "origin.git", "here")):
        subprocess.run(["git", *words], check=True, capture_output=True, cwd=tmp_path)
    monkeypatch.chdir(tmp_path / "here")
    review = tmp_path / "here/review"
    review.mkdir()
    (review / PAGE).write_text(f"{MARK}\n## What\n\n![accuracy](accuracy.png) [a](b.md)\n")
    (review / "accuracy.png").write_bytes(PNG)
    return tmp_path / "origin.git"


def under(monkeypatch, values):
    for name in (*Forge().github(), *Forge().gitlab()):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def held(origin, *words):
    return subprocess.run(["git", *words], cwd=origin, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    ("of", "raw", "comments", "renewed"),
    [
        (Forge.github, "https://forge/us/ser/blob/{}/accuracy.png?raw=true", "/repos/us/ser/issues/12/comments",
         ("PATCH", "/repos/us/ser/issues/comments/3")),
        (Forge.gitlab, "https://forge/us/ser/-/raw/{}/accuracy.png", "/projects/7/merge_requests/12/notes",
         ("PUT", "/projects/7/merge_requests/12/notes/3")),
    ],
    ids=["github", "gitlab"],
)  # fmt: skip
def test_the_page_is_posted_once_and_renewed_then(of, raw, comments, renewed, forge, origin, monkeypatch, capsys):
    under(monkeypatch, of(forge))
    post.main("review", str(origin))
    commit = held(origin, "rev-parse", "refs/review/12").decode().strip()

    assert capsys.readouterr().out == "The review of 12 is posted.\n"
    assert forge.comments[3] == f"{MARK}\n## What\n\n![accuracy]({raw.format(commit)}) [a](b.md)\n"
    assert held(origin, "show", f"{commit}:accuracy.png") == PNG
    assert held(origin, "branch") == b""
    assert forge.asked[-1] == ("POST", comments)

    post.main("review", str(origin))
    assert forge.asked[-1] == renewed
    assert sorted(forge.comments) == [1, 2, 3]


def test_a_token_that_may_not_write_comments_is_named_as_the_trouble(forge, origin, monkeypatch):
    under(monkeypatch, forge.github(token="another"))

    with pytest.raises(EndpointError, match=r"HTTP Error 403.*\n  -> needed a token that may write comments"):
        post.main("review", str(origin))
    assert sorted(forge.comments) == [1, 2]


def test_a_repository_that_may_not_be_written_to_is_named_before_anything_is_said(forge, origin, monkeypatch):
    under(monkeypatch, forge.github())

    with pytest.raises(ProvenanceError, match=r"git push: (.|\n)*\n  -> needed a token that may write to the repo"):
        post.main("review", str(origin.parent / "nowhere.git"))
    assert forge.asked == []


@pytest.mark.parametrize("lacks", ["GITHUB_TOKEN", "GITHUB_REF"])
def test_outside_the_ci_of_a_pull_request_the_page_is_for_reading(lacks, forge, origin, monkeypatch):
    under(monkeypatch, forge.github() | ({lacks: "refs/heads/main"} if lacks == "GITHUB_REF" else {}))
    if lacks == "GITHUB_TOKEN":
        monkeypatch.delenv(lacks)

    with pytest.raises(EndpointError, match=rf"not in the CI of a pull request: .*{lacks}.*\n  -> to read the page"):
        post.main("review", str(origin))


def test_what_a_comment_cannot_hold_is_in_the_artefact(forge, origin, monkeypatch, tmp_path):
    (tmp_path / "here/review" / PAGE).write_text(MARK + "x" * 70_000)
    under(monkeypatch, forge.github())
    post.main("review", str(origin))

    assert len(forge.comments[3]) < 65_536
    assert forge.comments[3].endswith("The rest is in the review's artefact.")
