"""Differences, claims and the share of the gap closed, from figures whose answer is known."""

import dataclasses

import numpy as np
import pytest

from ser import outcomes, summary
from ser.desk import params
from ser.desk.settings import arm

SEED, SER, FULL = 0.64, 0.70, 0.74  # so ser closes (.70 - .64) / (.74 - .64) = 60 % of the gap
PAIRS = 400


def grade(accuracy, rng_seed=0):
    """Three replicates that are right on the same share of pairs, the easiest first, but for a few of their own."""
    figure = {"mean": accuracy, "low": accuracy, "high": accuracy}
    rng = np.random.default_rng(rng_seed)
    right = np.tile(np.arange(PAIRS) < accuracy * PAIRS, (3, 1)).astype(float)
    for one in right:
        swap = rng.choice(PAIRS, 10, replace=False)
        one[swap] = one[rng.permutation(swap)]
    return {
        "holdout": {"accuracy": figure, "log_loss": figure, "ece": figure},
        "holdout_ood": {"accuracy": figure},
        "outcomes": {"holdout": [outcomes.write(one) for one in right]},
    }


def evidence(p, **accuracies):
    grades = {name: grade(accuracies.get(name.replace("-", "_"), SER), place) for place, name in enumerate(p.models)}
    training = {name: {"steps": 100.4, "tokens": 5000.0} for name in p.models}
    return summary.Evidence(p, grades, training, np.arange(PAIRS))


@pytest.fixture(scope="module")
def p():
    committed = params.load()
    plan = {name: one for name, one in committed.generations.items() if arm(name) in ("ser", "vanilla")}
    return dataclasses.replace(committed, generations=plan, headline="ser")


@pytest.fixture(scope="module")
def found(p):
    return summary.summarise(evidence(p, seed=SEED, full=FULL))


def test_the_headline_is_the_last_generation_of_the_arm(found):
    assert found["headline"] == "ser-3"
    assert found["gap_closed"] == found["models"]["ser-3"]["gap_closed"]


def test_gap_closed_is_the_share_of_the_way_from_seed_to_full(found):
    closed = found["gap_closed"]

    assert closed["mean"] == pytest.approx(0.6)
    assert closed["low"] < 0.6 < closed["high"]


def test_the_seed_is_compared_with_full_alone_and_full_closes_no_gap(found):
    assert {key for key in found["models"]["seed"] if key.startswith("vs_")} == {"vs_full"}
    assert "gap_closed" not in found["models"]["full"]


@pytest.mark.parametrize("full", [FULL, FULL - 0.02])
def test_without_a_gap_nothing_is_claimed(p, full):
    assert summary.gap_closed("ser-3", "full", evidence(p, seed=FULL, full=full))["mean"] is None


def test_what_is_asked_is_fixed_the_headline_against_all_and_all_against_the_seed(p, found):
    assert summary.comparisons(p) == [
        ("ser-3", "seed"), ("ser-3", "vanilla-3"), ("ser-3", "full"), ("ser-3", "oracle-3"),
        ("vanilla-3", "seed"), ("full", "seed"), ("oracle-3", "seed"),
    ]  # fmt: skip
    assert [(one, other) for one, row in found["tests"].items() for other in row] == summary.comparisons(p)


def test_a_clear_difference_holds_and_an_equal_arm_does_not(found):
    against = found["tests"]["ser-3"]

    assert against["seed"]["holds"]
    assert against["seed"]["mean"] == pytest.approx(SER - SEED, abs=0.02)
    assert against["seed"]["p"] <= against["seed"]["p_holm"] < summary.SURE
    assert not against["vanilla-3"]["holds"]


def test_a_reading_is_told_as_if_it_were_a_model_and_nothing_else_is_asked_of_it(p, found):
    given = evidence(p, seed=SEED, full=FULL)
    whole = summary.summarise(dataclasses.replace(given, reading=grade(0.72, rng_seed=99)))
    told = whole["reading"]

    assert {name: whole[name] for name in found} == found
    assert "reading" not in found
    assert told["accuracy"]["mean"] == 0.72
    assert told["gap_closed"]["mean"] == pytest.approx(0.8, abs=0.02)
    assert told["vs_headline"]["mean"] == pytest.approx(0.72 - SER, abs=0.002)
    assert told["vs_headline"]["low"] < told["vs_headline"]["mean"]


def test_compute_stands_beside_accuracy(found):
    assert found["models"]["ser-3"]["compute"] == {"steps": 100, "tokens": 5000}


def test_the_upper_end_of_the_gap_trains_as_long_as_its_labels_ask_for(p):
    short = dataclasses.replace(p.references["full"], steps="parent", after="ser-3")
    both = dataclasses.replace(p, references={"full_same_steps": short, **p.references})

    assert summary.full(both) == "full"
    assert summary.full(dataclasses.replace(p, references={"short": short})) is None


def test_latest_names_arms_not_generations(p):
    grades = {name: grade(SER) for name in p.models}
    counts = {name: {"labels": {"ledger": 10.0}} for name in p.generations}
    found = summary.latest(p, grades, counts, {name: {"right": {}} for name in p.generations})

    assert list(found) == ["seed", "ser", "vanilla", "full", "oracle-3"]
    assert found["ser"] == {
        "generations": 3, "accuracy": SER, "accuracy_ood": SER, "log_loss": SER, "ece": SER, "labels": 10.0
    }  # fmt: skip


def test_without_a_holdout_out_of_domain_or_a_seal_nothing_is_said_of_them(p):
    grades = {name: {key: one for key, one in grade(SER).items() if key != "holdout_ood"} for name in p.models}
    counts = {name: {"labels": {"ledger": 10.0}} for name in p.generations}
    training = {name: {"steps": 1, "tokens": 1} for name in p.models}
    whole = summary.summarise(summary.Evidence(p, grades, training, np.arange(PAIRS)))

    assert "accuracy_ood" not in whole["models"]["ser-3"]
    assert set(summary.latest(p, grades, counts, {})["ser"]) == {"generations", "accuracy", "log_loss", "ece", "labels"}
