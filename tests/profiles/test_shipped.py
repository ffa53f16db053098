"""The profiles that come with the repository: whole, pinned, as the paper says where they say so, and able to learn."""

import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

import tiny
from imports import ROOT
from ser import graph, judges, ledger
from ser.commands import use
from ser.corpus import adapters, build
from ser.desk import card, params, paths, records, tables
from ser.desk.errors import ParamsError
from ser.desk.settings import SEED
from ser.policy import settings, sft
from ser.profiles import laid
from ser.reward import train

SHIPPED = sorted(path.parent.name for path in (ROOT / "profiles").glob("*/params.yaml"))
PAPER = {
    "llama2-13b-summarize": "llama-2",
    "llama3-70b-stackexchange": "llama-3",
    "llama3-8b-hh": "llama-3",
    "mistral-7b-ultrafeedback": "mistral",
}
SAID = ("README.md", "params.yaml")
TOPICS = [f"How do I build number {n}?" for n in range(40)]


def said(asked, answered):
    return [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]


def raw(name, asked):
    better, worse = f"With care, {asked[-3:]}", "No idea."
    return {
        "hh-rlhf": {
            "chosen": f"\n\nHuman: {asked}\n\nAssistant: {better}",
            "rejected": f"\n\nHuman: {asked}\n\nAssistant: {worse}",
        },
        "ultrafeedback": {
            "prompt": asked,
            "chosen": said(asked, better),
            "rejected": said(asked, worse),
            "score_chosen": 8.0,
            "score_rejected": 4.0,
        },
        "summarize": {
            "info": {
                "id": asked,
                "post": asked,
                "title": "Building",
                "subreddit": "diy",
                "site": None,
                "article": None,
            },
            "summaries": [{"text": better, "policy": "a", "note": None}, {"text": worse, "policy": "b", "note": None}],
            "choice": 0,
            "worker": "w",
            "batch": "1",
            "split": "train",
            "extra": {"confidence": None},
        },
        "stackexchange": {
            "qid": len(asked),
            "question": asked,
            "answers": [
                {"answer_id": 1, "author": "a", "pm_score": 5, "selected": True, "text": better},
                {"answer_id": 2, "author": "b", "pm_score": 1, "selected": False, "text": worse},
            ],
            "date": "2020/01/01",
            "metadata": [],
        },
    }[name]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_is_whole(name, monkeypatch):
    monkeypatch.chdir(ROOT / "profiles" / name)
    p = params.load()
    adapters.of(p)
    for policy in p.policies:
        settings.of(p, policy)
    judges.refuse_foreign(p)
    launched = re.search(r"--config_file (\S+)", p.launch)

    assert Path(p.root).resolve() == ROOT
    assert sorted(path.name for path in Path().iterdir() if path.name in SAID) == sorted(SAID)
    assert launched is None or Path(launched[1]).exists()
    assert "gold" not in {judge.kind for judge in p.judging.judges.values()}
    assert {"full", "oracle-3"} == set(p.references)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_is_in_the_graph_once_it_is_used(name, tmp_path, monkeypatch):
    for given in (paths.PARAMS, graph.NAME):
        shutil.copy(ROOT / given, tmp_path)
    (tmp_path / "profiles" / name).mkdir(parents=True)
    shutil.copy(ROOT / "profiles" / name / paths.PARAMS, tmp_path / "profiles" / name)
    monkeypatch.chdir(tmp_path)
    use.run(name)
    use.run(name)
    here = tmp_path / "profiles" / name

    assert not (here / "dvc.yaml").is_symlink()  # which DVC does not follow where it reads a revision
    assert (here / "dvc.yaml").read_text() == (ROOT / "dvc.yaml").read_text()
    assert all((here / place).is_dir() for place in ("data/raw", *laid.READ_WHOLE))
    with pytest.raises(ParamsError, match=f"no profile 'nobodys'(.|\n)*{re.escape(name)}"):
        use.run("nobodys")


