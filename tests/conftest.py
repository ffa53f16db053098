"""Every test runs offline, on one thread, as fast as the machine allows; the tiny project is built once for all."""

import os

import pytest

from project import Project

os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1", "SER_WORKERS": "1"}


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    project = Project.make(tmp_path_factory.mktemp("tiny") / "project")
    project.repro()
    project.commit("the first results")
    return project


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    """A copy of it to change, which is where the test runs."""
    copied = built.copy(tmp_path / "project")
    monkeypatch.chdir(copied.folder)
    return copied
