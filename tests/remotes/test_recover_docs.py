"""Every message that docs/recover.md names is one that is told, and the remedy under it works."""

import re

import pytest

import places
from cloned import Clone, flipped, object_of, spoil
from imports import ROOT
from places import Ssh

SECTIONS = re.findall(r"^## `(.*?)`\n.*?^```sh\n(.*?)^```", (ROOT / "docs/recover.md").read_text(), re.M | re.S)
MODEL = "model.bin"


def gone(clone):
    clone.ser("push")
    clone.place.remove(object_of(clone, MODEL))
    (clone.folder / ".dvc/cache" / object_of(clone, MODEL)).unlink()
    (clone.folder / MODEL).unlink()
    return clone.ser("pull", fails=True)


def spoiled_there(clone):
    clone.ser("push")
    clone.place.write(name := object_of(clone, MODEL), flipped(clone.place.read(name)))
    (clone.folder / ".dvc/cache" / name).unlink()
    (clone.folder / MODEL).unlink()
    return clone.ser("pull", fails=True)


def spoiled_in_the_cache(clone):
    clone.ser("push")
    spoil(clone.folder / ".dvc/cache" / object_of(clone, MODEL))
    return clone.ser("pull")


def spoiled_in_the_tree(clone):
    clone.ser("push")
    spoil(clone.folder / MODEL)
    return clone.ser("pull")


def changed_in_git(clone):
    clone.ser("push")
    (clone.folder / "metrics/lines.json").write_text("{}\n")
    return clone.ser("pull", fails=True)


def pushed_from_nothing(clone):
    (clone.folder / ".dvc/cache" / object_of(clone, MODEL)).unlink()
    (clone.folder / MODEL).unlink()
    return clone.ser("push", fails=True)


def no_room(clone):
    with clone.place.full():
        return clone.ser("push", fails=True)


def out_of_reach(clone):
    clone.place.gate.shut()
    told = clone.ser("push", fails=True)
    clone.place.gate.open()
    return told


def wrong_key(clone):
    clone.ser("push")
    clone.place.mistaken(clone)
    return clone.ser("pull", fails=True)


def no_folder(clone):
    clone.run("dvc", "remote", "remove", "store")
    clone.place.kept.rmdir()
    return clone.ser("remote", "add", clone.place.url, fails=True)


TROUBLES = {
    "not in the remote": gone,
    "the remote holds other bytes": spoiled_there,
    "the cache held other bytes than dvc.lock names; thrown out": spoiled_in_the_cache,
    "other bytes than dvc.lock names; replaced": spoiled_in_the_tree,
    "other bytes than dvc.lock names": changed_in_git,
    "dvc.lock names what is neither in it nor here": pushed_from_nothing,
    "the remote is full": no_room,
    "the remote cannot be reached, or went away": out_of_reach,
    "the remote refuses these credentials": wrong_key,
    "there is no such folder": no_folder,
}
OVER_SSH = (out_of_reach, wrong_key)


@pytest.fixture
def clone(request, alone, tmp_path):
    """In the place where the trouble can be had."""
    trouble = TROUBLES[request.param]
    if trouble is no_room:
        with places.mounted(tmp_path / "small"):
            yield moved(alone, places.Folder(tmp_path / "home", tmp_path / "small"))
    elif trouble in OVER_SSH:
        server = Ssh(tmp_path / "home", tmp_path / "there")
        yield moved(alone, server)
        server.close()
    else:
        yield alone


def moved(alone, place):
    clone = Clone(alone.folder, place)
    clone.run("dvc", "remote", "remove", "store")
    clone.know()
    clone.commit("another remote")
    return clone


def test_every_message_of_the_docs_is_tried():
    assert [message for message, _ in SECTIONS] == list(TROUBLES)


@pytest.mark.parametrize(("clone", "message", "remedy"), [(one, one, how) for one, how in SECTIONS], indirect=["clone"])
def test_the_message_is_told_and_the_remedy_works(clone, message, remedy, monkeypatch):
    right = clone.held()
    assert message in TROUBLES[message](clone)

    monkeypatch.setenv("PLACE", str(clone.place.url))
    clone.run("bash", "-euo", "pipefail", "-c", remedy)
    clone.ser("push")
    clone.ser("pull")
    assert clone.held() == right
