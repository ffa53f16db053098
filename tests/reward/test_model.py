"""Real checkpoints, tiny ones: scores are a pair's own, and survive saving and loading."""

import dataclasses

import numpy as np
import pytest
import torch
from transformers import set_seed

from made import pairs
from ser import start
from ser.desk import card, params
from ser.desk.errors import ModelError
from ser.reward import model, read, score

MAX_TOKENS = 64
REWARD = params.load().reward
TEXTS = [(f"prompt {n}", "word " * n + "end") for n in range(1, 20)]
EXACT = 1e-5

pytestmark = pytest.mark.usefixtures("project")


def fresh(tune="full", rng_seed=1):
    set_seed(rng_seed)
    made = model.fresh(dataclasses.replace(REWARD, tune=tune))
    with torch.no_grad():  # larger than new weights, so that a mistake would show
        for weights in filter(lambda one: one.requires_grad, made.parameters()):
            weights.add_(0.3 * torch.randn_like(weights))
    return made


def reader(judge):
    return read.Reader(judge, start.tokenizer(), MAX_TOKENS)


def scores(judge, texts):
    return np.array(read.of_texts(reader(judge), texts, "test"))


def test_a_score_does_not_depend_on_its_batch_or_padding():
    judge = fresh()
    together = scores(judge, TEXTS)
    alone = np.concatenate([scores(judge, [one]) for one in TEXTS])

    assert np.ptp(together) > 0.1
    assert together == pytest.approx(alone, abs=EXACT)


def test_a_score_does_not_depend_on_its_side_or_on_what_else_is_scored():
    judge, three = fresh(), pairs("abc")
    names = ["pair_id", "prompt", "right", "left", "split", "family", "topic"]
    swapped = three.select(names).rename_columns(three.schema.names)
    here, there = (score.of_pairs(reader(judge), table) for table in (three, swapped))
    alone = score.of_pairs(reader(judge), three.slice(1, 1))

    assert here["score_left"].to_pylist() == pytest.approx(there["score_right"].to_pylist(), abs=EXACT)
    assert here["score_left"][1].as_py() == pytest.approx(alone["score_left"][0].as_py(), abs=EXACT)


@pytest.mark.parametrize("tune", ["full", "lora"])
def test_a_reloaded_checkpoint_scores_the_same(tune, tmp_path):
    judge = fresh(tune)
    judge.save_pretrained(tmp_path)
    card.write(tmp_path, "reward model", "made for a test", {}, {})

    assert scores(model.load(tmp_path), TEXTS) == pytest.approx(scores(judge, TEXTS), abs=EXACT)
    assert not list(tmp_path.glob("*.bin"))


def test_a_lora_checkpoint_is_the_adapter_and_the_head_alone(tmp_path):
    fresh("lora").save_pretrained(tmp_path / "lora")
    fresh("full").save_pretrained(tmp_path / "full")
    sizes = {tune: sum(f.stat().st_size for f in (tmp_path / tune).glob("*.safetensors")) for tune in ("lora", "full")}

    assert sizes["lora"] < sizes["full"]


def test_a_response_that_does_not_fit_has_no_score():
    long = pairs("ab").set_column(2, "left", [["short", "word " * 100]])
    found = score.of_pairs(reader(fresh()), long)

    assert found["score_left"].is_valid().to_pylist() == [True, False]
    assert found["score_right"].is_valid().to_pylist() == [True, False]


def test_scores_that_are_not_finite_are_refused_by_name():
    judge = fresh()
    with torch.no_grad():
        judge.score.weight.fill_(float("nan"))

    with pytest.raises(ModelError, match=r"2 of 2 scores are not finite \(first: pair a\)(.|\n)*learning_rate"):
        score.of_pairs(reader(judge), pairs("ab"))


def test_a_checkpoint_whose_card_names_other_weights_is_refused(tmp_path):
    fresh(rng_seed=1).save_pretrained(tmp_path)
    card.write(tmp_path, "reward model", "made for a test", {}, {})
    fresh(rng_seed=2).save_pretrained(tmp_path)

    with pytest.raises(ModelError, match=r"the card names weights(.|\n)*changed after training"):
        model.load(tmp_path)
