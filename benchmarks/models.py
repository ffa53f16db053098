"""What both sides of a comparison are given: the embedded world's pairs, a tokenizer, and models drawn at random."""

import copy
from functools import cache
from typing import Any

import pyarrow as pa
import torch
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, PreTrainedTokenizerFast

from benchmarks.projects import ROOT
from ser.corpus.world import World
from ser.desk import params
from ser.desk.bases import Scratch
from ser.desk.settings import Params
from ser.policy import small

RNG_SEED = 13
MAX_TOKENS = 512  # nothing in `benchmarks.shapes` is longer
SIZES = {
    "3m": Scratch(vocabulary=2048, hidden=192, layers=6, heads=6, feed_forward=512),
    "22m": Scratch(vocabulary=2048, hidden=384, layers=12, heads=6, feed_forward=1024),
}


@cache
def default() -> Params:
    """The committed params, for all that a benchmark does not set itself."""
    return params.load(ROOT / params.paths.PARAMS)


@cache
def world() -> pa.Table:
    """`pair_id, prompt, left, right` and the annotators' `side`; the tokenizer has read all of them."""
    how = World(**default().corpus.how | {"pairs": 1000, "out_of_domain": 1})
    rows = pa.concat_tables(how.rows(RNG_SEED)).slice(0, 1000)
    ids = pa.array([f"{row:04}" for row in range(len(rows))])
    return rows.select(["prompt", "left", "right", "side"]).add_column(0, "pair_id", ids)


def pairs(number: int) -> pa.Table:
    return world().slice(0, number)


@cache
def tokenizer() -> PreTrainedTokenizerFast:
    texts = [text for name in ("prompt", "left", "right") for text in world()[name].to_pylist()]
    found = small.tokenizer(texts, SIZES["3m"])
    found.model_max_length = MAX_TOKENS
    return found


def judge(size: str) -> Any:
    """A reward model in float32; each call gives one of its own, with the same weights."""
    return copy.deepcopy(_drawn(AutoModelForSequenceClassification, size, RNG_SEED)).eval()


def policy(size: str, rng_seed: int = RNG_SEED) -> Any:
    return copy.deepcopy(_drawn(AutoModelForCausalLM, size, rng_seed)).eval()


@cache
def _drawn(auto: Any, size: str, rng_seed: int) -> Any:
    torch.manual_seed(rng_seed)
    config = small.config(SIZES[size], MAX_TOKENS, tokenizer())
    config.num_labels = 1
    return auto.from_config(config)
