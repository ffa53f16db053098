"""The paired test says what it should about arms whose difference is known."""

import numpy as np
import pytest

from ser import outcomes, paired

REPLICATES, PROMPTS = 3, 740  # of the default run, with its two pairs a prompt
BETWEEN = 0.010  # the spread of accuracy between replicates of one arm there


def arms(rng, count, better=0.0):
    """Arms on the same pairs: prompts differ in difficulty, replicates by luck; all but the first are `better`."""
    codes = np.repeat(np.arange(PROMPTS), 2)
    easy = np.repeat(rng.normal(0, 0.25, PROMPTS), 2) + rng.normal(0, 0.25, 2 * PROMPTS)
    found = []
    for place in range(count):
        luck = rng.normal(0, BETWEEN, (REPLICATES, 1))
        chance = np.clip(0.65 + (better if place else 0.0) + luck + easy, 0, 1)
        found.append((rng.random(chance.shape) < chance).astype(float))
    return found, codes


def compare(found, codes):
    """Each arm less the first."""
    table = paired.Comparison({str(place): one for place, one in enumerate(found)}, codes)
    return [table.difference(str(place), "0") for place in range(1, len(found))]


def claims(found, codes):
    """How many arms are said to differ from the first."""
    return int((paired.holm(np.array([one.p for one in compare(found, codes)])) < 0.05).sum())


def test_arms_without_a_true_difference_are_told_apart_in_at_most_one_run_of_twenty():
    rng = np.random.default_rng(11)
    false = sum(claims(*arms(rng, 6)) > 0 for _ in range(200))

    assert false / 200 <= 0.05


def test_a_true_difference_of_three_points_is_found_about_as_often_as_the_log_says():
    rng = np.random.default_rng(12)
    three, six = (sum(claims(*arms(rng, 6, better)) for _ in range(100)) / 500 for better in (0.03, 0.06))

    assert 0.15 <= three <= 0.45  # of five such arms, each told apart from the first after correction
    assert six >= 0.90


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng, covered = np.random.default_rng(13), 0
    for _ in range(300):
        covered += sum(one.low <= 0 <= one.high for one in compare(*arms(rng, 6)))

    assert 0.94 <= covered / 1500 <= 0.98


def test_one_replicate_is_tested_over_prompts_alone():
    # 8 prompts of one pair: differences 1, 1, 1, 1, 0, 0, 0, -1; mean .375, cluster variance sum((d - m)^2) / 8 / 7
    gap = np.array([1, 1, 1, 1, 0, 0, 0, -1.0])
    [found] = compare([np.zeros((1, 8)), gap[None]], np.arange(8))
    error = np.sqrt(((gap - 0.375) ** 2).sum() / 8 / 7)

    assert found.mean == pytest.approx(0.375)
    assert found.high - found.mean == pytest.approx(2.3646 * error, abs=1e-3)  # Student's t with 7 degrees of freedom


def test_pairs_of_one_prompt_count_as_one():
    rng = np.random.default_rng(3)
    one, other = rng.random((2, 3, 40)) < 0.6
    twice = [np.repeat(arm, 2, axis=1).astype(float) for arm in (one, other)]
    [alone] = compare([one.astype(float), other.astype(float)], np.arange(40))
    [doubled] = compare(twice, np.repeat(np.arange(40), 2))

    assert (doubled.mean, doubled.p) == (pytest.approx(alone.mean), pytest.approx(alone.p))


def test_equal_arms_differ_by_nothing_for_certain():
    right = np.array([[1.0, 0.0, 1.0]] * 2)

    assert compare([right, right], np.arange(3)) == [paired.Difference(0.0, 0.0, 0.0, 1.0)]


def test_pairs_that_one_model_could_not_read_are_left_out():
    one, other = np.array([[1.0, 1.0, np.nan]] * 2), np.array([[0.0, 1.0, 1.0]] * 2)

    assert compare([other, one], np.arange(3))[0].mean == pytest.approx(0.5)


def test_holm_multiplies_the_smallest_most_and_never_reorders():
    found = paired.holm(np.array([0.01, 0.04, np.nan, 0.03]))

    assert found[[0, 3, 1]] == pytest.approx([0.03, 0.06, 0.06])  # 3 x .01, 2 x .03, then no less than before
    assert np.isnan(found[2])
    assert paired.holm(np.array([0.6, 0.7])).tolist() == [1.0, 1.0]


def test_outcomes_survive_writing_and_reading():
    right = np.array([[1.0, 0.0, 0.5, np.nan], [0.0, 0.0, 1.0, 1.0]])
    told = [outcomes.write(one) for one in right]

    assert told == ["10h-", "0011"]
    assert np.array_equal(outcomes.read(told), right, equal_nan=True)
