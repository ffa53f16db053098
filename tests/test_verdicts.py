"""Every pool pair gets a verdict, adopted or held, with its reason."""

import pyarrow as pa
import pytest

from made import RNG_SEED, ledger, pairs, readings, scores
from ser import verdicts
from ser.desk import records
from ser.desk.errors import ModelError, ProvenanceError
from ser.desk.parts import Parts
from ser.desk.settings import Rule

SURE = Rule("vanilla", "newest", "hard", {"confidence": 0.80})
PAPER = Rule("ser", "newest", "hard", {"apart_above": 0.55, "apart_below": 0.45, "amplify": 0.30, "enough": 0.20})
EVERYTHING = Rule("one_shot", "newest", "hard", {})
ELICIT = Rule("elicit", "newest", "soft", {})
NOBODY, UNREAD = ledger("", ""), readings("", [])


def judged(rule, said, asked, book=NOBODY, rng_seed=RNG_SEED, read=UNREAD):
    stored = Parts(said, records.SCORES), Parts(asked, records.PAIRS), Parts(book, records.LEDGER)
    found = Parts(read, records.READINGS)
    return pa.concat_tables(verdicts.judge(rng_seed, "now", "a-rule", rule, *stored, found)).to_pylist()


def judge(left, right, ids="abcd", rule=SURE, book=NOBODY):
    ids = ids[: len(left)]
    return judged(rule, scores(ids, left, right), pairs(ids), book)


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
    [row] = judge([1.0], [1.0], rule=EVERYTHING)

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
        judged(SURE, scores("a", [1], [0]), pairs("ab"))


def test_a_judges_label_names_the_judge_and_may_contradict_the_model():
    asked = pairs("a").set_column(1, "prompt", [["Name four fruits."]])
    texts = {"left": "Apple, pear, plum and cherry are fruits.", "right": "Refusing is all I can do."}
    for name, text in texts.items():
        asked = asked.set_column(asked.schema.get_field_index(name), name, [[text]])
    by_gold = Rule("judge", "newest", "hard", {"judge": "gold", "accuracy": 1.0})
    [row] = judged(by_gold, scores("a", [0.0], [3.0]), asked)

    assert (row["origin"], row["labeller"], row["side"]) == ("judge", "gold at 1", "left")
    assert (row["ruling"], row["confidence"], row["score_right"]) == ("adopt", 1.0, 3.0)


def test_replicates_are_shown_to_a_rule_that_asks_them_to_agree():
    both = pa.concat_tables([scores("ab", [2, 2], [0, 0]), scores("ab", [2, 0], [0, 2], rng_seed=14)])
    rule = Rule("agree", "newest", "hard", {"deviations": 0.0})
    rows = [row for one in (13, 14) for row in judged(rule, both, pairs("ab"), rng_seed=one)]

    assert [(row["rng_seed"], row["pair_id"], row["ruling"]) for row in rows] == [
        (13, "a", "adopt"), (13, "b", "hold"), (14, "a", "adopt"), (14, "b", "hold"),
    ]  # fmt: skip


def read(margins, helps=True, ids="abc"):
    """Verdicts on pairs of which the model finds the right side better."""
    said = scores(ids, [0.0] * len(ids), [3.0] * len(ids))
    return judged(ELICIT, said, pairs(ids), read=readings(ids[: len(margins)], margins, helps))


def test_a_readings_labels_name_it_and_may_contradict_the_model():
    left, right, none = read([2.0, -1.0, 0.0])

    assert (left["side"], left["origin"], left["labeller"], left["status"]) == ("left", "judge", "a reading", "reads")
    assert left["confidence"] == pytest.approx(0.8808, abs=1e-4)  # sigmoid(2)
    assert (right["side"], right["ruling"]) == ("right", "adopt")
    assert right["confidence"] == pytest.approx(0.7311, abs=1e-4)  # sigmoid(1)
    assert (none["ruling"], none["reason"]) == ("hold", "the reading sees no difference")


def test_a_reading_that_is_not_found_to_help_is_told_and_adopted_nowhere():
    rows = read([2.0, -1.0, 0.5], helps=False)

    assert {(row["ruling"], row["status"]) for row in rows} == {("hold", "settled")}
    assert [row["side"] for row in rows] == ["left", "right", "left"]
    assert {row["reason"] for row in rows} == {"the reading is not found to be better than the model"}


def test_a_reading_labels_what_no_person_has_labelled_and_the_model_could_read():
    said, found = scores("abc", [0.0, None, 0.0], [3.0, None, 3.0]), readings("ac", [1.0, 1.0])
    unread, own = judged(ELICIT, said, pairs("abc"), ledger("a", "r"), read=found)

    assert (unread["pair_id"], unread["ruling"], unread["side"]) == ("b", "hold", None)
    assert (own["pair_id"], own["ruling"], own["side"]) == ("c", "adopt", "left")


def test_a_reading_of_other_pairs_than_the_model_read_is_refused():
    with pytest.raises(ProvenanceError, match="replicate 13: a reading of 2 pairs where the model could read 3\n  -> "):
        read([1.0, 1.0])


def test_a_replicate_that_a_reading_does_not_help_may_stand_beside_one_that_it_helps():
    both = pa.concat_tables([scores("a", [0.0], [3.0]), scores("a", [0.0], [3.0], rng_seed=14)])
    found = pa.concat_tables([readings("a", [1.0]), readings("a", [1.0], helps=False, rng_seed=14)])
    rows = [row for one in (13, 14) for row in judged(ELICIT, both, pairs("a"), rng_seed=one, read=found)]

    assert [(row["rng_seed"], row["ruling"]) for row in rows] == [(13, "adopt"), (14, "hold")]
