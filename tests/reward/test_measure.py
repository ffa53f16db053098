"""The measures against numbers worked out by hand or by scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import log_loss, roc_auc_score

from ser.reward import measure
from ser.reward.measure import Judged
from ser.reward.rules import sigmoid

ONE = np.ones((1, 4))


def judged(margin, left_wins, longer=(0, 0, 0, 0)):
    return Judged(np.array([margin], dtype=float), np.array(left_wins, dtype=bool), np.array(longer, dtype=float))


FOUR = judged([2.0, -1.0, 0.5, -3.0], [1, 1, 1, 0], longer=[5, -2, 1, 4])  # right, wrong, right, right


def test_accuracy_is_the_share_of_right_pairs():
    assert measure.accuracy(FOUR)(ONE, 0) == [0.75]


def test_a_pair_without_preference_is_half_right():
    assert measure.accuracy(judged([0.0, 1.0, 1.0, 1.0], [1, 1, 1, 0]))(ONE, 0) == [0.625]  # (.5 + 1 + 1 + 0) / 4


def test_weights_count_pairs_more_than_once():
    assert measure.accuracy(FOUR)(np.array([[1.0, 3.0, 0.0, 0.0]]), 0) == [0.25]


def test_balanced_accuracy_is_the_mean_over_longer_and_shorter_winners():
    # Winners: left by 5 (right), left by -2 (wrong), left by 1 (right), right by -4 (right).
    # Longer winners: 2 of 2. Shorter winners: 1 of 2.
    assert measure.balanced_accuracy(FOUR)(ONE, 0) == [0.75]


def test_a_judge_of_length_alone_is_half_right_when_balanced():
    longer = np.array([3.0, -2.0, 5.0, -1.0])
    of_length = judged(longer, [1, 1, 0, 0], longer)

    assert measure.balanced_accuracy(of_length)(ONE, 0) == [0.5]


def test_log_loss_is_scikit_learns():
    expected = log_loss(FOUR.left_wins, sigmoid(FOUR.margin[0]))

    assert measure.log_loss(FOUR)(ONE, 0)[0] == pytest.approx(expected)


@pytest.mark.parametrize("ties", [False, True])
def test_auc_is_scikit_learns_with_weights_and_ties(ties):
    rng = np.random.default_rng(0)
    margin = rng.normal(size=200).round(0 if ties else 8)
    wins, weights = rng.random(200) < sigmoid(margin), rng.integers(0, 4, size=(3, 200)).astype(float)
    expected = [roc_auc_score(wins, margin, sample_weight=row) for row in weights]

    assert measure.auc(Judged(margin[None], wins, margin))(weights, 0) == pytest.approx(expected)


def test_auc_is_unknown_when_one_side_always_wins():
    assert np.isnan(measure.auc(judged([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 1]))(ONE, 0)).all()


def test_a_calibrated_model_has_no_calibration_error():
    margin = np.log(0.75 / 0.25)  # confidence .75, right three times of four
    assert measure.calibration_error(judged([margin] * 4, [1, 1, 1, 0]), bins=10)(ONE, 0) == pytest.approx([0.0])


def test_calibration_error_is_the_gap_of_each_bin():
    margin = np.log(0.9 / 0.1)  # confidence .9, right twice of four
    assert measure.calibration_error(judged([margin] * 4, [1, 1, 0, 0]), bins=10)(ONE, 0) == pytest.approx([0.4])


def test_length_correlation_is_pearsons():
    rng = np.random.default_rng(0)
    margin, longer = rng.normal(size=(2, 50))
    found = measure.length_correlation(Judged(margin[None], margin > 0, longer))(np.ones((1, 50)), 0)

    assert found == pytest.approx([np.corrcoef(margin, longer)[0, 1]])


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "log_loss", "auc", "confidence"])
def test_swapping_sides_changes_no_measure(name):
    rng = np.random.default_rng(3)
    margin, longer = rng.normal(size=(2, 100))
    wins, weights = rng.random(100) < 0.5, rng.random((2, 100))
    straight, swapped = Judged(margin[None], wins, longer), Judged(-margin[None], ~wins, -longer)

    assert getattr(measure, name)(straight)(weights, 0) == pytest.approx(getattr(measure, name)(swapped)(weights, 0))
