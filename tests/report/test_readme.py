"""The README's results: written between the marks, stamped with a commit, left alone while they are the same."""

import subprocess

import pytest

from ser.report import readme

BEFORE = "# Title\n\n<!-- results -->\nNot yet run.\n<!-- /results -->\n\nRest.\n"


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    commit()
    (tmp_path / "README.md").write_text(BEFORE)
    return tmp_path / "README.md"


def commit():
    who = ["-c", "user.name=t", "-c", "user.email=t@t"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    return subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout[:12]


def test_results_stand_between_the_marks_with_their_commit_and_nothing_else_changes(path):
    stamp = commit()
    readme.update(path, "A finding.")

    assert path.read_text() == BEFORE.replace("Not yet run.", f"A finding.\n\nMeasured from commit `{stamp}`.")


def test_equal_results_keep_the_commit_they_were_first_measured_from(path):
    readme.update(path, "A finding.")
    first = path.read_text()
    commit()
    readme.update(path, "A finding.")
    same = path.read_text()
    readme.update(path, "Another finding.")

    assert same == first
    assert path.read_text() != first


def test_a_readme_without_marks_is_left_alone(path):
    path.write_text("# Mine\n")
    readme.update(path, "A finding.")

    assert path.read_text() == "# Mine\n"


def test_a_folder_without_readme_needs_none(tmp_path):
    readme.update(tmp_path / "README.md", "A finding.")

    assert not (tmp_path / "README.md").exists()
