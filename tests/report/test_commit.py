"""The commit under the results: its hash, and whether what makes results differs from it."""

import subprocess

import pytest

from ser.report import commit


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("a: 1\n")
    git("init", "-q")
    git("add", "-A")
    git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "x")
    return tmp_path


def git(*words):
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()


def test_the_stamp_is_the_hash_and_says_when_files_that_make_results_changed(folder):
    clean = commit.stamp(".")
    (folder / "notes.txt").write_text("makes no results")
    beside = commit.stamp(".")
    (folder / "params.yaml").write_text("a: 2\n")

    assert clean == beside == f"`{git('rev-parse', 'HEAD')[:12]}`"
    assert commit.stamp(".") == f"{clean}, with changes not committed"


def test_a_profile_is_compared_with_the_code_at_its_root(folder, monkeypatch):
    (folder / "src").mkdir()
    (folder / "src/new.py").write_text("")
    (folder / "profiles/small").mkdir(parents=True)
    monkeypatch.chdir(folder / "profiles/small")

    assert commit.stamp("../..").endswith("with changes not committed")


def test_outside_a_repository_there_is_none_yet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert commit.stamp(".") == "`none yet`"
