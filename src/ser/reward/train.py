"""One replicate of a reward model: from a ledger to a checkpoint with its card."""

import dataclasses
import math
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import torch
from transformers import Trainer, TrainingArguments, set_seed

from ser import ledger, machine, start, text, training
from ser.desk import card, files, params, paths, processes, records, scratch, tables
from ser.desk.settings import Params, Reward
from ser.reward import examples, layout, loss, model
from ser.reward.layout import Layout


def replicate(name: str, rng_seed: int) -> Path:
    """Train one replicate, or go on where it was cut off; the finished folder, ready to publish."""
    machine.begin(threads=1)
    p = params.load()
    parent = p.parent(name) if name in p.generations else None
    pace = p.references[name].after if name in p.references and p.references[name].steps == "parent" else None
    inputs = [paths.SFT, paths.PAIRS, *(paths.Model(one).ledger for one in (name, parent, pace) if one)]
    if parent:
        inputs.append(paths.Model(parent).checkpoint(rng_seed))
    key = scratch.key([dataclasses.asdict(p.reward), p.targets(name), p.base.max_tokens, rng_seed], inputs)
    with scratch.held(f"train/{name}/{rng_seed}", key) as work:
        if not processes.agreed((work / "done").exists()):
            book = _labels(name, rng_seed)
            if parent and ledger.settled(book, _labels(parent, rng_seed)):
                _pass_through(name, parent, rng_seed, work / "building")
            else:
                _train(name, parent, pace, rng_seed, book, p, work)
            scratch.finish(work)
        return work / "done"


def _pass_through(name: str, parent: str, rng_seed: int, building: Path) -> None:
    if processes.is_first():
        print(f"{name}/{rng_seed}: settled, the checkpoint of {parent} is passed through")
        shutil.copytree(paths.Model(parent).checkpoint(rng_seed), building, dirs_exist_ok=True)


def _labels(name: str, rng_seed: int) -> pa.Table:
    return tables.where(tables.read(paths.Model(name).ledger, records.LEDGER), rng_seed=rng_seed).combine_chunks()


def _train(
    name: str, parent: str | None, pace: str | None, rng_seed: int, book: pa.Table, p: Params, work: Path
) -> None:
    set_seed(rng_seed)
    goes_on = parent is not None and p.reward.start == "parent"
    begun = paths.Model(str(parent)).checkpoint(rng_seed) if goes_on else paths.SFT
    learner = model.load(begun, trainable=True) if goes_on else model.fresh(p.reward)
    tokenizer, pairs = start.tokenizer(), tables.read(paths.PAIRS, records.PAIRS)
    given = pairs, tokenizer, p.base.max_tokens
    rows = examples.of(book, *given, p.targets(name))
    steps = _steps(examples.of(_labels(pace, rng_seed), *given, "hard"), p.reward) if pace else None
    trainer = on_rows(rows, learner, tokenizer, p, rng_seed, work, steps)
    figures = training.run(trainer, work, f"train {name}/{rng_seed}")
    training.save(trainer, learner, work / "building")
    if processes.is_first():
        _write_card(name, rng_seed, begun, book, len(rows), figures, p, work / "building")


def on_rows(
    rows: list[dict[str, Any]], learner: Any, tokenizer: Any, p: Params, rng_seed: int, work: Path, steps: int | None
) -> Trainer:
    return PairTrainer(
        reward=p.reward,
        model=learner,
        args=TrainingArguments(**training.arguments(p.reward, work, rng_seed, steps), remove_unused_columns=False),
        train_dataset=training.filled(rows, p.reward.batch, examples.filler(tokenizer.pad_token_id)),
        data_collator=examples.Collator(Layout.of(learner, tokenizer.pad_token_id, p.base.max_tokens)),
    )


def _write_card(
    name: str,
    rng_seed: int,
    begun: Path,
    book: pa.Table,
    fitting: int,
    figures: dict[str, Any],
    p: Params,
    folder: Path,
) -> None:
    facts = {
        "model": name,
        "rng_seed": rng_seed,
        "start": {"folder": str(begun), "weights": card.read(begun)["weights"]},
        "ledger": {
            "digest": files.digest(paths.Model(name).ledger),
            "pairs": len(book),
            "too_long": len(book) - fitting,
            **_origins(book),
        },
        "training": figures,
        "params": dataclasses.asdict(p.reward) | {"targets": p.targets(name)},
        "libraries": scratch.versions(),
    }
    read = text.shown(start.tokenizer())
    card.write(
        folder, f"Reward model {name}, replicate {rng_seed}", STORY.format(read), facts, HUB | start.base_model()
    )


STORY = """A scalar reward model for pairs of responses: the higher its number for a response, the better. Its labels,
their makers and how it was trained stand above in full; its grades on the holdouts are in `metrics/`.

It reads {}, through
`AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1)` (with `peft` where it is an adapter)."""
HUB = {"pipeline_tag": "text-classification", "tags": ["reward-model", "self-evolved-reward-learning"]}


def _origins(book: pa.Table) -> dict[str, int]:
    counted = pc.value_counts(book["origin"].cast(pa.string())).to_pylist()
    return {row["values"]: row["counts"] for row in sorted(counted, key=lambda row: row["values"])}


def _steps(rows: list[dict[str, Any]], reward: Reward) -> int:
    """How many steps training on these rows takes."""
    return math.ceil(len(rows) / reward.batch) * reward.epochs


class PairTrainer(training.LengthGrouped, Trainer):
    def __init__(self, reward: Reward, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reward = reward
        self.model_accepts_loss_kwargs = False

    def compute_loss(self, model: Any, inputs: Any, return_outputs: bool = False, **kwargs: Any) -> Any:
        target, weight = inputs.pop("target"), inputs.pop("weight")
        scores = layout.scores(model, inputs)
        left, right = scores.view(-1, 2).T
        total = self.accelerator.reduce(torch.sum(weight)) / self.accelerator.num_processes  # gradients are averaged
        value = loss.pairwise(left, right, target, weight, total, self.reward)
        return (value, {"scores": scores}) if return_outputs else value
