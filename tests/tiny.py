"""Tiny pretrained bases, drawn at random: each a folder as it would come from a hub."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    BertConfig,
    DebertaV2Config,
    LlamaConfig,
    MistralConfig,
    ModernBertConfig,
    PreTrainedTokenizerFast,
    set_seed,
)

import made
from imports import ROOT
from ser.desk import paths, records, scratch, tables

WORDS = [f"prompt the left right answer to question human assistant {n}" for n in range(50)]
SIZE: dict[str, Any] = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}
GROUPED, LONG = {"num_key_value_heads": 2}, {"max_position_embeddings": 128}
CONFIGS: dict[str, Any] = {
    "llama-2": lambda **of: LlamaConfig(**SIZE | LONG | of),
    "llama-3": lambda **of: LlamaConfig(**SIZE | LONG | GROUPED | {"rope_theta": 500000.0} | of),
    "mistral": lambda **of: MistralConfig(**SIZE | LONG | GROUPED | {"sliding_window": 8} | of),
    "bert": lambda **of: BertConfig(**SIZE | LONG | of),
    "deberta": lambda **of: DebertaV2Config(**SIZE | LONG | {"type_vocab_size": 0} | of),
    "modernbert": lambda **of: ModernBertConfig(
        **SIZE | LONG | {f"{one}_token_id": of["vocab_size"] - 1 for one in ("cls", "sep")} | of
    ),
}
DECODERS, ENCODERS = ["llama-2", "llama-3", "mistral"], ["bert", "deberta", "modernbert"]
CHAT = (
    "{{ bos_token }}{% for turn in messages %}<|im_start|>{{ turn['role'] }}\n{{ turn['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def decoder_tokenizer(**special: str) -> PreTrainedTokenizerFast:
    """As Llama's, which has no padding."""
    return PreTrainedTokenizerFast(
        tokenizer_object=_bpe(["<s>", "</s>", "<|im_start|>", "<|im_end|>"]),
        **{"bos_token": "<s>", "eos_token": "</s>"} | special,
        model_input_names=["input_ids", "attention_mask"],
    )


def encoder_tokenizer() -> PreTrainedTokenizerFast:
    """As BERT's: one text is [CLS] a [SEP], two are [CLS] a [SEP] b [SEP]."""
    bpe = _bpe(["[PAD]", "[CLS]", "[SEP]", "[MASK]", "[UNK]"])
    bpe.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        **{f"{one}_token": f"[{one.upper()}]" for one in ("pad", "cls", "sep", "mask", "unk")},
    )


def _bpe(special: list[str]) -> Tokenizer:
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe.train_from_iterator(
        WORDS,
        trainers.BpeTrainer(vocab_size=320, special_tokens=special, initial_alphabet=alphabet, show_progress=False),
    )
    return bpe


def base(kind: str, folder: Path, auto: Any = None, **changes: Any) -> Path:
    """A folder with weights, config and tokenizer; `auto` in place of the class it was trained as."""
    is_encoder = kind in ENCODERS
    tokenizer = encoder_tokenizer() if is_encoder else decoder_tokenizer(**changes.pop("special", {}))
    tokenizer.chat_template = changes.pop("chat_template", None if is_encoder else CHAT)
    ends = {f"{one}_token_id": getattr(tokenizer, f"{one}_token_id") for one in ("bos", "eos", "pad")}
    config = CONFIGS[kind](vocab_size=len(tokenizer), **ends, **changes)
    set_seed(0)
    (auto or (AutoModelForMaskedLM if is_encoder else AutoModelForCausalLM)).from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


IDS = "abcdefghijkl"
SCRATCH = {
    **{"kind": "scratch", "max_tokens": 64, "vocabulary": 300, "hidden": 32},
    **{"layers": 2, "heads": 2, "feed_forward": 48},
}


def project(folder: Path, **sections: dict[str, Any]) -> None:
    """The committed params with a pretrained base, some pairs, and people's labels of them."""
    given = yaml.safe_load((ROOT / "params.yaml").read_text())
    given["base"] = {
        "kind": "pretrained",
        "max_tokens": 64,
        "model": "base",
        "revision": "",
        "hub": False,
        "dtype": "float32",
        "attention": "sdpa",
        "quantize": "none",
        "template": "question",
    }
    given["sft"] |= {"tune": "none", "epochs": 1, "batch": 8, "learning_rate": 1e-3}
    given["reward"] |= {"tune": "lora", "epochs": 1, "batch": 4, "learning_rate": 1e-2}
    given["policies"] = {}
    given["judging"]["start"] = ["sft"] if sections.get("base", {}).get("template") != "plain" else []
    for name, values in sections.items():
        given[name] |= values
    (folder / paths.PARAMS).write_text(yaml.safe_dump(given, sort_keys=False))
    tables.write(made.pairs(IDS), paths.PAIRS, records.PAIRS)
    book = pa.concat_tables(made.ledger(IDS, "lr" * 6, rng_seed=one) for one in (13, 14))
    tables.write(book, paths.Model("seed").ledger, records.LEDGER)


def publish(done: Path, target: Path) -> Path:
    scratch.publish(done, target)
    return target
