"""What the lock says of stages, bytes and params."""

from pathlib import Path

import pytest

from ser import lock
from ser.desk.errors import ProvenanceError

TEXT = """
stages:
  sft:
    cmd: python sft.py
    deps: [{path: data/pairs.parquet, hash: md5, md5: aa11}]
    params: {params.yaml: {sft: {epochs: 6}, rng_seeds.0: 13}}
    outs: [{path: models/sft, hash: md5, md5: bb22.dir}]
"""


def test_a_file_inside_a_folder_is_the_work_of_the_folders_stage():
    made = lock.parse(TEXT, "dvc.lock").maker(Path("models/sft/config.json"))

    assert (made.stage, made.path, made.is_folder) == ("sft", Path("models/sft"), True)
    assert made.cached_as == Path("files/md5/bb/22.dir")
    assert lock.parse(TEXT, "dvc.lock").maker(Path("models/reward")) is None


def test_params_are_read_under_their_dotted_names():
    assert lock.parse(TEXT, "dvc.lock").params("sft") == {
        Path("params.yaml"): {"sft": {"epochs": 6}, "rng_seeds.0": 13}
    }


@pytest.mark.parametrize("text", ["", "stages: 3", "stages: [", "other: {}", "stages: {sft: 3}"])
def test_what_is_no_lock_is_refused(text):
    with pytest.raises(
        ProvenanceError, match=r"dvc.lock: not a lock file of DVC (.|\n)*\n  -> `git checkout dvc.lock`"
    ):
        lock.parse(text, "dvc.lock")
