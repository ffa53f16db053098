"""One's own files, in every form that is usual."""

import dataclasses
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from imports import ROOT
from ser.corpus import build, own
from ser.corpus.pair import Pair, RowError
from ser.desk import params, records, tables
from ser.desk.errors import CorpusError, ParamsError
from ser.desk.settings import Corpus


def said(*turns):
    return [{"role": role, "content": content} for role, content in turns]


ASK, DO, NO = said(("user", "Row?")), said(("assistant", "Do.")), said(("assistant", "No."))
SIDES = {"prompt": "Row?", "response_a": "Do.", "response_b": "No."}


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": "Row?", "chosen": "Do.", "rejected": "No."},
        {"prompt": ASK, "chosen": DO, "rejected": NO},
        {"prompt": "Row?", "chosen": DO, "rejected": NO},
        {"chosen": ASK + DO, "rejected": ASK + NO},
        {"prompt": "Row?", "chosen": ASK + DO, "rejected": ASK + NO},
        {"input": {"messages": ASK}, "preferred_output": DO, "non_preferred_output": NO},
        {"chosen": "\n\nHuman: Row?\n\nAssistant: Do.", "rejected": "\n\nHuman: Row?\n\nAssistant: No."},
        *(SIDES | {"preferred": one} for one in ("a", "A ", "left", "1", 1, 1.0, "response_a")),
        {"prompt": ASK, "response_a": "No.", "response_b": DO, "preferred": "b"},
        *(
            {"prompt": "Row?", "response_a": "No.", "response_b": "Do.", "preferred": one}
            for one in ("b", "right", "2", 2)
        ),
        {"prompt": "Row?", "left": "No.", "right": "Do.", "preferred": "right"},
    ],
)
def test_every_usual_form_gives_the_same_pair(row):
    assert own.pairs(row) == [Pair("Row?", "Do.", "No.")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (SIDES | {"preferred": "tie"}, "tie"),
        (SIDES | {"preferred": ""}, "malformed: no preferred"),
        (SIDES | {"preferred": None}, "malformed: no preferred"),
        (SIDES | {"preferred": "0"}, "malformed: preferred is none of"),
        (SIDES | {"preferred": "c"}, "malformed: preferred is none of"),
        ({"chosen": "Do.", "rejected": "No."}, "malformed: no prompt"),
        ({"prompt": "Row?", "chosen": "Do."}, "malformed: no rejected"),
        ({"chosen": DO, "rejected": NO}, "malformed: no prompt"),
        ({"chosen": ASK + DO, "rejected": said(("user", "Sail?")) + NO}, "malformed: no common prompt"),
        ({"prompt": ["Row?"], "chosen": "Do.", "rejected": "No."}, "malformed: prompt holds no objects"),
    ],
)
def test_a_row_that_is_no_pair_says_why(row, reason):
    with pytest.raises(RowError, match=reason):
        own.pairs(row)


def test_a_row_may_name_its_family_and_topic():
    [pair] = own.pairs(SIDES | {"preferred": "b", "family": "sport", "topic": "boats"})

    assert pair == Pair("Row?", "No.", "Do.", "sport", "boats")


def rows(start, stop, word="lake"):
    return [
        {"prompt": f"{word} {n}", "response_a": f"yes {n}", "response_b": f"no {n} ever", "preferred": "ab"[n % 3 % 2]}
        for n in range(start, stop)
    ]


def jsonl(path, given):
    path.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    return str(path)


def made(labelled, unlabelled=(), out_of_domain=(), at_most=0):
    p = params.load(ROOT / "params.yaml")
    how = {"labelled": [*labelled], "unlabelled": [*unlabelled], "out_of_domain": [*out_of_domain], "at_most": at_most}
    return build.build(dataclasses.replace(p, corpus=Corpus("own", how), sealed=not unlabelled))


def places(pairs):
    return dict(zip(pairs["prompt"].to_pylist(), tables.column(pairs, "split"), strict=True))


def test_labels_point_at_the_better_response_wherever_it_lies(tmp_path):
    given = rows(0, 300)
    pairs, labels, out = made([jsonl(tmp_path / "a.jsonl", given)])
    better = {row["prompt"]: row[f"response_{row['preferred']}"] for row in given}

    assert len(out) == 0
    assert set(places(pairs).values()) == {"seed", "pool", "holdout"}
    for pair, label in zip(pairs.to_pylist(), labels.to_pylist(), strict=True):
        assert pair[label["side"]] == better[pair["prompt"]]
        assert label[f"votes_{label['side']}"] == 1
        assert label["gold_left"] is None
    assert 0.35 < labels["side"].to_pylist().count("left") / 300 < 0.65


def test_what_has_no_label_is_the_pool_and_its_seal_is_empty(tmp_path):
    pool = [{key: row[key] for key in ("prompt", "response_a", "response_b")} for row in rows(0, 400, "sea")]
    pairs, labels, _ = made([jsonl(tmp_path / "a.jsonl", rows(0, 100))], [jsonl(tmp_path / "b.jsonl", pool)])
    found = places(pairs)

    assert {found[row["prompt"]] for row in pool} == {"pool"}
    assert {found[f"lake {n}"] for n in range(100)} == {"seed", "holdout"}
    assert len(build.labels_of(pairs, labels, "pool", with_gold=True)) == 0


