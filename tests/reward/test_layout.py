"""Responses that share a prompt are read beside it once, and score as they would alone."""

import pytest
import torch
from transformers import (
    AutoModelForSequenceClassification,
    LlamaConfig,
    LlamaForSequenceClassification,
    MistralConfig,
    ModernBertConfig,
    Qwen2Config,
    Qwen3Config,
)

from made import ledger, pairs
from ser import adapters, start
from ser.desk import params
from ser.reward import examples, layout, model, read
from ser.reward.layout import Layout, Row

PAD, MOST = 0, 32
SIZE = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 64}
GROUPED = SIZE | {"num_key_value_heads": 2, "pad_token_id": PAD, "num_labels": 1}
ROWS = [Row([5, 6, 7], [[8], [9, 10, 11]]), Row([12], [[13, 14], [5, 6], [7]]), Row([20, 21, 22, 23], [[24, 25]])]
SHARING = {
    "llama": LlamaConfig(**GROUPED),
    "qwen-2": Qwen2Config(**GROUPED),
    "qwen-3": Qwen3Config(**GROUPED, head_dim=8),
    "mistral": MistralConfig(**GROUPED, sliding_window=None),
    "a window as wide as all it reads": MistralConfig(**GROUPED, sliding_window=MOST),
    "some layers with such a window": Qwen2Config(
        **GROUPED, use_sliding_window=True, sliding_window=MOST, max_window_layers=1
    ),
}
EACH_ALONE = {
    "a narrow window": MistralConfig(**GROUPED, sliding_window=8),
    "one in some layers": Qwen2Config(**GROUPED, use_sliding_window=True, sliding_window=8, max_window_layers=1),
    "an encoder": ModernBertConfig(**SIZE, pad_token_id=PAD, num_labels=1, cls_token_id=1, sep_token_id=2),
    "no mask of ours": LlamaConfig(**GROUPED, attn_implementation="eager"),
}


def made(config):
    torch.manual_seed(1)
    judge = AutoModelForSequenceClassification.from_config(config)
    with torch.no_grad():  # larger than new weights, so that a mistake would show
        for weights in judge.parameters():
            weights.add_(0.2 * torch.randn_like(weights))
    return judge.eval()


@torch.no_grad()
def scores(judge, rows, laid):
    return layout.scores(judge, laid(rows))


def alone(judge):
    single = Layout(PAD, is_shared=False, segments=False)
    return torch.cat([scores(judge, [Row(row.prompt, [one])], single) for row in ROWS for one in row.responses])


@pytest.mark.parametrize("kind", SHARING)
def test_a_response_scores_beside_others_as_it_does_alone(kind):
    judge = made(SHARING[kind])
    laid = Layout.of(judge, PAD, MOST)

    assert laid.is_shared
    assert alone(judge).std() > 0.1
    assert torch.allclose(scores(judge, ROWS, laid), alone(judge), atol=1e-5)


@pytest.mark.parametrize("kind", EACH_ALONE)
def test_a_model_that_cannot_share_reads_each_response_alone(kind):
    judge = made(EACH_ALONE[kind])
    laid = Layout.of(judge, PAD, MOST)

    assert not laid.is_shared
    assert len(laid(ROWS)["input_ids"]) == 6
    assert torch.allclose(scores(judge, ROWS, laid), alone(judge), atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_model_that_looks_at_all_it_is_given_is_found_out(dtype, monkeypatch):
    judge = made(SHARING["llama"]).to(dtype)
    forward = judge.model.forward
    monkeypatch.setattr(judge.model, "forward", lambda ids, attention_mask, **given: forward(ids, **given))

    assert not Layout.of(judge, PAD, MOST).is_shared


def test_a_model_in_short_numbers_shares_as_far_as_it_rounds():
    judge = made(SHARING["llama"]).to(torch.bfloat16)
    laid = Layout.of(judge, PAD, MOST)

    assert laid.is_shared
    assert torch.allclose(scores(judge, ROWS, laid), alone(judge), rtol=0.1, atol=0.1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_model_that_looks_ahead_is_found_out(dtype):
    judge = made(SHARING["llama"]).to(dtype)
    judge.config.is_causal = False  # in its own masks; ours it takes as it is given

    assert not Layout.of(judge, PAD, MOST).is_shared


def test_trying_it_leaves_a_model_as_it_was():
    judge = made(SHARING["llama"]).train()
    state = torch.get_rng_state()
    Layout.of(judge, PAD, MOST)

    assert judge.training
    assert torch.equal(torch.get_rng_state(), state)
    assert not judge.score._forward_hooks


def test_each_distinct_text_is_read_once_and_each_prompt_for_four_of_its_responses(project, monkeypatch):
    given_to = []
    judge = model.fresh(params.load().reward).eval()
    reader = read.Reader(judge, start.tokenizer(), MOST)
    texts = [("prompt", "answer " * (1 + n % 5)) for n in range(10)] + [("end", "answer")]
    single = [read.of_texts(reader, [one], "")[0] for one in texts]
    scores = layout.scores
    monkeypatch.setattr(layout, "scores", lambda judge, given: given_to.append(dict(given)) or scores(judge, given))
    found = read.of_texts(reader, texts, "")

    assert found == pytest.approx(single, abs=1e-5)
    assert sum(len(given["ends"]) for given in given_to) == 6
    assert sum(len(given["input_ids"]) for given in given_to) == 3


def test_a_prompt_is_read_once_for_its_responses():
    given = Layout(PAD, is_shared=True, segments=False)(ROWS)

    assert given["input_ids"].shape == (3, 7)
    assert given["attention_mask"].sum() == sum(map(len, ROWS)) == 19
    assert given["position_ids"][1].tolist() == [0, 1, 2, 1, 2, 1, 0]


def test_training_learns_the_same_from_shared_rows():
    torch.manual_seed(1)
    judge = LlamaForSequenceClassification(LlamaConfig(**GROUPED)).train()
    gradients = []
    for is_shared in (True, False):
        judge.zero_grad()
        layout.scores(judge, Layout(PAD, is_shared, segments=False)(ROWS)).square().sum().backward()
        gradients.append(torch.cat([one.grad.ravel() for one in judge.parameters()]))

    assert gradients[0].norm() > 0.1
    assert torch.allclose(*gradients, atol=1e-5)


@pytest.mark.parametrize("tune", ["full", "lora"])
def test_reward_models_from_scratch_share_prompts_whole_and_under_an_adapter(tune, project):
    p = params.load()
    judge = model.fresh(p.reward.__class__(**vars(p.reward) | {"tune": tune}))

    assert adapters.has(judge) == (tune == "lora")
    assert Layout.of(judge, PAD, p.base.max_tokens).is_shared


def test_pairs_learn_side_by_side(project):
    book, table = ledger("ab", "lr"), pairs("ab")
    rows = examples.of(book, table, start.tokenizer(), MOST, "hard")

    assert [len(one["row"].responses) for one in rows] == [2, 2]
    assert [one["length"] for one in rows] == [len(one["row"]) for one in rows]
    assert len(examples.Collator(Layout(PAD, is_shared=True, segments=False))(rows)["input_ids"]) == 2
