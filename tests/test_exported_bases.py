"""What is made of a pretrained base leaves as a folder that scores the same, by the lines on its card."""

import json
from importlib.util import find_spec

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

import tiny
from ser import cli, start, text
from ser.desk import files, paths
from ser.desk.errors import ModelError
from ser.policy import sft
from ser.reward import model, read, train

SIZE = {"hidden_size": 64, "intermediate_size": 128}  # four bits are stored by groups of 64
four_bits = pytest.mark.skipif(find_spec("bitsandbytes") is None, reason="no four bits here: pip install bitsandbytes")
TEXTS = [("What is two and two?", "Four."), ("What is two and two?", "Five.")]  # as on the card


@pytest.fixture
def exported(tmp_path, monkeypatch):
    """Trains on a base and exports; the checkpoint's scores."""
    monkeypatch.chdir(tmp_path)

    def run(kind, template, tune, **held):
        tiny.base(kind, tmp_path / "base", **SIZE if held else {})
        attention = "eager" if kind == "deberta" else "sdpa"
        tiny.project(tmp_path, base={"template": template, "attention": attention} | held, reward={"tune": tune})
        tiny.publish(sft.replicate("sft", 13), paths.SFT)
        folder = tiny.publish(train.replicate("seed", 13), paths.Model("seed").checkpoint(13))
        told = {"outcomes": {"holdout": ["1"] * 3, "holdout_ood": ["1"] * 3}}
        files.write_json(told, paths.Model("seed").metrics)
        cli.command("export", "seed", "--to", "out")
        return read.of_texts(read.Reader(model.load(folder), start.tokenizer(), 64), TEXTS, "")

    return run


@pytest.mark.parametrize(
    ("kind", "template", "tune"),
    [
        *[("llama-3", "question", "lora"), ("llama-3", "chat", "full"), ("mistral", "chat", "lora")],
        *[("bert", "plain", "lora"), ("modernbert", "plain", "full"), ("deberta", "plain", "lora")],
    ],
)
def test_an_export_of_every_base_scores_as_its_checkpoint(
    kind, template, tune, exported, tmp_path, monkeypatch, capsys
):
    here = exported(kind, template, tune)
    code = (tmp_path / "out/README.md").read_text().split("```python\n")[1].split("```")[0]
    capsys.readouterr()
    monkeypatch.chdir(tmp_path / "out")
    exec(code, {})

    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == pytest.approx(here, abs=1e-6)


@pytest.mark.parametrize(
    "held",
    [
        {"dtype": "bfloat16"},
        pytest.param({"quantize": "nf4"}, marks=four_bits),
        pytest.param({"quantize": "nf4", "dtype": "bfloat16"}, marks=four_bits),
    ],
)
def test_an_export_of_a_base_held_in_fewer_bits_is_whole_and_scores_nearly_the_same(held, exported, tmp_path):
    here = exported("llama-3", "question", "lora", **held)
    tokenizer, plain = AutoTokenizer.from_pretrained("out"), AutoModelForSequenceClassification.from_pretrained("out")
    ids = [
        torch.tensor([a + b])
        for a, b in zip(
            text.prompt_ids(tokenizer, [TEXTS[0][0]] * 2),
            text.response_ids(tokenizer, [one for _, one in TEXTS]),
            strict=True,
        )
    ]
    there = [plain.eval().float()(one).logits.item() for one in ids]

    assert not files.read_json(tmp_path / "out/config.json").get("quantization_config")
    assert there == pytest.approx(here, abs=0.02)
    assert np.ptp(here) > 1e-4


def test_a_supervised_policy_whose_base_lies_elsewhere_leaves_as_one_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tiny.base("llama-3", tmp_path / "base")
    tiny.project(tmp_path, sft={"tune": "lora"})
    tiny.publish(sft.replicate("sft", 13), paths.SFT)
    cli.command("export", "sft", "--to", "out")
    ids = torch.tensor(text.prompt_ids(start.tokenizer(), ["What is two and two?"]))
    base, learned, plain = (
        *(AutoModelForCausalLM.from_pretrained("base"), start.policy()),
        AutoModelForCausalLM.from_pretrained("out"),
    )
    before, here, there = (one.eval()(ids).logits for one in (base, learned, plain))

    assert torch.allclose(here, there, atol=1e-6)
    assert not torch.allclose(before, there[..., : before.shape[-1]], atol=1e-3)  # its padding is a row more


def test_a_model_that_reads_more_than_our_lines_say_is_not_exported(exported):
    with pytest.raises(ModelError, match="its scores differ by"):
        exported("bert", "question", "full")
