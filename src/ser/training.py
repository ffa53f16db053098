"""What every training here shares: a trainer's settings, a saved step to go on from, and visible progress."""

import math
import shutil
from pathlib import Path
from typing import Any

import torch
from transformers import PrinterCallback, Trainer, TrainerCallback

from ser import adapters
from ser.batches import ByLength
from ser.desk import paths, processes
from ser.desk.errors import ParamsError
from ser.desk.progress import Progress
from ser.desk.settings import Reward, Sft

COMPLETE = "complete"  # written last into a saved step, so that one cut short is never gone on from


def arguments(settings: Sft | Reward, folder: Path, rng_seed: int, steps: int | None = None) -> dict[str, Any]:
    """The keywords that SFT and reward training give to their trainer's configuration; `steps` in place of epochs."""
    return {
        "output_dir": str(folder),
        "seed": rng_seed,
        "num_train_epochs": settings.epochs,
        "max_steps": steps or -1,
        "per_device_train_batch_size": _share(settings.batch),
        "learning_rate": settings.learning_rate,
        "warmup_steps": settings.warmup,
        "weight_decay": settings.weight_decay,
        "lr_scheduler_type": settings.schedule,
        # Loss is logged where steps are saved, so that a run cut short reports the same as one that was not.
        "save_steps": 0.1,
        "logging_steps": 0.1,
        "save_total_limit": 2,  # the one before stays until the newest is known to be whole
        "include_num_input_tokens_seen": "non_padding",
        "use_cpu": not torch.cuda.is_available(),
        "bf16": settings.precision == "bfloat16",
        "gradient_checkpointing": settings.checkpointing,
        "gradient_checkpointing_kwargs": {"use_reentrant": False} if settings.checkpointing else None,
        "dataloader_pin_memory": False,
        "ddp_find_unused_parameters": False,
        "ddp_broadcast_buffers": False,
        "disable_tqdm": True,
        "report_to": [],
    }


def _share(batch: int) -> int:
    """A process's part of each batch, which is as large however many share it."""
    if batch % processes.count():
        raise ParamsError(
            f"{paths.PARAMS}, batch", f"{batch} over {processes.count()} processes", "needed a multiple of them"
        )
    return batch // processes.count()


def filled(rows: list[dict[str, Any]], batch: int, filler: dict[str, Any]) -> list[dict[str, Any]]:
    """For several processes: the last batch filled up, so that each has its part; a `filler` counts for nothing."""
    return rows + [filler] * (-len(rows) % batch) if processes.count() > 1 else rows


class LengthGrouped:
    """For a trainer whose training rows have a `length`; fillers, at the end, have none."""

    def _get_train_sampler(self, train_dataset: Any = None) -> ByLength:
        lengths = [row["length"] for row in self.train_dataset]
        own = [length for length in lengths if length]
        batch = self.args.train_batch_size * self.args.world_size
        return ByLength(own, batch, self.args.seed, fillers=len(lengths) - len(own))


def run(trainer: Trainer, folder: Path, what: str) -> dict[str, Any]:
    """Train to the end, from the last whole step if there is one; the number of steps, and the loss along the way."""
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(_Watch(what))
    trainer.train(resume_from_checkpoint=_last_whole_step(folder))
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return {
        "steps": trainer.state.global_step,
        "tokens": int(trainer.state.num_input_tokens_seen) - _tokens_of_fillers(trainer),
        "losses": [round(float(loss), 4) for loss in losses],
    }


def _tokens_of_fillers(trainer: Trainer) -> int:
    """Two of each, once an epoch."""
    if processes.count() == 1:
        return 0
    rows = trainer.train_dataset
    fillers = sum(not row["length"] for row in rows)
    steps = math.ceil(len(rows) / (trainer.args.train_batch_size * trainer.args.world_size))
    return 2 * fillers * (trainer.state.global_step // steps)


def save(trainer: Trainer, model: Any, folder: Path) -> None:
    """What was trained, gathered where it is shared out; the first process writes."""
    state = trainer.accelerator.get_state_dict(trainer.model_wrapped) if processes.count() > 1 else None
    if processes.is_first():
        adapters.save(model, folder, state)


def _last_whole_step(folder: Path) -> str | None:
    if processes.is_first():
        for step in folder.glob("checkpoint-*"):
            if not (step / COMPLETE).exists():
                shutil.rmtree(step)
    processes.wait()
    whole = list(folder.glob("checkpoint-*"))
    return str(max(whole, key=lambda step: int(step.name.split("-")[1]))) if whole else None


class _Watch(TrainerCallback):
    def __init__(self, what: str) -> None:
        self.what = what

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.progress = Progress(self.what, state.max_steps, state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.progress.at(state.global_step)

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        processes.wait()  # each has written its part
        if processes.is_first():
            Path(args.output_dir, f"checkpoint-{state.global_step}", COMPLETE).touch()

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.progress.close()
