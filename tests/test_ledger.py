"""A ledger is its parent's and what was adopted, nothing else."""

import pyarrow as pa
import pytest

from made import RNG_SEED, labels, ledger, scores, verdicts
from ser import ledger as books
from ser.desk.errors import ProvenanceError

NOBODY = ledger("", "")


def sides(book: pa.Table) -> dict[str, str]:
    return {row["pair_id"]: f"{row['side']} by {row['origin']} in {row['generation']}" for row in book.to_pylist()}


def extend(before, ruled, relabel="newest", answered=NOBODY):
    return pa.concat_tables(books.extend([before], [ruled], relabel, [answered]))


def unseal(before, sealed, said, labels, reference):
    return pa.concat_tables(books.unseal([before], [sealed], [said], labels, reference, RNG_SEED))


def test_the_seed_ledger_holds_the_human_labels_as_those_of_a_replicate():
    rows = books.human(labels("ab", "lr"), "seed", 14).to_pylist()

    assert [(row["pair_id"], row["side"], row["origin"], row["rng_seed"]) for row in rows] == [
        ("a", "left", "human", 14),
        ("b", "right", "human", 14),
    ]


def test_only_adopted_labels_enter():
    book = extend(ledger("a", "l"), verdicts("bc", "rr", "ah"))

    assert sides(book) == {"a": "left by human in before", "b": "right by model in now"}


@pytest.mark.parametrize(
    ("relabel", "kept"), [("newest", "right by model in now"), ("keep", "left by model in before")]
)
def test_a_contradiction_is_settled_as_relabel_says(relabel, kept):
    before = pa.concat_tables([ledger("a", "l"), ledger("b", "l", origin="model")])
    book = extend(before, verdicts("b", "r", "a"), relabel)

    assert sides(book) == {"a": "left by human in before", "b": kept}


@pytest.mark.parametrize("relabel", ["newest", "keep"])
def test_what_people_answered_replaces_old_labels_and_new_ones(relabel):
    before = pa.concat_tables([ledger("a", "l"), ledger("bc", "ll", origin="model")])
    answered = books.human(labels("bd", "rr"), "now", RNG_SEED)
    book = extend(before, verdicts("bcd", "lll", "aha"), relabel, answered)

    assert sides(book) == {
        "a": "left by human in before",
        "b": "right by human in now",
        "c": "left by model in before",
        "d": "right by human in now",
    }


def test_a_label_that_is_no_longer_adopted_stays():
    book = extend(ledger("ab", "lr", origin="model"), verdicts("ab", "lr", "hh"))

    assert sides(book) == {"a": "left by model in before", "b": "right by model in before"}


def test_a_model_label_may_not_replace_a_human_one():
    with pytest.raises(ProvenanceError, match="ledger of now, pair a: carries a human label"):
        extend(ledger("a", "l"), verdicts("a", "r", "a"))


def test_a_pair_that_people_answered_is_not_unsealed_again():
    book = unseal(ledger("ab", "lr"), labels("bc", "ll"), scores("bc", [0, 0], [0, 0]), "all", "full")

    assert sides(book) == {
        "a": "left by human in before",
        "b": "right by human in before",
        "c": "left by human in full",
    }


def test_the_full_reference_opens_the_whole_seal():
    book = unseal(ledger("a", "l"), labels("bc", "lr"), scores("", [], []), "all", "full")

    assert sides(book) == {
        "a": "left by human in before",
        "b": "left by human in full",
        "c": "right by human in full",
    }


def test_the_oracle_opens_the_seal_on_what_was_adopted_and_keeps_no_model_label():
    before = pa.concat_tables([ledger("a", "l"), ledger("b", "r", origin="model")])
    book = unseal(before, labels("bc", "lr"), scores("", [], []), "adopted", "oracle")

    assert sides(book) == {"a": "left by human in before", "b": "left by human in oracle"}


def test_what_the_parent_got_right_is_opened_by_its_own_scores_without_ties():
    scored = scores("bcde", [2, 2, 0, 1], [0, 0, 2, 1])
    book = unseal(ledger("a", "l"), labels("bcde", "lrrl"), scored, "agreed", "agree_with_gold")

    assert sides(book) == {
        "a": "left by human in before",
        "b": "left by human in agree_with_gold",
        "d": "right by human in agree_with_gold",
    }


def test_a_judges_label_counts_as_adopted():
    before = pa.concat_tables([ledger("a", "l"), ledger("b", "r", origin="judge")])

    assert set(sides(unseal(before, labels("bc", "lr"), scores("", [], []), "adopted", "x"))) == {"a", "b"}
