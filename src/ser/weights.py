"""The weights of a pretrained base, as a model with the head that is asked for."""

from importlib.util import find_spec
from typing import Any

import torch
from torch import nn
from transformers import BitsAndBytesConfig, PreTrainedModel, PreTrainedTokenizerBase

from ser import base, machine
from ser.adapters import HEADS
from ser.desk.bases import Pretrained
from ser.desk.errors import ModelError


def of(auto: Any, how: Pretrained, reader: PreTrainedTokenizerBase, **more: Any) -> tuple[PreTrainedModel, set[str]]:
    """The base as `auto` loads it, with room for all tokens; and which of its modules are new."""
    with base.reading(how):
        found, told = auto.from_pretrained(
            how.source, **base.place(how), **held(how), **more, output_loading_info=True, ignore_mismatched_sizes=True
        )
    if len(reader) > found.get_input_embeddings().num_embeddings:
        _make_room(found, len(reader))
    found.config.pad_token_id, found.config.eos_token_id = reader.pad_token_id, reader.eos_token_id
    new = {*told["missing_keys"], *(key for key, *_ in told["mismatched_keys"])}
    return whole_head(found), {key.rpartition(".")[0] for key in new}


def held(how: Pretrained) -> dict[str, Any]:
    """How its weights are held and attention is computed."""
    found: dict[str, Any] = {"dtype": getattr(torch, how.dtype), "attn_implementation": how.attention}
    return found | (_quantized(how) if how.quantize == "nf4" else {})


def _quantized(how: Pretrained) -> dict[str, Any]:
    if not find_spec("bitsandbytes"):
        lacking = "bitsandbytes is not installed, which base.quantize: nf4 needs"
        raise ModelError(how, lacking, "`pip install bitsandbytes`, or use none")
    bits = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
        bnb_4bit_quant_storage=torch.bfloat16,  # of one type with the rest, without which FSDP cannot share it out
        llm_int8_skip_modules=["lm_head", *HEADS],
    )
    return {"quantization_config": bits, "device_map": {"": machine.device()}}


def whole_head(found: PreTrainedModel) -> PreTrainedModel:
    """A head of whole precision: one of bfloat16 would give scores of two digits."""
    for head in (getattr(found, name) for name in HEADS if hasattr(found, name)):
        if any(one.dtype == torch.bfloat16 for one in head.parameters()):
            head.float().register_forward_pre_hook(_whole)
    return found


def _whole(head: nn.Module, given: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(one.float() if torch.is_tensor(one) else one for one in given)


@torch.no_grad()
def _make_room(found: PreTrainedModel, size: int) -> None:
    """Rows of zeros: they are drawn from nothing, so that each loading gives the same."""
    before = found.get_input_embeddings().num_embeddings
    found.resize_token_embeddings(size, mean_resizing=False)
    for part in (found.get_input_embeddings(), found.get_output_embeddings()):
        if part is not None:
            part.weight[before:] = 0
