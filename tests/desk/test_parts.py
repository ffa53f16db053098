"""A part of several tables is one range of pairs, and a table in which ranges would mislead is refused."""

from itertools import pairwise

import pyarrow as pa
import pytest

from made import ledger, pairs, scores
from ser.desk import records, tables
from ser.desk.errors import TableError
from ser.desk.parts import Parts, walk

IDS = "abcdefghijklmnopqrstuvwxyz"
BOTH = pa.concat_tables([scores(IDS, range(26), [0] * 26, 14), scores(IDS[::2], range(13), [0] * 13, 13)])


@pytest.fixture(autouse=True)
def groups_of_seven(monkeypatch):
    monkeypatch.setattr(tables, "ROWS", 7)


@pytest.fixture(params=["stored", "at hand"])
def parts(request, tmp_path):
    """A table as the stages find it, or as it was made."""

    def of(table, schema=records.SCORES):
        if request.param == "at hand":
            return Parts(table, schema)
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.parquet"
        tables.write(table, path, schema)
        return Parts(path, schema)

    return of


def ids(found):
    return "".join(found["pair_id"].to_pylist())


@pytest.mark.parametrize(("rng_seed", "there"), [(13, IDS[::2]), (14, IDS), (15, "")])
def test_a_replicate_has_all_its_rows_in_turn_and_no_others(parts, rng_seed, there):
    found = [*parts(BOTH).of(rng_seed)]

    assert pa.concat_tables(found).equals(tables.where(BOTH, rng_seed=rng_seed))
    assert ids(pa.concat_tables(found)) == there
    assert max(map(len, found)) <= 7
    assert parts(BOTH).replicates() == [13, 14]


def test_columns_come_with_their_ids(parts):
    [*found] = parts(BOTH).of(13, ["score_left"])

    assert found[0].column_names == ["pair_id", "score_left"]


def test_each_step_is_the_same_range_of_every_table_and_no_row_is_left_out(parts):
    every = [pairs(IDS), pairs(IDS[::3]), pairs("y"), pairs("")]
    seen = []
    for step in walk(*(parts(one, records.PAIRS).of() for one in every)):
        seen.append(step)
        assert len({*map(ids, step[:2])}) <= 2

    for place, table in enumerate(every):
        assert pa.concat_tables([step[place] for step in seen]).equals(table)
    for before, after in pairwise(seen):
        assert max("".join(map(ids, before))) < min("".join(map(ids, after)))
    assert len(seen) > 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("acbd", "pair b stands after pair c"),
        ("abcdefgf", "pair f stands after pair g"),  # the first of the next group
        ("abb", "pair b stands after pair b"),
    ],
)
def test_rows_that_do_not_rise_by_id_are_refused(parts, given, said):
    with pytest.raises(TableError, match=rf"{said}; .*must rise by pair_id\n  -> .*dvc checkout"):
        [*parts(ledger(given, "l" * len(given)), records.LEDGER).of(13)]


def test_what_is_refused_is_named(tmp_path):
    tables.write(pairs("ba"), tmp_path / "pairs.parquet", records.PAIRS)

    with pytest.raises(TableError, match=r"pairs\.parquet: pair a stands"):
        [*Parts(tmp_path / "pairs.parquet", records.PAIRS).of()]
    with pytest.raises(TableError, match="the file is missing"):
        [*Parts(tmp_path / "none.parquet", records.PAIRS).of()]
    with pytest.raises(TableError, match="lacks the columns rng_seed"):
        [*Parts(tmp_path / "pairs.parquet", records.SCORES).of(13, [])]
