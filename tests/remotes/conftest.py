"""A place to push to, and a small project whose first results somebody has pushed."""

import shutil
from contextlib import ExitStack

import pytest

import cloned
import places
from cloned import Clone
from places import Folder


@pytest.fixture(scope="session")
def template(served, tmp_path_factory):
    home = tmp_path_factory.mktemp("template")
    return cloned.begun(home / "project", Folder(home, home / "disk"))


@pytest.fixture(scope="module", params=places.KINDS)
def place(request, tmp_path_factory):
    home = tmp_path_factory.mktemp(request.param)
    (home / "home").mkdir()
    with ExitStack() as after:
        if request.param in ("folder", "ssh"):
            after.enter_context(places.mounted(home / "disk"))
        found = places.KINDS[request.param](home / "home", home / "disk")
        after.callback(found.close)
        yield found


@pytest.fixture(scope="module")
def first(place, template, tmp_path_factory):
    """Who made the results has pushed them."""
    shutil.copytree(template.folder, folder := tmp_path_factory.mktemp("first") / "project", symlinks=True)
    clone = Clone(folder, place)
    clone.know()
    clone.commit("a remote")
    clone.ser("push")
    return clone


@pytest.fixture
def alone(template, tmp_path):
    """A copy of the project, and a folder to push to, for this test alone."""
    shutil.copytree(template.folder, folder := tmp_path / "project", symlinks=True)
    (tmp_path / "home").mkdir()
    clone = Clone(folder, Folder(tmp_path / "home", tmp_path / "disk"))
    clone.know()
    clone.commit("a remote")
    return clone
