"""How a prompt and a response become tokens: apart, always, so that a shared prompt is the same tokens under both."""

from collections.abc import Sequence

from transformers import PreTrainedTokenizerBase


def prompt_ids(tokenizer: PreTrainedTokenizerBase, prompts: Sequence[str]) -> list[list[int]]:
    start = [tokenizer.bos_token_id] if tokenizer.bos_token_id is not None else []
    return [start + ids for ids in _ids(tokenizer, [f"Question: {prompt}\nAnswer:" for prompt in prompts])]


def response_ids(tokenizer: PreTrainedTokenizerBase, responses: Sequence[str]) -> list[list[int]]:
    return [[*ids, tokenizer.eos_token_id] for ids in _ids(tokenizer, [f" {response}" for response in responses])]


def _ids(tokenizer: PreTrainedTokenizerBase, texts: Sequence[str]) -> list[list[int]]:
    if not texts:
        return []
    found: list[list[int]] = tokenizer(list(texts), add_special_tokens=False)["input_ids"]
    return found
