"""Stored rows against recomputed ones: each kind of difference is named with its row."""

from pathlib import Path

import pytest

from made import ledger
from ser.proof import near, rows

PATH = Path("data/ledger/x.parquet")
KEY = ["pair_id", "rng_seed"]


def found(stored, needed):
    return [(one.where, one.found, one.needed) for one in rows.differences(stored, needed, PATH, KEY)]


def test_equal_tables_differ_in_nothing():
    assert found(ledger("abc", "lrl"), ledger("abc", "lrl")) == []
    assert found(ledger("", ""), ledger("", "")) == []


def test_a_changed_cell_is_named_with_row_pair_column_and_both_values():
    assert found(ledger("abc", "lrl"), ledger("abc", "lll")) == [
        (f"{PATH}, row 1, pair b, replicate 13", "side right", "left")
    ]


def test_rows_that_lack_and_rows_too_many_are_named():
    told = found(ledger("abx", "lrl"), ledger("abc", "lrl"))

    assert (f"{PATH}, pair c, replicate 13", "no such row", "a row, as recomputed") in told
    assert (f"{PATH}, pair x, replicate 13", "a row that nothing accounts for", "no such row") in told
    assert len(told) == 2


def test_a_row_that_stands_twice_is_named_once():
    assert [where for where, _, _ in found(ledger("aab", "llr"), ledger("ab", "lr"))] == [
        f"{PATH}, pair a, replicate 13"
    ]


def test_another_order_of_rows_is_a_difference():
    assert [one[1] for one in found(ledger("ba", "rl"), ledger("ab", "lr"))] == ["its rows stand in another order"]


def test_of_many_differences_a_few_are_named_and_the_others_counted():
    told = found(ledger("abcdefgh", "l" * 8), ledger("abcdefgh", "r" * 8))

    assert len(told) == rows.SHOWN + 1
    assert told[-1] == (str(PATH), f"side differs in {8 - rows.SHOWN} more rows", "what was recomputed")


@pytest.mark.parametrize(
    ("prompt", "share"),
    [
        ("How do I bake bread at home, please?", 1.0),
        ("how do i bake   BREAD at home -- please", 1.0),
        ("How do I bake bread at home, please? Thanks", 0.88),
    ],
)
def test_a_copy_is_found_whatever_its_case_spaces_and_marks(prompt, share):
    known = ["How do I bake bread at home, please?", "What is the capital of Peru?"]
    told = near.nearest([prompt], known, 0.85)

    assert told[prompt][0] == known[0]
    assert told[prompt][1] == pytest.approx(share, abs=0.01)


def test_another_question_is_no_duplicate():
    assert near.nearest(["Which birds sing at night?"], ["What is the capital of Peru?"], 0.8) == {}
