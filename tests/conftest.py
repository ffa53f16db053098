"""Every test runs offline, on one thread, as fast as the machine allows; the tiny project is built once for all."""

import os
import subprocess
import sys

import pytest
from filelock import FileLock

from imports import ROOT
from project import Project
from ser import warm

os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1", "SER_WORKERS": "1"}


LONG = ("team", "built")


def pytest_collection_modifyitems(items):
    """What stands on a run of the pipeline comes first, and so to one worker, while others do what needs none."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if name in item.fixturenames), len(LONG)))


@pytest.fixture(scope="session")
def together(tmp_path_factory):
    """A folder for all processes that run tests side by side."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


COMMANDS = "import dvc.cli, dvc.repo, dvc.commands.repro, dvc.stage.run, dvc_data.index, rich.console, ser.cli; "


@pytest.fixture(scope="session")
def served(together):
    """The first to ask starts servers for the runs of all; until they have loaded, stages and commands start alone."""
    os.environ[warm.SOCKET] = path = str(together / "warm")
    with FileLock(together / "warm.lock"):
        if not (together / "warm.log").exists():
            with (together / "warm.log").open("wb") as log:
                for kind, first in (("", ""), (warm.LIGHT, COMMANDS)):
                    given = ["--serve", path + kind, str(os.getpid()), kind]
                    words = [sys.executable, "-P", "-c", f"{first}from ser.warm import main; main()", *given]
                    subprocess.Popen(words, cwd=ROOT, stderr=log)


@pytest.fixture(scope="session")
def built(served, together, tmp_path_factory):
    """Of tests that run side by side, the first to ask builds, and each process has a copy: some tests falsify it."""
    with FileLock(together / "tiny.lock"):
        if not (together / "tiny").exists():
            project = Project.make(together / "building")
            project.repro()
            project.commit("the first results")
            project.folder.rename(together / "tiny")
    return Project(together / "tiny").copy(tmp_path_factory.mktemp("tiny") / "project")


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    """A copy of it to change, which is where the test runs."""
    return _entered(built, tmp_path, monkeypatch)


@pytest.fixture
def small(made, tmp_path, monkeypatch):
    """The same of the small project that a module has `made`."""
    return _entered(made, tmp_path, monkeypatch)


def _entered(made, tmp_path, monkeypatch):
    copied = made.copy(tmp_path / "project")
    monkeypatch.chdir(copied.folder)
    return copied
