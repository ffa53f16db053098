"""Differences and the share of the gap closed, from figures whose answer is known."""

import numpy as np
import pytest

from ser import params, summary

SEED, SER, FULL = 0.64, 0.70, 0.74  # so ser closes (.70 - .64) / (.74 - .64) = 60 % of the gap


def grade(accuracy, draws=None):
    figure = {"mean": accuracy, "low": accuracy, "high": accuracy}
    shared = np.linspace(-0.02, 0.02, 41)  # a luck of the draw that all models share
    return {
        "holdout": {"accuracy": figure, "log_loss": figure, "ece": figure},
        "holdout_ood": {"accuracy": figure},
        "draws": {"holdout.accuracy": list(accuracy + shared) if draws is None else draws},
    }


@pytest.fixture
def found():
    p = params.load()
    grades = {name: grade(SER) for name in p.models} | {"seed": grade(SEED), "full": grade(FULL)}
    return summary.summarise(p, grades)


def test_the_headline_is_the_last_generation_of_the_arm(found):
    assert found["headline"] == "ser-3"
    assert found["gap_closed"] == found["models"]["ser-3"]["gap_closed"]


def test_gap_closed_is_the_share_of_the_way_from_seed_to_full(found):
    assert found["gap_closed"]["mean"] == pytest.approx(0.6)


def test_luck_that_all_models_share_leaves_no_uncertainty_in_a_difference(found):
    assert found["models"]["ser-3"]["vs_seed"] == {"mean": 0.06, "low": 0.06, "high": 0.06}
    assert found["models"]["ser-3"]["vs_full"] == {"mean": -0.04, "low": -0.04, "high": -0.04}


def test_the_seed_is_compared_with_full_alone_and_full_closes_no_gap(found):
    assert {key for key in found["models"]["seed"] if key.startswith("vs_")} == {"vs_full"}
    assert "gap_closed" not in found["models"]["full"]


def test_without_a_gap_nothing_is_claimed():
    assert summary.gap_closed(grade(SER), grade(FULL), grade(FULL))["mean"] is None


def test_latest_names_arms_not_generations():
    p = params.load()
    grades = {name: grade(SER) for name in p.models}
    audits = {name: {"labels": {"ledger": 10.0}, "right": {}} for name in p.generations}
    found = summary.latest(p, grades, audits)

    assert list(found) == ["seed", "ser", "vanilla", "full", "oracle-3"]
    assert found["ser"] == {
        "generations": 3, "accuracy": SER, "accuracy_ood": SER, "log_loss": SER, "ece": SER, "labels": 10.0
    }  # fmt: skip
