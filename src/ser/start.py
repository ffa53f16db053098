"""What reward models and policies start from: put together in memory from what `models/sft` holds."""

from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging

from ser import adapters, base, weights
from ser.desk import card, files, paths
from ser.desk.errors import ModelError


def tokenizer(sft: Path = paths.SFT) -> PreTrainedTokenizerBase:
    """All models share the supervised policy's tokenizer."""
    return AutoTokenizer.from_pretrained(sft, trust_remote_code=False)


def base_model(sft: Path = paths.SFT) -> dict[str, str]:
    """For a hub: what was started from, if that is another's."""
    told = files.read_json(sft / card.BASE) if (sft / card.BASE).exists() else {}
    return {"base_model": told["model"]} if told.get("revision") else {}


def writes(sft: Path = paths.SFT) -> bool:
    """Can it answer, or only read?"""
    return not base.is_encoder(AutoConfig.from_pretrained(sft, trust_remote_code=False))


def policy(sft: Path = paths.SFT) -> PreTrainedModel:
    card.read(sft)
    if not writes(sft):
        remedy = "leave policies and judging.held_out empty, or start from a decoder"
        raise ModelError(sft, "an encoder answers no prompt", remedy)
    return _of(AutoModelForCausalLM, sft)[0]


def judge(sft: Path = paths.SFT) -> tuple[PreTrainedModel, set[str]]:
    """With a head for one number: the base's own if it has such a one, else a new one, drawn from torch's generator.

    Beside it the names of all modules that are new.
    """
    card.read(sft)
    return _of(AutoModelForSequenceClassification, sft, num_labels=1)


def checkpoint(folder: Path, sft: Path = paths.SFT) -> PreTrainedModel:
    """A whole reward model, held as its base is."""
    _be_quiet()
    how = base.read(sft)
    held = weights.held(how) if how else {"dtype": torch.float32}
    return AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1, trust_remote_code=False, **held)


def _of(auto: Any, sft: Path, **more: Any) -> tuple[PreTrainedModel, set[str]]:
    _be_quiet()
    how, more = base.read(sft), more | _without_dropout(sft)
    if how and not list(sft.glob("model*.safetensors")):
        found, new = weights.of(auto, how, tokenizer(sft), **more)
        return (adapters.merged(found, sft), new) if (sft / adapters.CONFIG).exists() else (found, new)
    held = weights.held(how) if how else {"dtype": torch.float32}
    found, told = auto.from_pretrained(sft, trust_remote_code=False, output_loading_info=True, **held, **more)
    return found, {key.rpartition(".")[0] for key in told["missing_keys"]}


def _without_dropout(sft: Path) -> dict[str, float]:
    """The base's own: a policy that learns must be the one that answered, and drawing it is a fifth of a CPU's step."""
    known = AutoConfig.from_pretrained(sft, trust_remote_code=False).to_dict()
    return {name: 0.0 for name, value in known.items() if "drop" in name and isinstance(value, float) and value}


def _be_quiet() -> None:
    """That a head is new, or replaced by an adapter's, is expected here."""
    logging.disable_progress_bar()
    logging.set_verbosity_error()
