"""Benchmarks are scored by every replicate, each distinct text once, and graded by the stages themselves."""

import dataclasses
import json
import runpy

import pytest
import yaml
from transformers import set_seed

from imports import ROOT
from ser import start
from ser.desk import card, files, params, paths, records, tables
from ser.elsewhere import reading, score
from ser.reward import layout, model
from ser.reward.read import Reader, of_texts

JUDGED = [
    {"question": f"prompt {at}", "response_A": "word " * (at + 1), "response_B": "answer end", "label": "B>A"}
    | {"source": "livecodebench"}
    for at in range(6)
]
LONG = JUDGED[0] | {"response_A": "word " * 200}


@pytest.fixture
def written(project, monkeypatch):
    """A benchmark of eight rows, of which one is too long and one malformed, and two replicates of a model."""
    monkeypatch.setenv("SER_WORKERS", "1")
    given = yaml.safe_load(paths.PARAMS.read_text())
    given |= {"rng_seeds": [13, 14], "benchmarks": {"files": {}, "models": ["seed"]}}
    given["benchmarks"]["files"]["jb"] = {"format": "judge_bench", "path": "jb.jsonl"}
    given["grade"]["resamples"] = 50
    paths.PARAMS.write_text(yaml.safe_dump(given))
    paths.BENCHMARKS.mkdir(parents=True)
    rows = [*JUDGED, LONG, JUDGED[0] | {"label": "C"}]
    (paths.BENCHMARKS / "jb.jsonl").write_text("\n".join(map(json.dumps, rows)))
    for rng_seed in (13, 14):
        set_seed(rng_seed)
        folder = paths.Model("seed").checkpoint(rng_seed)
        model.fresh(params.load().reward).save_pretrained(folder)
        card.write(folder, "reward model", "made for a test", {}, {})
    return project


def stage(name):
    runpy.run_path(str(ROOT / f"stages/{name}.py"))["main"]("seed")


@pytest.mark.usefixtures("written")
def test_the_stages_score_and_grade_a_model_on_a_benchmark():
    stage("score_elsewhere")
    stage("grade_elsewhere")
    table = tables.read(paths.Model("seed").scores_elsewhere, records.ELSEWHERE)
    told = files.read_json(paths.Model("seed").elsewhere)["jb"]
    judge = Reader(model.load(paths.Model("seed").checkpoint(14)), start.tokenizer(), params.load().base.max_tokens)
    first, other = of_texts(judge, [("prompt 0", "answer end"), ("prompt 0", "word ")], "")

    assert tables.where(table, rng_seed=14)["score"][:2].to_pylist() == pytest.approx([first, other], abs=1e-6)
    assert set(table["labeller"].to_pylist()) == {card.weights(paths.Model("seed").checkpoint(one)) for one in (13, 14)}
    assert (told["items"], told["not_scored"], list(told["malformed"])) == (7, 1, ["jb.jsonl:8"])
    assert 0 <= told["accuracy"]["low"] <= told["accuracy"]["mean"] <= told["accuracy"]["high"] <= 1


@pytest.mark.usefixtures("written")
def test_each_distinct_text_is_read_once(monkeypatch):
    given_to, scores = [], layout.scores
    monkeypatch.setattr(layout, "scores", lambda judge, given: given_to.append(dict(given)) or scores(judge, given))
    p = params.load()
    twice = dataclasses.replace(p.benchmarks, files=p.benchmarks.files | {"again": p.benchmarks.files["jb"]})
    reader = Reader.at(paths.Model("seed").checkpoint(13))
    table = score.of_questions(reader, reading.read(dataclasses.replace(p, benchmarks=twice)))
    known = {(row["item"], row["response"]): row["score"] for row in table.to_pylist()}

    assert sum(len(given["ends"]) for given in given_to) == 12  # of 13, since one is too long
    assert len(table) == 2 * 14
    assert all(row["score"] == known[row["item"], row["response"]] for row in table.to_pylist())
