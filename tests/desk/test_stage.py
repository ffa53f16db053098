"""How a stage ends when something is wrong."""

import os
import subprocess
import sys
import textwrap

import pytest

from ser.desk import files, seconds


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory, monkeypatch):
    """A stage notes its time under the folder that it runs in."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))


def run(body):
    """A process whose main is `body`; its exit status and what it said."""
    script = (
        f"from ser.desk import files, stage\nfrom pathlib import Path\ndef main():\n{textwrap.indent(body, '    ')}\n"
    )
    command = [sys.executable, "-c", script + "stage.run(main)"]
    return subprocess.run(command, capture_output=True, text=True)


def test_trouble_a_person_can_act_on_ends_without_a_traceback():
    done = run("from ser.desk.errors import ParamsError\nraise ParamsError('params.yaml', 'wrong', 'mend it')")

    assert done.returncode == 1
    assert done.stderr == "\nparams.yaml: wrong\n  -> mend it\n"


def test_a_stage_that_ends_well_notes_its_seconds():
    run("import time; time.sleep(0.3)")

    assert 0.3 <= seconds.read()["-c"] < 10


def test_other_trouble_keeps_its_traceback():
    assert "ZeroDivisionError" in run("1 / 0").stderr


@pytest.mark.skipif(not (sys.platform == "linux" and os.access("/dev/full", os.W_OK)), reason="no /dev/full here")
def test_a_full_disk_is_said_to_be_full():
    done = run("with open('/dev/full', 'w') as stream: stream.write('x' * 100_000)")

    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "free some space, then run `dvc repro`" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    (tmp_path / "a").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        files.write_text("half\ud800", tmp_path / "a")

    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a", "old")]


def test_what_a_killed_process_left_half_written_is_removed_by_the_next(tmp_path):
    (tmp_path / ".a.99999").write_text("half")
    files.write_text("new", tmp_path / "a")

    assert [one.name for one in tmp_path.iterdir()] == ["a"]
