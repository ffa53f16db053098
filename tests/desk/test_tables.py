"""Tables are whole or absent, carry the columns they should, and equal rows give equal bytes."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from made import pairs, scores
from ser.desk import files, records, tables
from ser.desk.errors import TableError


def test_what_is_written_is_read_back(tmp_path):
    tables.write(pairs("abc"), tmp_path / "pairs.parquet", records.PAIRS)

    assert tables.read(tmp_path / "pairs.parquet", records.PAIRS).equals(pairs("abc"))


def test_equal_rows_give_equal_bytes_however_they_were_put_together(tmp_path):
    tables.write(pairs("abc"), tmp_path / "one", records.PAIRS)
    tables.write(pa.concat_tables([pairs("a"), pairs("xbc").slice(1)]), tmp_path / "other", records.PAIRS)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("size", [0, 3, 16, 40])
def test_written_in_parts_a_table_has_the_bytes_that_it_has_written_whole(tmp_path, monkeypatch, size):
    monkeypatch.setattr(tables, "ROWS", 16)
    table = pairs("".join(map(chr, range(97, 97 + size))))
    tables.write(table, tmp_path / "whole", records.PAIRS)
    with tables.writing(tmp_path / "parts", records.PAIRS) as rows:
        for start in range(0, size, 7):
            rows.add(table.slice(start, 7))

    assert (tmp_path / "parts").read_bytes() == (tmp_path / "whole").read_bytes()
    pq.write_table(table, tmp_path / "at once", compression="zstd", row_group_size=16)
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "at once").read_bytes()


def test_what_is_handed_on_while_it_is_written_is_what_is_written(tmp_path):
    with tables.writing(tmp_path / "t", records.PAIRS) as rows:
        seen = [*rows.through([pairs("ab"), pairs("c")])]

    assert tables.read(tmp_path / "t", records.PAIRS).equals(pa.concat_tables(seen))


def test_a_table_whose_making_fails_is_not_there(tmp_path):
    with pytest.raises(KeyError, match="prompt"), tables.writing(tmp_path / "t", records.PAIRS) as rows:
        [*rows.through([pairs("ab"), scores("c", [1], [0])])]

    assert not list(tmp_path.iterdir())


def test_a_missing_table_says_how_to_get_it(tmp_path):
    with pytest.raises(TableError, match=r"the file is missing\n  -> run `dvc repro`"):
        tables.read(tmp_path / "pairs.parquet", records.PAIRS)


def test_a_truncated_table_is_refused(tmp_path):
    path = tmp_path / "pairs.parquet"
    tables.write(pairs("abc"), path, records.PAIRS)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(TableError, match=r"not a whole Parquet file(.|\n)*dvc checkout"):
        tables.read(path, records.PAIRS)


def test_a_table_of_another_shape_is_refused(tmp_path):
    tables.write(scores("a", [1], [0]), tmp_path / "t", records.SCORES)

    with pytest.raises(TableError, match="lacks the columns prompt, left, right"):
        tables.read(tmp_path / "t", records.PAIRS)


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "pairs.parquet"
    tables.write(pairs("abc"), path, records.PAIRS)
    before = path.read_bytes()
    with pytest.raises(KeyError):
        tables.write(scores("a", [1], [0]), path, records.PAIRS)

    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["pairs.parquet"]


def test_where_takes_the_rows_that_equal_all_values():
    both = pa.concat_tables([scores("ab", [1, 2], [0, 0], 13), scores("ab", [3, 4], [0, 0], 14)])

    assert tables.where(both, rng_seed=14, pair_id="b")["score_left"].to_pylist() == [4.0]


def test_json_holds_a_list_on_one_line_and_a_key_on_each(tmp_path):
    files.write_json({"a": {"b": 1.5, "c": [1, 2]}, "d": {}}, tmp_path / "m.json")

    assert (tmp_path / "m.json").read_text() == '{\n  "a": {\n    "b": 1.5,\n    "c": [1, 2]\n  },\n  "d": {}\n}\n'
    assert files.read_json(tmp_path / "m.json") == {"a": {"b": 1.5, "c": [1, 2]}, "d": {}}


def test_a_number_that_json_cannot_hold_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Out of range"):
        files.write_json({"a": float("nan")}, tmp_path / "m.json")

    assert not list(tmp_path.iterdir())
