"""A killed run leaves no writer behind."""

import os
import subprocess
import sys

import psutil
import pytest

from ser.desk import life

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
STAGE = "from ser.desk import stage; import os, time; stage.prepare(); print(os.getpid(), flush=True); time.sleep(60)"
COMMAND = """
import time
from ser.desk import stage

def work():
    print('started', flush=True)
    time.sleep(1)
    print('done')

stage.guard(work)
"""
# What runs a stage as DVC does: by a shell, which is told of the stage.
RUN = """
import os, subprocess, sys
run = subprocess.Popen(["sh", "-c", sys.argv[1]], env=os.environ | {"DVC_STAGE": "train@one"}, stdout=subprocess.PIPE)
print(run.stdout.readline().decode(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def of():
    """The stage that a run starts by these words of a shell; beside it the run, which goes on."""
    running = []

    def started(words):
        command = [sys.executable, "-c", RUN, words.format(f'{sys.executable} -c "{STAGE}"')]
        run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(run)
        return run, psutil.Process(int(run.stdout.readline()))

    yield started
    for run in running:
        run.kill()
        run.communicate()


@pytest.mark.parametrize(
    "words", ["exec {}", "{}; true", f"{sys.executable} -c 'import os, sys; os.system(sys.argv[1])' '{{}}; true'; true"]
)
def test_a_stage_ends_with_a_killed_run_whatever_stands_between(of, words):
    run, stage = of(words)
    assert stage.is_running()
    run.kill()

    assert stage.wait(timeout=5) is None


def test_a_stage_ends_with_a_killed_shell(of):
    _, stage = of("{}; true")
    stage.parent().kill()

    assert stage.wait(timeout=5) is None


def test_what_no_run_started_ends_with_the_process_that_did(monkeypatch):
    monkeypatch.delenv(life.STAGE, raising=False)
    parent = (
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {STAGE!r}], stdout=subprocess.PIPE); "
    )
    parent += "p.stdout.readline(); print(p.pid, flush=True)"
    pid = int(subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True).stdout)

    assert not psutil.pid_exists(pid) or psutil.Process(pid).wait(timeout=5) is None


def test_a_command_goes_on_when_the_shell_it_was_typed_into_has_ended():
    words = f'{sys.executable} -c "{COMMAND}" & wait'
    shell = subprocess.Popen(["sh", "-c", words], stdout=subprocess.PIPE, text=True)
    assert shell.stdout.readline() == "started\n"
    shell.kill()

    assert shell.communicate(timeout=20)[0] == "done\n"


def test_a_run_within_a_stage_is_the_run_of_its_own_stages(monkeypatch):
    monkeypatch.setenv("DVC_STAGE", "tiny")
    asks = "from ser.desk import life; print(life.run())"
    asked = subprocess.Popen(
        [sys.executable, "-c", asks], env=os.environ | {"DVC_STAGE": "train"}, stdout=subprocess.PIPE, text=True
    )

    assert int(asked.communicate()[0]) == os.getpid()


def test_what_no_run_started_has_none(monkeypatch):
    monkeypatch.delenv("DVC_STAGE", raising=False)

    assert life.run() == 0
