"""The stage writes all its tables, also where nobody labelled the pool and nothing is out of domain."""

import json
import runpy

import pytest
import yaml

from imports import ROOT
from ser.desk import paths, records, tables


@pytest.fixture
def made(tmp_path, monkeypatch):
    rows = [
        {"prompt": f"lake {n // 2}", "chosen": f"yes {n} and row", "rejected": f"no {n}"} for n in range(120)
    ] + [{"prompt": "lake", "chosen": "so", "rejected": "so"}, {"prompt": "lake"}]  # fmt: skip
    pool = [{"prompt": f"sea {n}", "response_a": f"row {n}", "response_b": f"sail {n}"} for n in range(50)]
    for name, given in (("judged", rows), ("pool", pool)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in given))
    p = yaml.safe_load((ROOT / "params.yaml").read_text())
    p["corpus"] = {"name": "own", "labelled": ["judged.jsonl"], "unlabelled": ["pool.jsonl"]}
    p["corpus"] |= {"out_of_domain": [], "at_most": 0}
    p |= {"sealed": False, "references": {}, "policies": {}}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(p))
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(ROOT / "stages/corpus.py"))["main"]()


def test_every_table_is_there_and_the_seal_is_empty(made):
    pairs, out = tables.read(paths.PAIRS, records.PAIRS), tables.read(paths.LEFT_OUT, records.LEFT_OUT)
    sizes = {path: len(tables.read(path, records.LABELS)) for path in (paths.SEED_LABELS, paths.SEALED_LABELS)}
    sizes |= {split: len(tables.read(paths.holdout_labels(split), records.LABELS)) for split in records.HOLDOUTS}

    assert len(pairs) == 170
    assert sizes[paths.SEED_LABELS] + sizes["holdout"] == 120
    assert sizes[paths.SEALED_LABELS] == sizes["holdout_ood"] == 0
    assert [(row["row"], row["reason"]) for row in out.to_pylist()] == [
        (121, "identical responses"),
        (122, "malformed: no chosen"),
    ]


def test_the_figures_count_what_was_left_out_and_need_no_gold(made):
    told = json.loads(paths.CORPUS_METRICS.read_text())

    assert told["left_out"] == {"identical responses": 1, "malformed: no chosen": 1}
    assert (told["pairs_pool"], told["pairs_holdout_ood"], told["longer_wins"]) == (50, 0, 1.0)
    assert "ceiling" not in told


def test_the_same_files_give_the_same_bytes(made):
    before = {path: path.read_bytes() for path in (paths.PAIRS, paths.LEFT_OUT, paths.SEED_LABELS)}
    runpy.run_path(str(ROOT / "stages/corpus.py"))["main"]()

    assert before == {path: path.read_bytes() for path in before}
