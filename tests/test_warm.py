"""Stages start from a process that has their libraries, which lives as long as their run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from project import Project
from ser import warm

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or any(one.exists() for one in warm.GPUS), reason="stages start alone here"
)
TWO = """
stages:
  one:
    cmd: python -P -m ser.warm one.py
    outs: [one]
  two:
    cmd: python -P -m ser.warm two.py
    deps: [one]
"""
TELLS = "import os, sys; print('torch' in sys.modules, os.environ['DVC_STAGE'], sys.argv, os.getpgrp()); "
WAITS = "import time; open('up', 'w').write(str(os.getpid()) + '.'); time.sleep(60)"
OUT = "open('one', 'w').close()"


@pytest.fixture
def alone(monkeypatch):
    """Each run has a server of its own."""
    monkeypatch.delenv(warm.SOCKET, raising=False)


@pytest.fixture
def project(tmp_path):
    """Two stages of one's own."""
    made = Project.make(tmp_path / "project")
    (made.folder / "dvc.yaml").write_text(TWO)
    return made


@pytest.fixture
def run(project):
    """Start a run of `one` and `two`."""
    started = []

    def begin(one, two="pass"):
        (project.folder / "one.py").write_text(one)
        (project.folder / "two.py").write_text(two)
        where = {"cwd": project.folder, "env": project.surroundings(), "process_group": 0}
        heard = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        started.append(subprocess.Popen([sys.executable, "-m", "dvc", "repro"], **where, **heard))
        return started[-1]

    yield begin
    for one in started:
        one.kill()
        one.communicate()


def servers(folder):
    return [one for one in psutil.process_iter(["cmdline"]) if _serves(one, folder)]


def _serves(process, folder):
    try:
        return "--serve" in (process.info["cmdline"] or ()) and process.cwd() == str(folder)
    except psutil.Error:
        return False


def until(holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def up(folder):
    """The stage that waits, once it does."""
    told = folder / "up"
    assert until(lambda: told.exists() and told.read_text().endswith("."))
    return psutil.Process(int(told.read_text()[:-1]))


def test_both_stages_of_a_run_find_torch_and_their_own_surroundings(alone, run, project):
    running = run(TELLS + OUT, TELLS)
    told = running.communicate(timeout=60)[0]

    assert f"True one ['one.py'] {running.pid}\n" in told
    assert f"True two ['two.py'] {running.pid}\n" in told
    assert until(lambda: not servers(project.folder))
    assert not list((project.folder / ".scratch").glob("warm*"))


def test_a_stage_looks_for_garbage_in_its_own_alone(served, run):
    assert until(Path(os.environ[warm.SOCKET]).exists)
    told = run(f"import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000); {OUT}").communicate(timeout=60)[0]

    assert "\nTrue True\n" in told


def test_code_that_changed_between_two_stages_is_the_second_ones(served, run):
    assert until(Path(os.environ[warm.SOCKET]).exists)
    edits = "open('src/ser/counts.py', 'a').write('\\nCHANGED = 17')"
    told = run(f"import ser.counts; {edits}; {OUT}", "import ser.counts; print(ser.counts.CHANGED)")

    assert "\n17\n" in told.communicate(timeout=60)[0]


def test_surroundings_may_be_larger_than_what_a_socket_takes_at_once(served, run, monkeypatch):
    assert until(Path(os.environ[warm.SOCKET]).exists)
    for number in range(6):
        monkeypatch.setenv(f"LARGE_{number}", "x" * 100_000)
    told = run(TELLS + "print(len(os.environ['LARGE_5'])); " + OUT).communicate(timeout=60)[0]

    assert "True one ['one.py']" in told
    assert "\n100000\n" in told


@pytest.mark.parametrize(
    ("ends", "status", "says"),
    [
        ("sys.exit('no such pool')", 1, "\nno such pool\n"),
        ("1 / 0", 1, "\nZeroDivisionError: division by zero\n"),
        ("os.kill(os.getpid(), 9)", 137, ""),
    ],
)
def test_a_stage_that_fails_fails_as_it_would_alone(served, run, ends, status, says):
    assert until(Path(os.environ[warm.SOCKET]).exists)
    failing = run(f"import os, sys; {ends}")
    told = failing.communicate(timeout=60)[0]

    assert failing.returncode != 0
    assert f"exited with {status}\n" in told
    assert says in told


def test_a_killed_run_takes_its_stage_and_its_server_along(alone, run, project):
    running = run("import os; " + WAITS)
    stage = up(project.folder)
    assert servers(project.folder)
    running.kill()

    assert until(lambda: not stage.is_running())
    assert until(lambda: not servers(project.folder))


def test_a_key_that_interrupts_reaches_the_stage_which_cleans_up(alone, run, project):
    heeds = "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"  # in the background, too
    running = run(f"{heeds}\ntry:\n    {WAITS}\nexcept KeyboardInterrupt:\n    sys.exit('cleaned up')")
    up(project.folder)
    os.killpg(running.pid, signal.SIGINT)

    assert "\ncleaned up\n" in running.communicate(timeout=30)[0]


def test_params_that_no_server_can_read_are_told_by_the_stage_alone(alone, run, project):
    (project.folder / "params.yaml").write_text("nonsense: 1\n")
    told = run(TELLS + OUT).communicate(timeout=60)[0]

    assert "False one ['one.py']" in told
