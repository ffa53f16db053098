"""Whatever happens between a clone and a real server is told, loses nothing, and heals as the docs say."""

import pytest

from cloned import flipped, object_of
from places import alike


def test_what_one_pushes_another_pulls_byte_for_byte(first, tmp_path):
    other = first.another(tmp_path / "other")
    told = other.ser("pull")

    assert other.held() == first.held()
    assert len(other.held()) == 8
    assert "every out has the bytes that dvc.lock names" in told
    assert "2 runs brought" in told


def test_who_holds_no_right_key_is_told_so_and_nothing_is_lost(first, place, tmp_path):
    if not place.refusal:
        pytest.skip("a folder has no key")
    other, before = first.another(tmp_path / "other"), place.names()
    place.mistaken(other)
    for command in ("pull", "push"):
        assert place.refusal in other.ser(command, fails=True)

    assert place.names() == before
    other.know()  # the documented remedy: the right key
    other.ser("pull")
    assert other.held() == first.held()


def test_a_push_cut_off_midway_is_told_and_the_next_one_completes_it(first, place, tmp_path):
    if place.gate is None:
        pytest.skip("a folder has no line that could be cut")
    clone, before = first.copy(tmp_path / "clone"), place.names()
    clone.work(2001)
    place.gate.shut_after(40_000)
    told = clone.ser("push", fails=True)
    assert "cannot be reached, or went away" in told
    assert "cannot be reached" in clone.ser("push", fails=True)
    assert "cannot be reached" in clone.another(tmp_path / "early", knows=False).ser("pull", fails=True)

    place.gate.open()
    assert before <= place.names()
    clone.ser("push")
    other = clone.another(tmp_path / "other")
    other.ser("pull")
    assert other.held() == clone.held()


def test_a_full_remote_is_told_and_takes_the_rest_once_there_is_room(first, place, tmp_path):
    clone, before = first.copy(tmp_path / "clone"), place.names()
    clone.work(2002)
    with place.full():
        told = clone.ser("push", fails=True)
        assert before <= place.names()
    assert "the remote is full" in told or "its disk is full" in told

    clone.ser("push")
    other = clone.another(tmp_path / "other")
    other.ser("pull")
    assert other.held() == clone.held()


@alike
def test_a_byte_that_changed_in_the_remote_is_found_and_replaced(first, place, tmp_path):
    name = object_of(first, "model.bin")
    place.write(name, flipped(place.read(name)))
    other = first.another(tmp_path / "other")
    told = other.ser("pull", fails=True)
    assert f"model.bin ({''.join(name.split('/')[2:])[:8]}): the remote holds other bytes" in told
    assert not (other.folder / "model.bin").exists()

    assert "model.bin: the remote holds other bytes" in first.ser("push", "--verify")
    other.ser("pull")
    assert other.held() == first.held()


@alike
def test_an_object_gone_from_the_remote_is_pushed_again_from_where_it_is_or_made_again(first, place, tmp_path):
    name = object_of(first, "model.bin")
    place.remove(name)
    other = first.another(tmp_path / "other")
    assert "not in the remote" in other.ser("pull", fails=True)
    assert "not in the remote" in other.ser("pull", fails=True)

    other.run("dvc", "repro")
    assert other.held() == first.held()
    assert "1 sent" in other.ser("push")
    assert name in place.names()
