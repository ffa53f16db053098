"""Benchmarks hold what they measure against a goal, run one by one, and meet the peers themselves; nothing is timed."""

import dataclasses
import itertools
import json

import numpy as np
import pytest
import transformers
import trl

from benchmarks import __main__ as benchmarks
from benchmarks import aligning, goals, models, results, scoring, shapes, training
from benchmarks.rounds import Spent, interleaved
from benchmarks.rows import Row
from imports import ROOT

HERE, ELSEWHERE = {"cores": 2}, {"cores": 64}
KNOWN = ["one", "two"]


def row(name, value=1.0):
    return Row(name, value, "s", "< 3", True)


@pytest.fixture
def record(tmp_path, monkeypatch):
    """A record of two benchmarks, which take no time."""
    monkeypatch.setattr(results, "PATH", tmp_path / "results.json")
    monkeypatch.setattr(benchmarks, "known", lambda: {"one": lambda: [row("one/a"), row("one/b")], "two": two})
    return results.PATH


def two():
    two.runs += 1
    return [row("two", two.runs)]


two.runs = 0


def test_the_record_has_every_benchmark_that_there_is_and_nothing_else():
    told = json.loads((ROOT / "benchmarks/results.json").read_text())

    assert list(dict.fromkeys(results.key(row["name"]) for row in told["rows"])) == list(benchmarks.known())
    assert all(row["goal"] and row["met"] in (True, False, None) for row in told["rows"])
    assert {field.name for field in dataclasses.fields(Row)} <= set(told["rows"][0])
    assert {"cores", "processor", "threads", "torch", "transformers", "trl"} <= set(told["machine"])


def test_one_that_is_run_alone_replaces_its_own_rows_and_keeps_the_others(record, capsys):
    benchmarks.measure([])
    first = json.loads(record.read_text())["rows"]
    benchmarks.measure(["two"])
    again = json.loads(record.read_text())["rows"]

    assert [one["name"] for one in again] == ["one/a", "one/b", "two"]
    assert again[:2] == first[:2]
    assert again[2]["value"] == first[2]["value"] + 1
    assert capsys.readouterr().out.splitlines()[-1].split() == ["two", f"{two.runs}", "s", "<", "3", "met"]


def test_an_unknown_one_is_refused_by_name(record):
    with pytest.raises(goals.SerError, match="no row 'three'\n  -> use some of: one, two"):
        benchmarks.measure(["three"])


def test_rows_of_another_machine_say_so(record):
    before = {"machine": ELSEWHERE, "rows": [dataclasses.asdict(row("one")), dataclasses.asdict(row("gone"))]}
    found = results.merged(before, HERE, [row("two")], KNOWN)

    assert found["machine"] == HERE
    assert [(one["name"], one.get("machine")) for one in found["rows"]] == [("one", ELSEWHERE), ("two", None)]
    assert results.merged(found, HERE, [row("two")], KNOWN)["rows"] == found["rows"]


def test_sides_take_turns_and_a_ratio_is_that_of_each_round():
    ran = []
    sides = {name: lambda name=name: ran.append(name) or Spent(len(ran), 1) for name in "ab"}
    times = interleaved(sides, 3)
    found = goals.faster("x", times["b"], times["a"], 1.5, "", by="wall")

    assert ran == list("ababab")
    assert found.value == 4 / 3  # of 2 / 1, 4 / 3 and 6 / 5
    assert (found.goal, found.met) == (">= 1.5", False)


@pytest.mark.parametrize("found", [[1.0, 2.1], [1.0, float("nan")]])
def test_sides_that_differ_are_not_compared(found):
    with pytest.raises(goals.UnequalError, match="apart"):
        goals.refuse_apart("scores", found, [1.0, 2.0], 0.01)


def words(texts):
    return [len(one.split()) for one in texts]


