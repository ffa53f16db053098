"""A profile on a pretrained base says how that is read and tuned, as far as the model's folder tells."""

import json
import re

import pytest
import yaml

from imports import ROOT
from ser.desk.errors import ParamsError
from ser.profiles import own, pretrained

TEXT = (ROOT / "params.yaml").read_text()
if "tune" not in yaml.safe_load(TEXT)["sft"]:
    TEXT = re.sub("^sft:.*\n", "\\g<0>  tune: full\n  answers_only: false\n", TEXT, flags=re.MULTILINE)
COMMIT = "0123456789" * 4


@pytest.fixture
def model(tmp_path):
    def made(tokenizer=None, **config):
        folder = tmp_path / "models/small"
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(config))
        (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer or {}))
        return str(folder)

    return made


def used(model, tmp_path):
    return yaml.safe_load(pretrained.use(TEXT, model, tmp_path / "profiles/mine"))


def test_an_encoder_reads_plain_pairs_and_learns_no_text(model, tmp_path):
    bert = {"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": 514}
    found = used(model(**bert), tmp_path)

    assert found["base"] == {
        "kind": "pretrained", "model": "../../models/small", "revision": "", "hub": False, "dtype": "float32",
        "attention": "sdpa", "quantize": "none", "template": "plain", "max_tokens": 512,
    }  # fmt: skip
    assert (found["sft"]["tune"], found["reward"]["tune"]) == ("none", "lora")


@pytest.mark.parametrize(("tokenizer", "template"), [({"chat_template": "{{ x }}"}, "chat"), ({}, "question")])
def test_a_language_model_is_spoken_to_as_its_tokenizer_says(model, tmp_path, tokenizer, template):
    found = used(model(tokenizer, model_type="llama", architectures=["LlamaForCausalLM"]), tmp_path)

    assert found["base"]["template"] == template
    assert (found["sft"]["tune"], found["sft"]["answers_only"]) == ("lora", True)


def test_a_model_of_the_hub_is_pinned(tmp_path):
    found = used(f"org/a-model@{COMMIT}", tmp_path)["base"]

    assert (found["model"], found["revision"], found["hub"]) == ("org/a-model", COMMIT, True)


def test_a_model_that_came_with_a_package_is_named_by_it_wherever_that_lies(tmp_path, monkeypatch):
    folder = tmp_path / "site/a_package/model"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "max_position_embeddings": 100}))
    monkeypatch.syspath_prepend(tmp_path / "site")
    found = used("package:a_package/model", tmp_path)["base"]

    assert (found["model"], found["template"], found["max_tokens"]) == ("package:a_package/model", "plain", 64)


@pytest.mark.parametrize("model", ["org/a-model", "org/a-model@main", "nowhere"])
def test_what_may_be_another_model_tomorrow_or_is_not_there_is_refused(tmp_path, model):
    needed = (
        r"needed a folder with a config\.json, package:NAME/FOLDER of an installed package, or NAME/OF-IT@COMMIT with "
        "the 40 digits of a commit of the hub"
    )
    with pytest.raises(ParamsError, match=needed):
        used(model, tmp_path)


def test_the_window_grows_with_the_texts_as_far_as_the_model_reads(model, tmp_path):
    text = pretrained.use(TEXT, model(model_type="bert", max_position_embeddings=512), tmp_path / "profiles/mine")

    assert [yaml.safe_load(own.fit(text, 200, words))["base"]["max_tokens"] for words in (20, 100, 900)] == [
        192, 256, 512
    ]  # fmt: skip
