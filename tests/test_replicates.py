"""Replicates side by side."""

import os
from pathlib import Path

import pytest

from ser import replicates
from ser.errors import ModelError


def where(model, rng_seed, threads):
    return Path(f"{model}/{rng_seed}/{threads}/{os.getpid()}")


def die(model, rng_seed, threads):
    os.kill(os.getpid(), 9)


@pytest.mark.parametrize(("cores", "processes"), [(1, 1), (2, 2)])
def test_each_replicate_runs_once_and_results_keep_their_order(monkeypatch, cores, processes):
    monkeypatch.setattr(replicates, "CORES", cores)
    found = replicates.each(where, "ser-1", [13, 14, 15])

    assert [path.parts[1] for path in found] == ["13", "14", "15"]
    assert len({path.parts[3] for path in found}) <= processes
    assert (str(os.getpid()) in {path.parts[3] for path in found}) == (cores == 1)


@pytest.mark.parametrize(
    ("count", "cores", "expected"),
    [(3, 1, [1, 1, 1]), (3, 2, [1, 1, 2]), (3, 8, [2, 2, 2]), (1, 2, [2]), (1, 64, [4]), (4, 2, [1, 1, 1, 1])],
)
def test_no_core_idles_in_the_last_round(count, cores, expected):
    assert replicates.shares(count, cores) == expected


def test_a_killed_worker_is_named_with_a_remedy(monkeypatch):
    monkeypatch.setattr(replicates, "CORES", 2)

    with pytest.raises(ModelError, match=r"ser-1: a worker process was killed(.|\n)*SER_CORES=1 dvc repro"):
        replicates.each(die, "ser-1", [13, 14])