def responses(pairs):
    return {(row["prompt"], row[side]) for row in pairs.to_pylist() for side in ("left", "right")}


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_a_pools_texts_are_as_long_as_its_shape_says(shape):
    pairs, told = shapes.pairs(shape, 96), shapes.SHAPES[shape]
    prompts = set(pairs["prompt"].to_pylist())
    found = {told.prompt: words(prompts), told.response: words(after for _, after in responses(pairs))}

    assert shapes.pairs(shape, 96).equals(pairs)
    assert len(pairs) == 96 == len(set(pairs["pair_id"].to_pylist()))
    for length, each in found.items():
        assert np.median(each) == pytest.approx(length.median, rel=0.03)
        assert 0.9 * length.mean < np.mean(each) < length.mean  # less, by what the longest were cut
        assert max(each) <= length.most


def test_four_ranked_responses_are_compared_each_with_each():
    rows = shapes.pairs("ranked", 300).to_pylist()

    for prompt, own in itertools.groupby(rows, key=lambda row: row["prompt"]):
        compared = [frozenset((row["left"], row["right"])) for row in own]
        assert len(compared) == len(set(compared)) == 6, prompt
        assert len(set().union(*compared)) == 4
    assert len({row["prompt"] for row in rows}) == 50


def test_a_prompt_of_a_dialogue_has_one_pair():
    pairs = shapes.pairs("dialogue", 200)

    assert (len(set(pairs["prompt"].to_pylist())), len(responses(pairs))) == (200, 400)


@pytest.mark.parametrize(("shape", "number"), sorted({run[1:3] for run in (scoring.RUNS | training.RUNS).values()}))
def test_no_text_of_any_benchmark_is_cut(shape, number):
    pairs = shapes.pairs(shape, number)
    written = [text for side in ("left", "right") for text in scoring._written(pairs, side)]

    assert len(pairs) == number
    assert max(map(len, models.tokenizer()(written)["input_ids"])) <= models.MAX_TOKENS
    assert models.MAX_TOKENS == models.tokenizer().model_max_length == models.judge("3m").config.max_position_embeddings


def test_what_scores_need_is_each_prompt_and_each_response_once():
    six = shapes.pairs("ranked", 6)
    once, with_each = scoring._operations("3m", six)

    assert scoring._operations("3m", six.take([0, 5])) == (once, with_each)  # first with second, third with fourth
    assert once < with_each < 4 * once


@pytest.mark.parametrize("shape", [shapes.WORLD, *shapes.SHAPES])
def test_the_peers_are_what_is_installed_and_read_what_we_read(shape, tmp_path):
    judge, pairs = models.judge("3m"), shapes.pairs(shape, 6)
    pipe, predict = scoring.Pipeline(judge), scoring.Predict(judge, 4, str(tmp_path))
    expected = scoring.Ours(judge)(pairs).ravel()

    assert type(pipe.pipe) is transformers.TextClassificationPipeline
    assert type(predict.trainer) is transformers.Trainer
    for peer in (pipe, predict):
        assert goals.refuse_apart("scores", peer(pairs).ravel(), expected, scoring.SAME) < scoring.SAME


def test_trl_trains_on_the_pairs_that_we_train_on(tmp_path):
    pairs = models.pairs(4)
    peer = training.theirs("3m", pairs, "float32", 1, str(tmp_path), "random")
    own = training.ours("3m", pairs, "float32", 1, str(tmp_path))
    left = [row["target"] == 1 for row in own.train_dataset]

    assert type(peer) is trl.RewardTrainer
    assert peer.args.per_device_train_batch_size == own.args.per_device_train_batch_size
    assert peer.train_dataset["chosen_ids"] == [
        row["row"].prompt + row["row"].responses[0 if is_left else 1]
        for row, is_left in zip(own.train_dataset, left, strict=True)
    ]
    assert models.judge("3m") is not models.judge("3m")


def test_ppos_peer_is_the_last_of_trl_that_has_one():
    assert aligning.TRL == "1.12.0"
    assert not hasattr(trl, "PPOTrainer")
