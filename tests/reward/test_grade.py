"""The grades of one model, from tables made by hand."""

from dataclasses import replace

import pyarrow as pa
import pytest

from made import labels, pairs, scores
from ser.desk import params, records
from ser.desk.parts import Parts
from ser.reward import grade

SCORES = Parts(scores("abcdx", [1, 0, 1, 0, 2], [0, 1, 0, 1, 1]), records.SCORES)
HELD = pa.concat_tables([pairs("ab", "holdout"), pairs("cd", "holdout_ood")])


@pytest.fixture(scope="module")
def p():
    return replace(params.load(), rng_seeds=(13,))


def test_each_holdout_has_its_own_grades(p):
    found = grade.grades(SCORES, HELD, {"holdout": labels("ab", "lr"), "holdout_ood": labels("cd", "rl")}, p)

    assert (found["holdout"]["accuracy"]["mean"], found["holdout_ood"]["accuracy"]["mean"]) == (1.0, 0.0)
    assert found["outcomes"] == {"holdout": ["11"], "holdout_ood": ["00"]}
    assert found["pool"]["offset"] == 1.5  # x alone


def test_a_holdout_without_pairs_has_no_grades(p):
    found = grade.grades(SCORES, HELD, {"holdout": labels("ab", "lr"), "holdout_ood": labels("", "")}, p)

    assert set(found) == {"holdout", "pool", "curves", "outcomes"}
    assert found["outcomes"] == {"holdout": ["11"]}