def test_a_graph_that_lags_behind_the_roots_is_refused_until_it_is_copied_anew(tmp_path):
    here = tmp_path / "profiles" / SHIPPED[0]
    here.mkdir(parents=True)
    shutil.copy(ROOT / here.relative_to(tmp_path) / paths.PARAMS, here)
    (tmp_path / graph.NAME).write_text("stages: {}\n")
    laid.out(here, is_sealed=True)
    laid.refuse_stale(here)
    (tmp_path / graph.NAME).write_text("stages: {more: {}}\n")

    with pytest.raises(ParamsError, match=r"not what the root's has become\n  -> `make graph`"):
        laid.refuse_stale(here)
    laid.refresh(tmp_path)
    laid.refuse_stale(here)
    assert (here / graph.NAME).read_text() == "stages: {more: {}}\n"


@pytest.mark.parametrize("name", PAPER)
def test_what_the_paper_and_its_code_say_stands_in_their_profiles(name):
    p = params.load(ROOT / "profiles" / name / paths.PARAMS)
    lora, ppo = p.reward.lora, p.methods["ppo"].how

    assert (lora.rank, lora.alpha, lora.dropout) == (8, 32, 0.1)
    assert (p.reward.learning_rate, p.reward.schedule, p.reward.batch, p.reward.weight_decay) == (2e-5, "linear", 40, 0)
    assert (p.reward.epochs, p.reward.start, p.reward.precision, p.base.max_tokens) == (2, "parent", "bfloat16", 512)
    assert (p.sft.learning_rate, p.sft.schedule, p.sft.epochs, p.sft.answers_only) == (2e-5, "cosine", 8, True)
    assert (ppo["learning_rate"], ppo["batch"], ppo["epochs"]) == (1.4e-5, 8, 4)
    assert (ppo["kl"], ppo["kl_target"], ppo["reward"]) == (0.2, 0.1, "probability")
    assert p.base.how["template"] == "question"
    assert p.split.seed_share == 0.15


@pytest.mark.parametrize(("name", "kind"), PAPER.items())
def test_a_small_model_of_its_kind_learns_from_its_data_under_its_params(name, kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = yaml.safe_load((ROOT / "profiles" / name / paths.PARAMS).read_text())
    tiny.base(kind, tmp_path / "base", hidden_size=64, intermediate_size=128)
    given["base"] |= {"model": "base", "revision": "", "hub": False, "max_tokens": 128}
    if find_spec("bitsandbytes") is None:
        given["base"]["quantize"] = "none"
    here = {"source": "data/raw", "hub": "never", "revision": "", "files": ["*.jsonl"], "out_of_domain": []}
    given["corpus"] |= here | {"at_most": 0}
    given["split"] |= {"seed_share": 0.4, "holdout_share": 0.3}
    given["sft"]["epochs"] = 1
    paths.PARAMS.write_text(yaml.safe_dump(given, sort_keys=False))
    Path("data/raw").mkdir(parents=True)
    rows = [json.dumps(raw(given["corpus"]["name"], asked)) for asked in TOPICS]
    Path("data/raw/all.jsonl").write_text("\n".join(["not JSON", *rows]) + "\n")
    p = params.load()
    pairs, labels, left_out = build.build(p)
    tables.write(pairs, paths.PAIRS, records.PAIRS)
    known = build.labels_of(pairs, labels, "seed", with_gold=False)
    book = pa.concat_tables(ledger.human(known, SEED, one) for one in p.rng_seeds)
    tables.write(book, paths.Model(SEED).ledger, records.LEDGER)
    tiny.publish(sft.replicate("sft", p.rng_seeds[0]), paths.SFT)
    told = card.read(tiny.publish(train.replicate(SEED, p.rng_seeds[0]), paths.Model(SEED).checkpoint(13)))

    assert (len(pairs), len(left_out)) == (len(TOPICS), 1)
    assert told["training"]["steps"] == p.reward.epochs  # all of the seed in one batch
    assert told["ledger"]["pairs"] == len(known) > 5
