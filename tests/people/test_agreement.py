"""What several people say together, and how far they agree."""

import pytest

from ser.people import agreement


def row(pair, who, side):
    return {"pair_id": pair, "annotator": who, "side": side}


def rows(**said):
    """For each pair the sides that a, b and c chose: l, r, t for a tie, - for none."""
    names = {"l": "left", "r": "right", "t": ""}
    each = [(pair, who, one) for pair, sides in said.items() for who, one in zip("abc", sides, strict=True)]
    return [row(pair, who, names[one]) for pair, who, one in each if one != "-"]


def test_the_side_that_most_chose_stands_and_a_draw_decides_nothing():
    given = rows(p="llr", q="lr-", r="ttr", s="t--")

    assert agreement.majority(given) == {"p": "left", "q": None, "r": "right", "s": None}


def test_alpha_is_one_when_all_agree_and_unknown_when_none_answered_twice():
    assert agreement.alpha(rows(p="lll", q="rrr")) == pytest.approx(1)
    assert agreement.alpha(rows(p="l--", q="-r-")) is None
    assert agreement.alpha(rows(p="lll", q="lll")) is None  # nothing to tell apart


def test_alpha_is_krippendorffs():
    # Two people, four pairs, one disagreement: 8 values, 5 left and 3 right. Observed disagreement 2 of 8 ordered
    # pairs, expected 2 * 5 * 3 of 8 * 7; alpha = 1 - (2 / 8) / (30 / 56).
    given = rows(p="ll-", q="ll-", r="rr-", s="lr-")

    assert agreement.alpha(given) == pytest.approx(1 - (2 / 8) / (30 / 56))
