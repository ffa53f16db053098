"""Every test runs offline, on one thread, as fast as the machine allows; the tiny project is built once for all."""

import os

import pytest
from filelock import FileLock

from project import Project

os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1", "SER_WORKERS": "1"}


LONG = ("team", "built")


def pytest_collection_modifyitems(items):
    """What stands on a run of the pipeline comes first, and so to one worker, while others do what needs none."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if name in item.fixturenames), len(LONG)))


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Of tests that run side by side, the first to ask builds, and each process has a copy: some tests falsify it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with FileLock(shared / "tiny.lock"):
        if not (shared / "tiny").exists():
            project = Project.make(shared / "building")
            project.repro()
            project.commit("the first results")
            project.folder.rename(shared / "tiny")
    return Project(shared / "tiny").copy(tmp_path_factory.mktemp("tiny") / "project")


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
