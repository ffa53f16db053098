"""What is exported needs transformers alone, and scores as the checkpoint does."""

import dataclasses
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, processors
from transformers import AutoTokenizer, PreTrainedTokenizerFast, set_seed

from ser import adapters, cli, export, start, text, usage
from ser.desk import card, files, params, paths
from ser.desk.errors import EndpointError, ModelError
from ser.reward import model, train
from ser.reward.read import Reader, of_texts

TEXTS = [(f"prompt {at}\n", "word " * at + "end") for at in range(1, 12, 2)] + [("left  right", " \n ü🙂"), ("", "")]
STRANGER = """
import json, sys
for name in ("ser", "peft", "trl"):
    sys.modules[name] = None  # so that importing it fails
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer
folder, texts = sys.argv[1], json.loads(sys.argv[2])
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
chats = [[{"role": "user", "content": a}, {"role": "assistant", "content": b}] for a, b in texts]
ids = [tokenizer.apply_chat_template(one, tokenize=True)["input_ids"] for one in chats]
batch = tokenizer.apply_chat_template(chats, tokenize=True, padding=True, return_tensors="pt", return_dict=True)
with torch.inference_mode():
    print(json.dumps({"ids": ids, "scores": model(**batch).logits.squeeze(-1).tolist()}))
"""


@pytest.fixture
def checkpoint(project):
    """Writes a checkpoint of the seed's model, far from what it started from, with its grades."""

    def make(tune):
        set_seed(1)
        made = model.fresh(dataclasses.replace(params.load().reward, tune=tune))
        with torch.no_grad():
            for weights in filter(lambda one: one.requires_grad, made.parameters()):
                weights.add_(0.05 * torch.randn_like(weights))  # as far as training goes
        folder = paths.Model("seed").checkpoint(13)
        adapters.save(made, folder)
        (folder / card.FILE).unlink(missing_ok=True)
        card.write(folder, "Reward model seed, replicate 13", train.STORY, {"model": "seed", "rng_seed": 13}, train.HUB)
        told = {"holdout": ["1101"] * 3, "holdout_ood": ["10h-"] * 3}
        files.write_json({"outcomes": told}, paths.Model("seed").metrics)
        return folder

    return make


def run(code, *words):
    told = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, cwd="/")
    return told.stdout.splitlines()[-1]


@pytest.mark.parametrize("tune", ["full", "lora"])
def test_a_stranger_scores_the_same_without_ser_peft_or_trl(tune, checkpoint, project):
    folder = checkpoint(tune)
    cli.command("export", "seed", "--to", "out")
    there = json.loads(run(STRANGER, str(project / "out"), json.dumps(TEXTS)))
    tokenizer = start.tokenizer()
    here = of_texts(Reader(model.load(folder), tokenizer, 64), TEXTS, "")
    prompts, responses = zip(*TEXTS, strict=True)
    both = zip(text.prompt_ids(tokenizer, prompts), text.response_ids(tokenizer, responses), strict=True)

    assert np.ptp(here) > 0.05
    assert there["scores"] == pytest.approx(here, abs=1e-6)
    assert there["ids"] == [a + b for a, b in both]


def test_the_lines_on_the_card_run_as_they_stand(checkpoint, project):
    checkpoint("lora")
    cli.command("export", "seed", "--to", "out")
    body = (project / "out" / card.FILE).read_text()
    code = body.split("```python\n")[1].split("```")[0]
    told = run(f"import os; os.chdir({str(project / 'out')!r})\n{code}")

    assert len(json.loads(told)) == 2
    assert code.count("\n") <= 13


def test_the_card_names_the_exported_weights_and_the_labeller_that_they_are_of(checkpoint, project):
    folder = checkpoint("lora")
    cli.command("export", "seed", "--to", "out")
    told = card.read(project / "out")

    assert told["exported"] == {"folder": str(folder), "weights": card.weights(folder)}
    assert told["weights"] == card.weights(project / "out") != card.weights(folder)
    assert "| accuracy, held-out prompts | 75.0 % |" in (project / "out" / card.FILE).read_text()


def test_a_folder_with_something_in_it_is_left_as_it_is(checkpoint, project):
    checkpoint("full")
    (project / "out").mkdir()
    (project / "out/mine").write_text("mine")
    with pytest.raises(ModelError, match=r"out: there is something already\n  -> name a folder that is new or empty"):
        cli.command("export", "seed", "--to", "out")

    assert [one.name for one in (project / "out").iterdir()] == ["mine"]


def test_an_export_that_fails_leaves_nothing(checkpoint, project, monkeypatch):
    checkpoint("lora")
    before = sorted(project.iterdir())
    monkeypatch.setattr(export, "CLOSE", -1.0)
    with pytest.raises(ModelError, match="scores differ"):
        cli.command("export", "seed", "--to", "out")

    assert sorted(project.iterdir()) == before


def test_a_push_without_a_token_is_refused_before_anything_is_written(checkpoint, project, monkeypatch):
    checkpoint("full")
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EndpointError, match=r"the model hub: no token for it\n  -> `hf auth login`"):
        cli.command("export", "seed", "--to", "out", "--push", "me/seed")

    assert not (project / "out").exists()


def test_a_tokenizer_that_joins_the_parts_gets_lines_that_keep_them_apart():
    words = ["<pad>", "<bos>", "<eos>", "Question: a\nAnswer:", " b", "Question: a\nAnswer: b", "<unk>"]
    joining = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="<unk>"))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=joining, pad_token="<pad>", bos_token="<bos>", eos_token="<eos>"
    )
    needed = [text.prompt_ids(tokenizer, ["a"])[0] + text.response_ids(tokenizer, ["b"])[0]]
    found = usage.way(usage.TO_SCORE, tokenizer, [("a", "b")], needed)

    assert needed == [[1, 3, 4, 2]]
    assert found.batch(tokenizer, [("a", "b")])["input_ids"].tolist() == needed
    assert tokenizer.chat_template is None
    assert "the parts are made into tokens apart" in usage.told(usage.SCORE, found, 64)


def test_of_an_encoder_the_two_texts_go_in_as_a_pair():
    words = Tokenizer(models.WordLevel({"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "a": 3, "b": 4, "?": 5}, unk_token="?"))
    words.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]")
    found = usage.way(usage.TO_SCORE, tokenizer, [("a", "b")], [[1, 3, 2, 4, 2]])

    assert found.lines.startswith("batch = tokenizer([a for a, _ in texts]")


def test_the_template_takes_one_question_and_at_most_one_answer(checkpoint, project):
    checkpoint("full")
    cli.command("export", "seed", "--to", "out")
    tokenizer = AutoTokenizer.from_pretrained(project / "out")
    chat = [{"role": "user", "content": "a"}]

    assert tokenizer.apply_chat_template(chat, tokenize=False) == "<bos>Question: a\nAnswer:"
    with pytest.raises(Exception, match="needed one message of the user"):
        tokenizer.apply_chat_template(chat * 2, tokenize=False)
