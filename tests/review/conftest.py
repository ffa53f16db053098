"""The tiny project as a team has it: with its Makefile and CI, a remote for bytes, and one for commits."""

import shutil

import pytest

from imports import ROOT
from mate import Mate

FILES = ("Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt", ".gitlab-ci.yml", ".github")


@pytest.fixture(scope="session")
def author(built, tmp_path_factory):
    """Who made it all, and has pushed it to `origin.git` and `store`."""
    home = tmp_path_factory.mktemp("team")
    own = Mate(built.copy(home / "own").folder)
    for name in FILES:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, own.folder / name)
    own.run("git", "init", "-q", "--bare", "-b", "main", str(home / "origin.git"))
    own.run("git", "remote", "add", "origin", str(home / "origin.git"))
    own.run("dvc", "remote", "add", "-q", "-d", "store", str(home / "store"))
    own.commit("Makefile, CI and a remote")
    own.run("dvc", "push", "-q")
    own.run("git", "push", "-q", "origin", "main")
    return own


@pytest.fixture(scope="session")
def change(author):
    """A branch on which the headline is another arm; its name."""
    author.run("git", "switch", "-q", "-c", "headline")
    author.change(lambda p: p.update(headline="vanilla"))
    author.repro()
    author.commit("the baseline is the headline")
    author.run("dvc", "push", "-q")
    author.run("git", "push", "-q", "origin", "headline")
    return "headline"


@pytest.fixture
def fresh(author, tmp_path):
    """A clone without data."""
    return author.clone(tmp_path / "fresh")
