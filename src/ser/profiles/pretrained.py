"""The params of a profile on a pretrained base: how a model is read and tuned, as far as its folder says."""

import os
import re
from pathlib import Path
from typing import Any

from ser.desk import bases, files
from ser.desk.errors import ParamsError
from ser.profiles import own, text

BASE = """base:                            # docs/models.md tells what else can be set
  kind: pretrained
  model: "{model}"
  revision: "{revision}"
  hub: {hub}
  dtype: float32
  attention: sdpa
  quantize: none
  template: {template}
  max_tokens: {most:<19}# longer pairs are held by verdict, never cut"""
ENCODERS = ("albert", "bert", "camembert", "deberta", "deberta-v2", "distilbert", "electra", "modernbert", "mpnet",
            "roberta", "xlm-roberta")  # fmt: skip
PINNED = re.compile(r"(?P<model>[\w.-]+/[\w.-]+)@(?P<revision>[0-9a-f]{40})")
RATES = {"sft.learning_rate": "1.0e-4", "reward.learning_rate": "2.0e-4"}  # of adapters, on weights that know much


def use(params: str, model: str, folder: Path) -> str:
    """The root's params with this base in place of the one from scratch; `folder` is the profile's."""
    if pinned := PINNED.fullmatch(model):
        told = {**pinned.groupdict(), "hub": "true", "template": "chat", "most": own.WINDOW[1]}
        return _tuned(params, told, "lora")
    there = Path(bases.located(model))
    if not (there / "config.json").exists():
        remedy = (
            "needed a folder with a config.json, package:NAME/FOLDER of an installed package, "
            "or NAME/OF-IT@COMMIT with the 40 digits of a commit of the hub"
        )
        raise ParamsError("ser new --model", f"{model} is none of what is known", remedy)
    config = files.read_json(there / "config.json")
    way = model if model.startswith(bases.PACKAGE) else os.path.relpath(there.resolve(), folder.resolve())
    told = {"model": way, "revision": "", "hub": "false", "template": _template(config, there)}
    told["most"] = min(config.get("max_position_embeddings", own.WINDOW[1]) // 64 * 64, own.WINDOW[1])
    writes = any("CausalLM" in name for name in config.get("architectures", []))
    return _tuned(params, told, "lora" if writes else "none")


def _template(config: dict[str, Any], model: Path) -> str:
    if config.get("model_type") in ENCODERS:
        return "plain"
    known = model / "tokenizer_config.json"
    chats = (model / "chat_template.jinja").exists() or (known.exists() and "chat_template" in files.read_json(known))
    return "chat" if chats else "question"


def _tuned(params: str, told: dict[str, Any], sft: str) -> str:
    params = text.replace(params, "base", BASE.format(**told))
    for place, value in RATES.items():
        params = text.put(params, place, value)
    params = text.put(params, "sft.epochs", 1)
    if sft == "lora":
        params = text.put(params, "sft.answers_only", "true")
    return text.put(text.put(params, "sft.tune", sft), "reward.tune", "lora")
