"""Killed at random moments, by stage or as a whole, the pipeline ends in the bytes of an unbroken run."""

import random
import signal
import subprocess
import sys
import time

import psutil
import pytest

from project import Project

KILLS = 20

pytestmark = pytest.mark.slow


def of(project):
    """The project's running stage processes."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = process.info["cmdline"] or []
        if process.info["cwd"] == str(project.folder) and any("stages/" in word for word in words):
            found.append(process)
    return found


def kill_at_random(project, rng):
    """Start `dvc repro`, kill dvc or its stage after a while; whether it had time to end well before."""
    command = [sys.executable, "-m", "dvc", "repro"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dvc = subprocess.Popen(command, cwd=project.folder, env=project.surroundings(), **quiet)
    try:
        dvc.wait(timeout=rng.uniform(2, 12))
    except subprocess.TimeoutExpired:
        victims = of(project) if rng.random() < 0.5 else []
        for victim in victims or [dvc]:
            victim.send_signal(signal.SIGKILL)
    return dvc.wait(timeout=60) == 0


def test_after_twenty_kills_the_bytes_are_those_of_an_unbroken_run(tmp_path, monkeypatch):
    monkeypatch.setenv("SER_WORKERS", "2")
    whole = Project.make(tmp_path / "whole")
    whole.repro()
    broken = Project.make(tmp_path / "broken")
    rng, killed = random.Random(0), 0
    for _ in range(KILLS):
        killed += not kill_at_random(broken, rng)
        time.sleep(1)
        assert not of(broken), "a stage outlived the run that started it"
    broken.repro()

    assert killed >= KILLS / 2
    assert broken.lock() == whole.lock()
    assert not list(broken.folder.glob(".scratch/*/*/*"))
    assert not list(broken.folder.rglob(".*.parquet.*"))
