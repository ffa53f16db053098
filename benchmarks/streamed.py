"""Memory of scoring pools of ten thousand pairs and more: a group of rows is held, however many there are."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import yaml
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification

from benchmarks import goals, models, pools
from benchmarks.projects import ROOT
from benchmarks.rows import Row
from ser.desk import card, files, paths
from ser.desk.bases import Scratch
from ser.desk.settings import SEED
from ser.policy import small

SIZES = (10**4, 10**5, 3 * 10**5)
TINY = Scratch(vocabulary=2048, hidden=16, layers=1, heads=2, feed_forward=32)
GROWTH = 1.25  # a table held whole would grow by three


def scored() -> list[Row]:
    costs = [_cost(size) for size in SIZES]
    held = ", ".join(f"{size:,}: {one.gib:.2f}" for size, one in zip(SIZES, costs, strict=True))
    grown = costs[-1].gib / costs[-2].gib
    took = f"{costs[-1].processor:.0f} s of processor"
    return [
        goals.below("pools-score/memory", costs[-1].gib, "GiB", pools.GIB, f"{held}; {took}, a tiny model"),
        goals.below("pools-score/growth", grown, "x", GROWTH, f"memory from {SIZES[-2]:,} pairs to {SIZES[-1]:,}"),
    ]


def _cost(pool: int) -> pools.Cost:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        pools.lay(folder, pool)
        _checkpoint(folder / paths.SFT, AutoModelForCausalLM)
        models.tokenizer().save_pretrained(folder / paths.SFT)
        _checkpoint(folder / paths.Model(SEED).checkpoint(models.RNG_SEED), AutoModelForSequenceClassification)
        given = yaml.safe_load((folder / paths.PARAMS).read_text(encoding="utf-8"))
        files.write_text(yaml.safe_dump(given | {"rng_seeds": [models.RNG_SEED]}), folder / paths.PARAMS)
        return pools.cost(folder, f"{ROOT}/stages/score.py", SEED)


def _checkpoint(folder: Path, auto: Any) -> None:
    torch.manual_seed(models.RNG_SEED)
    config = small.config(TINY, models.MAX_TOKENS, models.tokenizer())
    config.num_labels = 1
    auto.from_config(config).save_pretrained(folder)
    card.write(folder, folder.name, "drawn by lot", {}, {})


ROWS: dict[str, Callable[[], list[Row]]] = {"pools-score": scored}
