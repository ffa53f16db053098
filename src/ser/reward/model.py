"""Reward models as checkpoints: made from the supervised policy, saved with a card, loaded only if the card fits."""

from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils import logging

from ser import card, paths
from ser.settings import Reward

Model = PreTrainedModel | PeftModel


def tokenizer(sft: Path = paths.SFT) -> PreTrainedTokenizerBase:
    """All models share the supervised policy's tokenizer."""
    return AutoTokenizer.from_pretrained(sft)


def fresh(reward: Reward) -> Model:
    """The supervised policy with a new scalar head, whole or under LoRA; the head is drawn from torch's generator."""
    card.read(paths.SFT)
    base = _with_head(paths.SFT)
    if reward.tune == "full":
        return base
    lora = reward.lora
    return get_peft_model(
        base,
        LoraConfig(
            task_type="SEQ_CLS",  # keeps the head among what is trained and saved
            r=lora.rank,
            lora_alpha=lora.alpha,
            lora_dropout=lora.dropout,
            target_modules="all-linear",
        ),
    )


def load(folder: Path, trainable: bool = False, sft: Path = paths.SFT) -> Model:
    card.read(folder)
    if not (folder / "adapter_config.json").exists():
        return _with_head(folder)
    return PeftModel.from_pretrained(_with_head(sft), folder, is_trainable=trainable)


def _with_head(folder: Path) -> PreTrainedModel:
    logging.disable_progress_bar()
    logging.set_verbosity_error()  # a head that is new, or replaced by the adapter's, is expected here
    return AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1, dtype=torch.float32)
