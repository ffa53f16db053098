"""Every pool pair gets a verdict, adopted or held, with its reason."""

import pytest

from made import ledger, pairs, scores
from ser import verdicts
from ser.errors import ModelError, ProvenanceError
from ser.settings import SerRule, VanillaRule

SURE = VanillaRule("vanilla", 0.80, "newest")
PAPER = SerRule("ser", 0.55, 0.45, 0.30, 0.20, "newest")
NOBODY = ledger("", "")


def judge(left, right, ids="abcd", rule=SURE, book=NOBODY):
    ids = ids[: len(left)]
    return verdicts.judge("now", "a-rule", rule, scores(ids, left, right), pairs(ids), book).to_pylist()


def test_each_verdict_holds_what_is_needed_to_argue_with_it():
    [row] = judge([2.0], [0.0])

    assert row == {
        "pair_id": "a",
        "side": "left",
        "origin": "model",
        "generation": "now",
        "labeller": "checkpoint",
        "score_left": 2.0,
        "score_right": 0.0,
        "confidence": pytest.approx(0.8808, abs=1e-4),  # sigmoid(2)
        "status": "none",
        "rule": "a-rule",
        "rng_seed": 13,
        "ruling": "adopt",
        "reason": "sure enough",
    }


def test_a_held_label_keeps_its_side_and_its_reason():
    [row] = judge([0.0], [0.5])

    assert (row["ruling"], row["side"], row["reason"]) == ("hold", "right", "not sure enough")


def test_a_pair_too_long_to_read_is_held_by_verdict():
    read, unread = judge([2.0, None], [0.0, None])

    assert read["ruling"] == "adopt"
    assert (unread["ruling"], unread["side"], unread["reason"]) == ("hold", None, "longer than the model reads")


def test_a_pair_without_preference_is_held_whatever_the_rule_says():
    anything = VanillaRule("vanilla", 0.0, "newest")
    [row] = judge([1.0], [1.0], rule=anything)

    assert (row["ruling"], row["side"], row["reason"]) == ("hold", None, "no preference")


def test_pairs_that_people_labelled_are_not_judged():
    rows = judge([2.0, 2.0], [0.0, 0.0], book=ledger("a", "r"))

    assert [row["pair_id"] for row in rows] == ["b"]


def test_a_settled_generation_holds_every_pair_and_says_so():
    rows = judge([0.01, 0.0], [0.0, 0.0], rule=PAPER)

    assert {row["status"] for row in rows} == {"settled"}
    assert rows[0]["reason"] == "neither test is passed by enough pairs"


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_scores_that_are_not_finite_are_refused(bad):
    with pytest.raises(
        ModelError, match=r"replicate 13: 1 of 2 pairs have scores that are not finite\n  -> .*learning"
    ):
        judge([bad, 1.0], [0.0, 0.0])


def test_a_pool_pair_without_score_is_refused():
    with pytest.raises(ProvenanceError, match="1 scores for 2 pool pairs"):
        verdicts.judge("now", "a-rule", SURE, scores("a", [1], [0]), pairs("ab"), NOBODY)
