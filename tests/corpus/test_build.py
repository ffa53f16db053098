"""From a data set to tables that can be trusted, or an error that names the row."""

import dataclasses

import pytest

from imports import ROOT
from made import table
from ser.corpus import build, world
from ser.desk import params, records
from ser.desk.errors import CorpusError

SPLITS = [place for place in records.SPLITS for _ in range(2)]


def corpus(**changes):
    """Two pairs in each split, one won by each side."""
    size = len(SPLITS)
    columns = {
        "pair_id": [f"id{n}" for n in range(size)],
        "prompt": [f"prompt {n}" for n in range(size)],
        "left": [f"left {n}" for n in range(size)],
        "right": [f"right {n}" for n in range(size)],
        "split": SPLITS,
    }
    labels = {"pair_id": columns["pair_id"], "side": ["left", "right"] * (size // 2), "gold_left": [1.0] * size}
    for name, value in changes.items():
        (labels if name == "side" else columns)[name] = value
    return table(records.PAIRS, **columns), table(records.LABELS, **labels)


def test_a_whole_corpus_passes():
    build.check(*corpus(), is_sealed=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"side": ["left"] * 8}, r"split seed: 2 pairs whose labels are \['left'\]"),
        ({"split": ["pool"] * 6 + ["holdout"] * 2}, "split seed: 0 pairs whose labels are none"),
        ({"side": [None, None, *["left", "right"] * 3]}, "split seed: 2 pairs whose labels are none"),
    ],
)
def test_what_cannot_be_used_is_named(changes, message):
    with pytest.raises(CorpusError, match=message):
        build.check(*corpus(**changes), is_sealed=True)


def test_the_pool_may_have_no_labels_and_nothing_need_be_out_of_domain():
    pairs, labels = corpus(
        side=["left", "right", None, None, "left", "right", "left", "right"], split=[*SPLITS[:6], "holdout", "holdout"]
    )
    build.check(pairs, labels, is_sealed=False)

    assert len(build.labels_of(pairs, labels, "pool", with_gold=True)) == 0
    assert len(build.labels_of(pairs, labels, "holdout_ood", with_gold=True)) == 0


def test_a_seal_without_labels_under_it_is_refused():
    pairs, labels = corpus(side=["left", "right", None, None, *["left", "right"] * 2])

    with pytest.raises(CorpusError, match=r"2 pairs without a label(.|\n)*set sealed: false"):
        build.check(pairs, labels, is_sealed=True)


def test_gold_is_blanked_where_something_learns():
    pairs, labels = corpus()
    seed, pool = (build.labels_of(pairs, labels, place, gold) for place, gold in (("seed", False), ("pool", True)))

    assert seed["pair_id"].to_pylist() == ["id0", "id1"]
    assert seed["gold_left"].null_count == 2
    assert pool["gold_left"].to_pylist() == [1.0, 1.0]


def test_an_id_is_a_function_of_the_three_texts():
    assert build.pair_id("a", "b", "c") == build.pair_id("a", "b", "c")
    assert len({build.pair_id("a", "b", "c"), build.pair_id("a", "c", "b"), build.pair_id("ab", "", "c")}) == 3


def test_labels_stay_beside_their_pairs_through_sorting_and_splitting():
    p = params.load(ROOT / "params.yaml")
    small = p.corpus.how | {"pairs": 300, "out_of_domain": 40}
    pairs, labels, out = build.build(dataclasses.replace(p, corpus=dataclasses.replace(p.corpus, how=small)))

    assert len(out) == 0
    assert pairs["pair_id"].equals(labels["pair_id"])
    for pair, label in zip(pairs.to_pylist(), labels.to_pylist(), strict=True):
        assert label["gold_left"] == world.gold(pair["prompt"], pair["left"])
        assert label["gold_right"] == world.gold(pair["prompt"], pair["right"])
