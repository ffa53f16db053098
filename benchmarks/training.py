"""Training a reward model, beside TRL's `RewardTrainer` as installed: in its default order, and grouped by length.

All sides train copies of one model on the same pairs for one epoch, with the batch, the learning rate and its schedule,
the loss and the optimiser of `params.yaml`, on one thread; what is saved on the way is left off on both sides. TRL is
given tokens, its own defaults of batching and then its documented `group_by_length`; the defaults that no CPU runs
(bfloat16 in every case, gradient checkpointing) are set, and no pair is too long for it.

Equal loss curves: orders differ, so that the timed runs' losses are no more alike than two rng_seeds' are. What can be
equal is the loss of the same batches in the same order. So before the clock starts, TRL trains on our order too
(`sequential`, which it has), both without warm-up, and each step's loss is held against ours: to 1e-4 in float32; in
bfloat16, at a tenth of the learning rate, to 2e-2, since either side rounds in its own places.

The goal for bfloat16 is held against TRL in bfloat16; against TRL in float32 stands in the note.
"""

import dataclasses
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from datasets import Dataset
from transformers import PrinterCallback, TrainingArguments, set_seed
from trl import RewardConfig, RewardTrainer

from benchmarks import goals, models, shapes
from benchmarks.rounds import Spent, interleaved, spent
from benchmarks.rows import Row
from ser import text, training
from ser.desk import records
from ser.desk.settings import Reward
from ser.reward import examples
from ser.reward.layout import Layout
from ser.reward.train import PairTrainer

SAME = {"float32": 1e-4, "bfloat16": 2e-2}
PACE = {"float32": 1.0, "bfloat16": 0.1}  # roundings grow from step to step, the faster the more is learned
GOALS = {"float32": 2.0, "bfloat16": 2.5}
ORDERS = {"default": "random", "grouped": "group_by_length"}
QUIET: dict[str, Any] = {"save_strategy": "no", "disable_tqdm": True, "report_to": []}


def _reward(precision: str) -> Reward:
    return dataclasses.replace(models.default().reward, epochs=1, precision=precision)


def _book(pairs: pa.Table) -> pa.Table:
    """People's labels of all of them."""
    known = {"pair_id": pairs["pair_id"], "side": pairs["side"], "origin": ["human"] * len(pairs)}
    nothing = {name: pa.nulls(len(pairs), records.LEDGER.field(name).type) for name in records.LEDGER.names}
    return pa.table(nothing | known).select(records.LEDGER.names)


def ours(size: str, pairs: pa.Table, precision: str, rng_seed: int, folder: str, **more: Any) -> PairTrainer:
    """As `ser.reward.train` puts it together."""
    reward, learner, reader = _reward(precision), models.judge(size), models.tokenizer()
    set_seed(rng_seed)
    args = training.arguments(reward, folder, rng_seed) | QUIET | more
    return PairTrainer(
        reward=reward,
        model=learner,
        args=TrainingArguments(**args, remove_unused_columns=False),
        train_dataset=examples.of(_book(pairs), pairs, reader, models.MAX_TOKENS, "hard"),
        data_collator=examples.Collator(Layout.of(learner, reader.pad_token_id, models.MAX_TOKENS)),
    )


def theirs(
    size: str, pairs: pa.Table, precision: str, rng_seed: int, folder: str, order: str, **more: Any
) -> RewardTrainer:
    reward, learner = _reward(precision), models.judge(size)
    set_seed(rng_seed)
    grouped = {"remove_unused_columns": False} if order == "group_by_length" else {}  # or it loses the lengths
    args = RewardConfig(
        output_dir=folder,
        seed=rng_seed,
        num_train_epochs=reward.epochs,
        per_device_train_batch_size=reward.batch,
        learning_rate=reward.learning_rate,
        warmup_steps=reward.warmup,
        weight_decay=reward.weight_decay,
        lr_scheduler_type=reward.schedule,
        center_rewards_coefficient=reward.center,
        train_sampling_strategy=order,
        max_length=None,
        use_cpu=True,
        bf16=precision == "bfloat16",
        gradient_checkpointing=False,
        **QUIET | grouped | more,
    )
    return RewardTrainer(model=learner, args=args, train_dataset=_tokens(pairs), processing_class=models.tokenizer())


