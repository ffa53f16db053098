"""The audit's accuracies against cases small enough to count by hand."""

import pyarrow as pa
import pytest

from made import labels, ledger, pairs, table, verdicts
from ser import audit
from ser.desk import params, records
from ser.desk.parts import Parts
from ser.desk.settings import Params

# b, c and d are adopted; e is held.
NOW = verdicts("bcde", "rrlr", "aaah")
BOOK = pa.concat_tables([ledger("a", "l"), ledger("bcd", "rrl", origin="model")])
SEALED = labels("bcdef", "rllrl")


@pytest.fixture
def p() -> Params:
    committed = params.load()
    object.__setattr__(committed, "rng_seeds", (13,))
    return committed


def audited(sealed, p):
    stored = Parts(NOW, records.VERDICTS), Parts(BOOK, records.LEDGER), Parts(sealed, records.LABELS)
    return audit.of_generation(*stored, Parts(pairs("abcdef"), records.PAIRS), p)


@pytest.fixture
def found(p):
    return audited(SEALED, p)


def test_accuracy_is_against_the_sealed_labels(found):
    right = found["right"]["human"]

    # Adopted: b right, c wrong (people say left), d right. Held: e right.
    assert {kind: right[kind]["mean"] for kind in ("adopted", "held", "ledger")} == {
        "adopted": 0.66667, "held": 1.0, "ledger": 0.66667
    }  # fmt: skip
    assert right["by_status"]["none"] == right["adopted"]


def test_gold_is_absent_where_nobody_knows_it(found):
    assert list(found["right"]) == ["human"]


def test_gold_is_measured_where_it_is_known(p):
    known = table(
        records.LABELS,
        pair_id=list("bcde"),
        side=["right", "left", "left", "right"],
        gold_left=[0.0, 1.0, 0.0, 0.0],
        gold_right=[1.0, 0.0, 1.0, 1.0],
    )
    found = audited(known, p)

    assert found["right"]["gold"]["adopted"]["mean"] == 0.33333  # b right; c and d wrong by gold


def test_of_a_pool_without_sealed_labels_nothing_is_known(p):
    assert audited(SEALED.slice(0, 0), p) == {"right": {}, "bins": {}}


def test_replicates_that_made_no_label_have_no_part_in_how_many_are_right(p, found):
    object.__setattr__(p, "rng_seeds", (13, 14))
    now = pa.concat_tables([NOW, verdicts("bcde", "rrlr", "hhhh", rng_seed=14)])
    book = pa.concat_tables([BOOK, ledger("a", "l", rng_seed=14)])
    stored = Parts(now, records.VERDICTS), Parts(book, records.LEDGER), Parts(SEALED, records.LABELS)
    both = audit.of_generation(*stored, Parts(pairs("abcdef"), records.PAIRS), p)

    assert [kind["mean"] for kind in (both["right"]["human"][one] for one in ("adopted", "ledger", "held"))] == [
        found["right"]["human"]["adopted"]["mean"],
        found["right"]["human"]["ledger"]["mean"],
        0.875,  # of one held label and of four, e, b and d are right
    ]


def test_bins_hold_each_asked_pair_once(found):
    assert found["bins"] == {"confidence": [0.9], "right": [0.75], "labels": [4]}
