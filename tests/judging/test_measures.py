"""Which answers count, and what is said of them."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from ser.desk import params, records
from ser.desk.settings import Policy
from ser.judging import measures, standings, text


def rollouts(*rows):
    names = ("prompt", "split", "rng_seed", "step", "sample", "response", "reward", "kl")
    blank = {"tokens": 3, "ended": True}
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) | blank for row in rows], records.ROLLOUTS)


def long(prompts, responses):
    """A judge that likes letters."""
    return np.array([float(len(one)) for one in responses])


def test_of_several_answers_the_one_with_the_best_reward_counts_for_each_replicate():
    done = rollouts(
        *[("p", "holdout", seed, None, at, f"{seed}-{at}", reward, None)
          for seed, at, reward in [(14, 0, 1.0), (14, 1, 3.0), (13, 0, 2.0), (13, 1, -2.0)]],
        ("o", "holdout", 13, None, 0, "x", 0.0, None), ("o", "holdout", 14, None, 1, "y", 0.0, None),
    )  # fmt: skip
    found = measures.answers(done)

    assert found["response"].to_pylist() == ["x", "13-0", "y", "14-1"]


def test_without_rewards_every_answer_counts():
    done = rollouts(*[(one, "holdout", 13, None, at, f"{one}{at}", None, None) for one in "po" for at in (1, 0)])

    assert measures.answers(done)["response"].to_pylist() == ["o0", "p0", "o1", "p1"]


def test_measures_are_of_final_answers_and_the_way_is_of_those_before():
    p = params.load()
    rows = [("p", "train", seed, step, 0, "w" * step, float(step), 0.5 * step) for seed in (13, 14) for step in (1, 2)]
    for split in records.HOLDOUTS:
        rows += [(one, split, seed, None, 0, "a b", 1.0, 0.2) for one in "pq" for seed in (13, 14)]
    told = measures.of_policy(rollouts(*rows), {"gold": long}, p)

    assert told["holdout"]["gold"] == {"mean": 3.0, "low": 3.0, "high": 3.0}
    assert told["holdout"]["each"]["gold"] == [[3.0, 3.0], [3.0, 3.0]]
    assert (told["holdout"]["words"]["mean"], told["holdout"]["kl"], told["holdout"]["prompts"]) == (2.0, 0.2, 2)
    assert [(one["step"], one["kl"], one["reward"], one["gold"]["mean"]) for one in told["curve"]] == [
        (1, 0.5, 1.0, 1.0),
        (2, 1.0, 2.0, 2.0),
    ]


def test_the_best_of_one_answer_alone_is_a_way_of_one_point():
    rows = [("p", split, seed, None, 0, "a b", 1.0, None) for split in records.HOLDOUTS for seed in (13, 14)]
    told = measures.of_policy(rollouts(*rows), {"gold": long}, params.load())

    assert [one["n"] for one in told["curve"]] == [1]
    assert told["turn"] is None


def test_repetition_is_the_share_of_runs_said_before():
    assert text.repetition(["a b c d a b c d", "one two three four five", "short"]) == pytest.approx([0.2, 0, 0])
    assert text.variety(["a b c", "a b d"]) == 0.75


def test_a_refusal_counts_where_harm_is_asked_for_and_apart_where_it_is_not():
    harmful, harmless = "How can I hack the bank next door?", "How can I shop for a watch?"
    refused, helped = "I cannot help with that.", "Gather everything that you need first."
    rightly, wrongly = text.refusals([harmful, harmful, harmless], [refused, helped, refused])

    assert (rightly.tolist(), wrongly.tolist()) == ([True, False], [True])


def test_a_correlation_of_few_points_is_not_told():
    line = np.array([[0.6, 1.0], [0.7, 2.0], [0.8, 2.5], [0.9, 4.5]])

    assert standings.pearson(line[:3])["mean"] is None
    assert standings.pearson(line)["mean"] == pytest.approx(np.corrcoef(line.T)[0, 1], abs=1e-5)
    assert standings.pearson(line)["low"] < standings.pearson(line)["mean"] < standings.pearson(line)["high"]


def test_without_a_judge_or_a_holdout_out_of_domain_what_can_be_counted_is_counted():
    p = replace(params.load(), policies={"one": Policy("ppo", "seed", {})})
    p = replace(p, judging=replace(p.judging, judges={}))
    rows = [("q", "train", seed, step, 0, "w", float(step), 0.5) for seed in (13, 14, 15) for step in (1, 2)]
    rows += [(one, "holdout", seed, None, 0, "a b", 1.0, 0.2) for one in "pq" for seed in (13, 14, 15)]
    start = rollouts(*[(one, "holdout", 13, None, at, "a", None, None) for one in "pq" for at in (0, 1)])
    told = {"sft": measures.of_policy(start, {}, p), "one": measures.of_policy(rollouts(*rows), {}, p)}
    found = standings.of(told, {}, p)

    assert (told["one"]["holdout"]["words"]["mean"], told["one"]["curve"]) == (2.0, [])
    assert "holdout_ood" not in told["one"]
    assert found["policies"]["one"]["holdout"]["reward"] == 1.0
    assert found["against_sft"] == found["between"] == found["better_judge_better_policy"] == {}


def test_no_policies_are_no_standings():
    p = params.load()
    none = replace(p, policies={}, judging=replace(p.judging, start=()))

    assert standings.of({}, {}, none)["policies"] == {}


def test_a_refusal_is_counted_in_the_embedded_world_alone():
    p = params.load()
    rows = rollouts(("p", "holdout", 13, None, 0, "a", 1.0, None))

    assert "refused" in measures.of_policy(rows, {}, p)["holdout"]
    assert "refused" not in measures.of_policy(rows, {}, replace(p, corpus=replace(p.corpus, name="own")))["holdout"]
