"""A merged lock claims nothing that was not run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import ROOT
from ser import lock
from ser.desk.errors import ProvenanceError
from ser.merge import stages
from ser.merge.versions import Versions

NAMES = st.sampled_from(["corpus", "sft", "select@ser-1", "train@ser-1", "summary"])
RUNS = st.integers(0, 3).map("    cmd: python stage.py\n    outs:\n    - path: out\n      md5: {}\n".format)
SIDES = st.dictionaries(NAMES, RUNS)


def merge(base, ours, theirs):
    found = stages.merged(Versions(lock.joined(base), lock.joined(ours), lock.joined(theirs)))
    assert found.is_whole
    return lock.written(found.text, "merged"), found.told


@given(SIDES, SIDES, SIDES)
def test_every_entry_is_word_for_word_that_of_a_side(base, ours, theirs):
    found, told = merge(base, ours, theirs)

    for name in {*base, *ours, *theirs}:
        sides = base.get(name), ours.get(name), theirs.get(name)
        changed = {side for side in sides[1:] if side != sides[0]}
        wanted = sides[0] if not changed else None if len(changed) == 2 else changed.pop()
        assert found.get(name) == wanted
        assert (name in told) == (len({side for side in sides[1:] if side != sides[0]}) == 2)


@given(SIDES, SIDES, SIDES)
def test_it_does_not_matter_who_merges(base, ours, theirs):
    assert merge(base, ours, theirs)[0] == merge(base, theirs, ours)[0]


def test_the_committed_lock_is_read_word_for_word():
    text = (ROOT / "dvc.lock").read_text()

    assert lock.joined(lock.written(text, "dvc.lock")) == text
    assert stages.merged(Versions(text, text, text)).text == text
    assert stages.merged(Versions("", text, text)).text == text


@pytest.mark.parametrize(
    "text", ["stages: {}\n", "schema: '2.0'\nstages:\n    sft:\n        cmd: a\n", "<<<<<<< ours\n"]
)
def test_what_dvc_did_not_write_is_refused(text):
    with pytest.raises(ProvenanceError, match=r"git checkout dvc.lock"):
        stages.merged(Versions("", text, ""))
