"""What became of labels, against cases small enough to count by hand."""

import pyarrow as pa

from made import RNG_SEED, ledger, verdicts
from ser import counts
from ser.desk import records
from ser.desk.parts import Parts

BEFORE = pa.concat_tables([ledger("a", "l"), ledger("bc", "lr", origin="model")])
# b was left and is now right: a contradiction, and a flip since the newest stands. d is new. e is held.
NOW = verdicts("bcde", "rrlr", "aaah")
BOOK = pa.concat_tables([ledger("a", "l"), ledger("bcd", "rrl", origin="model")])


def counted(book):
    stored = Parts(NOW, records.VERDICTS), Parts(book, records.LEDGER), Parts(BEFORE, records.LEDGER)
    return counts.of_generation(*stored, [RNG_SEED])


def test_labels_are_counted_by_what_happened_to_them():
    found = counted(BOOK)

    assert found["labels"] == {
        "pool": 4, "adopted": 3, "people": 1, "ledger": 3, "added": 1, "contradicted": 1, "flipped": 1
    }  # fmt: skip
    assert found["replicates"]["13"] == found["labels"] | {"status": "none"}


def test_a_contradiction_that_is_not_followed_is_no_flip():
    kept = pa.concat_tables([ledger("a", "l"), ledger("bcd", "lrl", origin="model")])
    found = counted(kept)["labels"]

    assert (found["contradicted"], found["flipped"]) == (1, 0)