def _tokens(pairs: pa.Table) -> Dataset:
    reader = models.tokenizer()
    prompts = text.prompt_ids(reader, pairs["prompt"].to_pylist())
    sides = [text.response_ids(reader, pairs[side].to_pylist()) for side in records.SIDES]
    rows = zip(prompts, *sides, pairs["side"].to_pylist(), strict=True)
    both = [(prompt + left, prompt + right)[:: 1 if side == "left" else -1] for prompt, left, right, side in rows]
    chosen, rejected = ([pair[at] for pair in both] for at in (0, 1))
    lengths = [max(map(len, pair)) for pair in both]
    return Dataset.from_dict({"chosen_ids": chosen, "rejected_ids": rejected, "length": lengths})


def _losses(trainer: Any) -> list[float]:
    return [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]


def _same(size: str, pairs: pa.Table, precision: str, folder: str) -> float:
    """How far apart the two sides' losses are, step by step, on the same batches in the same order."""
    given: dict[str, Any] = {"precision": precision, "rng_seed": models.RNG_SEED, "folder": folder, "logging_steps": 1}
    own = ours(size, pairs, **given)
    order = list(own._get_train_sampler())
    peer = theirs(size, pairs.take(order), order="sequential", **given)
    for trainer in (own, peer):
        trainer.args.warmup_steps = 0  # its first step changes nothing, and small pools have few
        trainer.args.learning_rate *= PACE[precision]
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    what = f"losses of {size} in {precision}"
    return goals.refuse_apart(what, _losses(own), _losses(peer), SAME[precision])


def _rows(benchmark: str, size: str, shape: str, number: int, rounds: int) -> list[Row]:
    pairs, losses = shapes.pairs(shape, number), dict[str, list[float]]()
    with tempfile.TemporaryDirectory() as folder:
        apart = {precision: _same(size, pairs, precision, folder) for precision in SAME}

        def timed(name: str, make: Callable[[int], Any]) -> Spent:
            trainer = make(len(losses.setdefault(name, [])))
            trainer.remove_callback(PrinterCallback)
            found = spent(trainer.train)
            losses[name].append(trainer.state.log_history[-1]["train_loss"])
            return found

        makes: dict[str, Callable[[int], Any]] = {}
        for precision in SAME:
            given = (size, pairs, precision)
            makes[f"ours {precision}"] = partial(_made, ours, given, folder)
            for name, order in ORDERS.items():
                makes[f"{name} {precision}"] = partial(_made, theirs, given, folder, order=order)
        times = interleaved({name: partial(timed, name, make) for name, make in makes.items()}, rounds)
    return [_row(benchmark, number, name, precision, times, apart, losses) for precision in SAME for name in ORDERS]


def _made(side: Callable[..., Any], given: tuple[Any, ...], folder: str, turn: int, **more: Any) -> Any:
    return side(*given, models.RNG_SEED + turn, folder, **more)


def _row(
    benchmark: str,
    number: int,
    name: str,
    precision: str,
    times: dict[str, list[Spent]],
    apart: dict[str, float],
    losses: dict[str, list[float]],
) -> Row:
    peer, own = times[f"{name} {precision}"], times[f"ours {precision}"]
    pace, their = (number / float(np.median([one.cpu for one in side])) for side in (own, peer))
    mean, other = (float(np.mean(losses[f"{who} {precision}"])) for who in ("ours", name))
    note = (
        f"{pace:.1f} and {their:.1f} pairs/s; same order, losses {apart[precision]:.0e} apart; "
        f"own order, mean loss {mean:.3f} and {other:.3f}"
    )
    if precision != "float32":
        whole = np.median([one.cpu / own.cpu for one, own in zip(times[f"{name} float32"], own, strict=True)])
        note += f"; against float32 {whole:.2f}"
    return goals.faster(f"{benchmark}/{precision}-{name}", peer, own, GOALS[precision], note)


RUNS = {  # size, shape, pairs, rounds
    "training-3m": ("3m", "world", 96, 3),
    "training-3m-dialogue": ("3m", "dialogue", 160, 2),
    "training-22m": ("22m", "world", 48, 3),
    "training-22m-dialogue": ("22m", "dialogue", 64, 2),
}
ROWS: dict[str, Callable[[], list[Row]]] = {name: partial(_rows, name, *how) for name, how in RUNS.items()}
