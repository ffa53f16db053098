"""The README's results: written between the marks, stamped with a commit, left alone while they are the same."""

import pytest

from ser.report import readme

BEFORE = "# Title\n\n<!-- results -->\nNot yet run.\n<!-- /results -->\n\nRest.\n"


@pytest.fixture
def path(tmp_path):
    (tmp_path / "README.md").write_text(BEFORE)
    return tmp_path / "README.md"


def test_results_stand_between_the_marks_with_their_commit_and_nothing_else_changes(path):
    readme.update(path, "A finding.", "`1`, with changes not committed")

    expected = "A finding.\n\nMeasured from commit `1`, with changes not committed."
    assert path.read_text() == BEFORE.replace("Not yet run.", expected)


def test_equal_results_keep_the_commit_they_were_first_measured_from(path):
    readme.update(path, "A finding.", "`1`, with changes not committed")
    first = path.read_text()
    readme.update(path, "A finding.", "`2`")
    same = path.read_text()
    readme.update(path, "Another finding.", "`2`")

    assert same == first
    assert "Measured from commit `2`." in path.read_text()


def test_a_readme_without_marks_is_left_alone(path):
    path.write_text("# Mine\n")
    readme.update(path, "A finding.", "`1`")

    assert path.read_text() == "# Mine\n"


def test_a_folder_without_readme_needs_none(tmp_path):
    readme.update(tmp_path / "README.md", "A finding.", "`1`")

    assert not (tmp_path / "README.md").exists()