def test_nothing_that_is_left_out_is_left_out_in_silence(tmp_path):
    given = rows(0, 200)
    held = [prompt for prompt, place in places(made([jsonl(tmp_path / "first.jsonl", given)])[0]).items()
            if place == "holdout"]  # fmt: skip
    bad = [
        given[0],
        given[1] | {"preferred": {"a": "b", "b": "a"}[given[1]["preferred"]]},
        {**given[2], "response_a": " "},
        {**given[3], "prompt": ""},
        {**given[4], "response_b": given[4]["response_a"] + " "},
        {**given[5], "preferred": "tie"},
        {**given[6], "prompt": None},
        ["no object"],
        {**given[7], "response_a": "\ud83d"},
    ]
    labelled = tmp_path / "a.jsonl"
    jsonl(labelled, given + bad)
    labelled.write_bytes(labelled.read_bytes() + b'{"prompt": "half\n\xff\n')
    pool = [{"prompt": held[0].upper(), "response_a": "x", "response_b": "y"}] + [
        {"prompt": f"sea {n}", "response_a": "x", "response_b": "y"} for n in range(5)
    ]
    pairs, _, out = made([str(labelled)], [jsonl(tmp_path / "b.jsonl", pool)])
    told = {(row["file"].rpartition("/")[2], row["row"]): row["reason"] for row in out.to_pylist()}

    assert told == {
        ("a.jsonl", 2): "contradictory label",
        ("a.jsonl", 201): "duplicate pair",
        ("a.jsonl", 202): "contradictory label",
        ("a.jsonl", 203): "empty side",
        ("a.jsonl", 204): "empty prompt",
        ("a.jsonl", 205): "identical responses",
        ("a.jsonl", 206): "tie",
        ("a.jsonl", 207): "malformed: no prompt",
        ("a.jsonl", 208): "malformed: not an object",
        ("a.jsonl", 209): "malformed: half a character",
        ("a.jsonl", 210): "malformed: not JSON",
        ("a.jsonl", 211): "malformed: not UTF-8",
        ("b.jsonl", 1): "prompt is held out",
    }
    assert out.schema == records.LEFT_OUT
    assert len(pairs) == 200 - 1 + 5


def test_a_file_apart_is_out_of_domain_and_wins_over_the_pool(tmp_path):
    far = [*rows(0, 39, "moon"), {"prompt": "lake 0", "chosen": "far", "rejected": "off"}]
    inside, outside = jsonl(tmp_path / "a.jsonl", rows(0, 200)), jsonl(tmp_path / "far.jsonl", far)
    pairs, _, out = made([inside], out_of_domain=[outside])

    assert tables.column(pairs, "split").tolist().count("holdout_ood") == 40
    lost = {"seed", "pool"} & {places(made([inside])[0])["lake 0"]}
    assert out["reason"].to_pylist() == ["prompt is held out"] * len(lost)


@pytest.mark.parametrize("at_most", [1, 60, 150])
def test_a_share_is_drawn_by_the_prompt_and_not_by_the_order(tmp_path, monkeypatch, at_most):
    monkeypatch.setattr(build, "check", lambda *_: None)
    monkeypatch.setattr("ser.corpus.gather.AT_ONCE", 7)
    given = rows(0, 100) + [row | {"response_a": "perhaps"} for row in rows(0, 100)]
    orders = enumerate((given, given[::-1], given[::2] + given[1::2]))
    few = [made([jsonl(tmp_path / f"{n}.jsonl", some)], at_most=at_most)[0]["pair_id"] for n, some in orders]

    assert few[0].equals(few[1])
    assert few[0].equals(few[2])
    assert at_most - 2 < len(few[0]) <= at_most  # whole prompts, of two pairs each


def test_parquet_reads_as_jsonl_does(tmp_path):
    given = rows(0, 150)
    table, path = pa.Table.from_pylist(given), tmp_path / "a.parquet"
    pq.write_table(table, path)

    assert made([str(path)])[0].equals(made([jsonl(tmp_path / "a.jsonl", given)])[0])


def test_a_corpus_of_nothing_usable_ends_with_a_clear_word(tmp_path):
    with pytest.raises(CorpusError, match=r"split seed: 0 pairs whose labels are none\n.*left_out"):
        made([jsonl(tmp_path / "a.jsonl", [{"prompt": "x"}] * 9)])


def test_a_file_that_is_not_here_and_a_key_that_is_wrong_are_named(tmp_path):
    with pytest.raises(CorpusError, match=r"params.yaml, corpus: .*nowhere.jsonl is not here"):
        made([str(tmp_path / "nowhere.jsonl")])
    with pytest.raises(ParamsError, match=r"corpus.at_most: found -1"):
        made([], at_most=-1)
