"""However many push at once, and however often they are killed, the remote ends with all that their commits name."""

import random
import time

import pytest

from places import alike


@alike
def test_two_who_run_and_push_at_once_leave_all_of_both(first, tmp_path):
    clones = [first.copy(tmp_path / f"clone-{n}") for n in (1, 2)]
    for number, clone in enumerate(clones):
        clone.work(2100 + number)
    pushes = [clone.start("push") for clone in clones]

    assert [push.wait(120) for push in pushes] == [0, 0]
    for clone in clones:
        other = clone.another(clone.folder.with_name(f"{clone.folder.name}-reader"))
        other.ser("pull")
        assert other.held() == clone.held()


@alike
def test_two_who_push_the_same_at_once_do_not_harm_each_other(first, tmp_path):
    clone = first.copy(tmp_path / "clone")
    clone.work(2200)
    pushes = [one.start("push") for one in (clone, clone.copy(tmp_path / "copy"))]

    assert [push.wait(120) for push in pushes] == [0, 0]
    assert "0 sent" in clone.ser("push", "--verify")


@pytest.mark.slow
def test_a_push_killed_twenty_times_leaves_nothing_that_the_next_one_does_not_complete(first, place, tmp_path):
    clone, draws = first.copy(tmp_path / "clone"), random.Random(13)
    clone.work(2300)
    began = time.monotonic()
    clone.ser("push")
    takes = time.monotonic() - began
    for number in range(20):
        clone.work(2301 + number)
        push = clone.start("push")
        time.sleep(takes * draws.uniform(0.3, 1.0))
        push.kill()
        push.wait()
    clone.ser("push")

    assert "0 sent" in clone.ser("push", "--verify")
    other = clone.another(tmp_path / "other")
    other.ser("pull")
    assert other.held() == clone.held()
