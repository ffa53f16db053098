"""What a policy is paid for: any function from prompts and responses to numbers; here, reward models."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from ser import start
from ser.desk import paths
from ser.desk.errors import ModelError, ParamsError
from ser.reward import model
from ser.reward.read import Reader, of_texts

Reward = Callable[[Sequence[str], Sequence[str]], np.ndarray]
"""Prompts and responses to one finite number each."""


def of_models(readers: Sequence[Reader], sure: float = 0.0) -> Reward:
    """The mean score of the models, less `sure` times their standard deviation: a lower bound where they disagree."""

    def reward(prompts: Sequence[str], responses: Sequence[str]) -> np.ndarray:
        texts = list(zip(prompts, responses, strict=True))
        every = np.array([of_texts(reader, texts, "") for reader in readers], dtype=np.float64)
        return every.mean(axis=0) - sure * every.std(axis=0)

    return _finite(reward)


def of_function(name: str) -> Reward:
    """A function of the user's own, by `package.module:name`."""
    module, function = name.split(":")
    try:
        found: Reward = getattr(import_module(module), function)
    except (ImportError, AttributeError) as trouble:
        remedy = "needed a module that Python finds (PYTHONPATH), and in it a function of prompts and responses"
        raise ParamsError(f"{paths.PARAMS}, methods, of: {name}", str(trouble), remedy) from trouble
    return _finite(found)


def _finite(reward: Reward) -> Reward:
    def checked(prompts: Sequence[str], responses: Sequence[str]) -> np.ndarray:
        found = np.asarray(reward(prompts, responses), dtype=np.float64)
        if found.shape != (len(responses),):
            problem, remedy = f"{found.shape} numbers for {len(responses)} responses", "needed one for each"
            raise ModelError("the reward", problem, remedy)
        if not np.isfinite(found).all():
            where = int(np.argmin(np.isfinite(found)))
            raise ModelError(
                f"the reward of {responses[where][:60]!r}",
                "no finite number: the response is longer than the reward model reads, or its training diverged",
                "make judging.tokens smaller, or lower reward.learning_rate in params.yaml",
            )
        return found

    return checked


def of_checkpoints(folders: Sequence[Path], max_tokens: int, sure: float = 0.0, sft: Path = paths.SFT) -> Reward:
    tokenizer, loader = start.tokenizer(sft), model.Loader(sft)
    return of_models([Reader(loader.load(one), tokenizer, max_tokens) for one in folders], sure)


def squashed(reward: Reward) -> Reward:
    """The paper's: a probability in place of a score."""
    return lambda prompts, responses: 1 / (1 + np.exp(-reward(prompts, responses)))
