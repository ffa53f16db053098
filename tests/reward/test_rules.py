"""The selection rules on hand-made scores."""

import numpy as np
import pytest

from ser.reward import rules
from ser.settings import SerRule, VanillaRule

PAPER = SerRule(kind="ser", apart_above=0.55, apart_below=0.45, amplify=0.30, enough=0.20, relabel="newest")
SURE = VanillaRule(kind="vanilla", confidence=0.80, relabel="newest")
LOGIT_55 = np.log(0.55 / 0.45)  # sigmoid(LOGIT_55) = .55 and sigmoid(-LOGIT_55) = .45


def scores(*pairs: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    left, right = np.array(pairs, dtype=np.float64).T
    return left, right


def mirrored(*pairs: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """The pairs and their negatives, so that the pool's mean is exactly zero."""
    return scores(*pairs, *((-a, -b) for a, b in pairs))


@pytest.mark.parametrize(
    ("left", "right", "passes"),
    [
        (0.3, -0.3, True),
        (-0.3, 0.3, True),
        (0.3, 0.1, False),  # both above the middle
        (0.3, -0.1, False),  # right is not below .45
        (LOGIT_55 - 1e-9, -0.3, False),  # .55 itself is not above .55
        (LOGIT_55 + 1e-9, -0.3, True),
    ],
)
def test_status_one_wants_one_side_above_and_the_other_below(left, right, passes):
    ruling = rules.ser(*mirrored((left, right), (2, -2)), PAPER)

    assert ruling.status == "tells apart"
    assert ruling.passes.tolist() == [passes, True, passes, True]


def test_status_two_is_looked_at_only_when_too_few_tell_apart():
    # p = sigmoid: (2, .3) is .881 and .574, apart by .306; (2, .35) is .881 and .587, apart by .294.
    # Neither lies on both sides of the middle, so status 1 passes nobody.
    ruling = rules.ser(*mirrored((2, 0.3), (2, 0.35)), PAPER)

    assert ruling.status == "amplifies"
    assert ruling.passes.tolist() == [True, False, True, False]


def test_a_gap_of_exactly_the_threshold_amplifies():
    left, right = mirrored((2.0, 0.3))
    gap = rules.sigmoid(left - 0) - rules.sigmoid(right - 0)
    exactly = SerRule("ser", 0.99, 0.01, float(gap[0]), 0.20, "newest")

    assert rules.ser(left, right, exactly).passes[0]


def test_nothing_is_adopted_when_neither_test_is_passed_by_enough():
    ruling = rules.ser(*mirrored((0.1, 0.0), (0.0, 0.05)), PAPER)

    assert (ruling.status, ruling.passes.any()) == ("settled", False)


def test_enough_counts_from_the_share_itself_upwards():
    few = [(0.0, 0.0)] * 4
    one_in_five = scores((1, -1), *few)

    assert rules.ser(*one_in_five, PAPER).status == "tells apart"
    assert rules.ser(*scores((1, -1), *few, (0.0, 0.0)), PAPER).status == "settled"


@pytest.mark.parametrize("shift", [-3.0, 0.7, 10.0])
@pytest.mark.parametrize("rule", [PAPER, SURE])
def test_a_constant_added_to_all_rewards_changes_no_ruling(rule, shift):
    left, right = np.random.default_rng(0).normal(size=(2, 500))
    plain, shifted = (rules.RULES[rule.kind](left + by, right + by, rule) for by in (0.0, shift))

    assert plain.status == shifted.status
    assert (plain.passes == shifted.passes).all()


def test_the_papers_own_test_is_moved_by_a_constant():
    left, right = np.random.default_rng(0).normal(size=(2, 500))

    def uncentred(by: float) -> float:
        p_left, p_right = rules.sigmoid(left + by), rules.sigmoid(right + by)
        return float((((p_left > 0.55) & (p_right < 0.45)) | ((p_right > 0.55) & (p_left < 0.45))).mean())

    assert uncentred(0.0) > 0.3
    assert uncentred(2.0) < 0.1


@pytest.mark.parametrize("rule", [PAPER, SURE])
def test_swapping_the_sides_changes_no_ruling(rule):
    left, right = np.random.default_rng(1).normal(size=(2, 500))
    one, other = rules.RULES[rule.kind](left, right, rule), rules.RULES[rule.kind](right, left, rule)

    assert one.status == other.status
    assert (one.passes == other.passes).all()


@pytest.mark.parametrize("rule", [PAPER, SURE])
def test_the_order_of_rows_changes_no_ruling(rule):
    rng = np.random.default_rng(2)
    left, right = rng.normal(size=(2, 500))
    order = rng.permutation(500)
    straight, shuffled = (rules.RULES[rule.kind](left[at], right[at], rule) for at in (np.arange(500), order))

    assert (straight.passes[order] == shuffled.passes).all()


@pytest.mark.parametrize(
    ("margin", "passes"),
    [
        (1.39, True),  # sigmoid(1.39) = .8006
        (-1.39, True),
        (1.38, False),  # sigmoid(1.38) = .7990
    ],
)
def test_vanilla_takes_the_pairs_it_is_sure_of(margin, passes):
    assert rules.vanilla(*scores((margin, 0.0)), SURE).passes.tolist() == [passes]


@pytest.mark.parametrize("rule", [PAPER, SURE])
def test_an_empty_pool_passes_nobody(rule):
    assert len(rules.RULES[rule.kind](np.array([]), np.array([]), rule).passes) == 0
