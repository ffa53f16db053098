"""The bootstrap: paired by construction, clustered by prompt, honest about coverage."""

import numpy as np
import pytest

from ser.intervals import Bootstrap, interval


def mean_of(values):
    """Each replicate's weighted mean; `values` is of shape (replicates, pairs)."""
    return lambda weights, place: weights @ values[place] / weights.sum(axis=1)


def test_two_models_on_the_same_pairs_share_their_draws():
    prompts = np.array(list("aabbccdd"))
    values = np.random.default_rng(0).random((2, 8))
    one, other = Bootstrap(prompts, 2, 100, 7), Bootstrap(prompts, 2, 100, 7)
    (_, plain), (_, moved) = one.values(mean_of(values)), other.values(mean_of(values + 0.25))

    assert moved - plain == pytest.approx(0.25)


def test_the_value_is_the_plain_mean_over_pairs_and_replicates():
    values = np.random.default_rng(0).random((3, 8))
    value, _ = Bootstrap(np.arange(8), 3, 10, 7).values(mean_of(values))

    assert value == pytest.approx(values.mean())


def test_pairs_of_one_prompt_are_drawn_together():
    values = np.array([[1.0, 1.0, 0.0, 0.0]])
    _, clustered = Bootstrap(np.array(list("aabb")), 1, 500, 7).values(mean_of(values))

    assert set(clustered) == {0.0, 0.5, 1.0}


def test_a_large_holdout_is_drawn_in_chunks_with_the_same_result(monkeypatch):
    values = np.random.default_rng(0).random((2, 30))
    _, whole = Bootstrap(np.arange(30), 2, 50, 7).values(mean_of(values))
    monkeypatch.setattr("ser.intervals.CHUNK", 1)
    _, chunked = Bootstrap(np.arange(30), 2, 50, 7).values(mean_of(values))

    assert chunked == pytest.approx(whole)


def test_all_measures_are_taken_on_draws_that_are_made_once(monkeypatch):
    values, seen = np.random.default_rng(0).random((2, 30)), []
    boot = Bootstrap(np.arange(30), 2, 50, 7)
    _, first = boot.values(mean_of(values))
    monkeypatch.setattr("ser.intervals._drawn", lambda *given: seen.append(given))
    _, second = boot.values(mean_of(values))

    assert (first == second).all()
    assert not seen


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(300):
        effect = rng.normal(0, 0.3, size=60)  # each prompt has its own difficulty, shared by its two pairs
        values = (np.repeat(effect, 2) + rng.normal(0, 0.3, size=120))[None]
        found = interval(*Bootstrap(np.repeat(np.arange(60), 2), 1, 200, 7).values(mean_of(values)))
        covered += found["low"] <= 0 <= found["high"]

    assert 0.90 <= covered / 300 <= 0.98


def test_what_cannot_be_measured_is_null():
    assert interval(np.nan, np.array([np.nan, np.nan])) == {"mean": None, "low": None, "high": None}
