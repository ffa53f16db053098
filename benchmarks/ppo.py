"""One side of the comparison of PPOs, in a process of its own: `python -m benchmarks.ppo ours 3`, or `theirs 3`.

It prints how many seconds the steps took, and what was done in them.
"""

import contextlib
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.rounds import spent
from ser.desk import stage

SIZE = "3m"
BATCH, MINIBATCH, EPOCHS, TOKENS = 64, 32, 2, 48
JUDGE, CRITIC = 14, 15  # rng_seeds of the other models


def ours(steps: int) -> dict[str, Any]:
    from benchmarks import models
    from ser.policy import rewards
    from ser.policy.ppo import Ppo
    from ser.reward.read import Reader

    default = models.default()
    how = dataclasses.replace(_how(default), batch=BATCH, minibatch=MINIBATCH, epochs=EPOCHS, kl_stop=0.0)
    pay = rewards.of_models([Reader(models.judge(SIZE), models.tokenizer(), models.MAX_TOKENS)])
    marks: list[float] = []

    def reward(prompts: Sequence[str], responses: Sequence[str]) -> np.ndarray:
        marks.append(time.process_time())
        found = pay(prompts, responses)
        marks.append(time.process_time())
        return found

    learner = Ppo(models.policy(SIZE), models.tokenizer(), reward, _prompts(), TOKENS, how, models.RNG_SEED)
    tokens, updates = 0, 0

    def run() -> None:
        nonlocal tokens, updates
        for _ in range(steps):
            marks.append(time.process_time())
            drawn, figures = learner.step()
            marks.append(time.process_time())
            tokens, updates = tokens + int(drawn.rollouts.mask.sum()), updates + figures["updates"]

    took = spent(run)
    parts = np.diff(np.array(marks).reshape(steps, 4), axis=1).sum(0).tolist()
    named = dict(zip(("rollouts", "scoring", "update"), parts, strict=True))
    return {"seconds": took.wall, "processor": took.cpu, "tokens": tokens, "updates": updates, **named}


def _how(default: Any) -> Any:
    """As the method stands, without what a policy has otherwise."""
    from ser.policy import settings

    plan = next(plan for plan in default.policies.values() if plan.method == "ppo")
    return settings.of(dataclasses.replace(default, policies={"one": dataclasses.replace(plan, how={})}), "one")


def _prompts() -> list[str]:
    from benchmarks import models

    return sorted(set(models.world()["prompt"].to_pylist()))


def theirs(steps: int) -> dict[str, Any]:
    """TRL's, which has a whole model for its critic; it takes no fewer."""
    from datasets import Dataset
    from trl.experimental.ppo import PPOConfig, PPOTrainer

    from benchmarks import models
    from ser import text

    how, reader = models.default().methods["ppo"].how, models.tokenizer()
    reader.padding_side = "left"
    prompts = Dataset.from_dict({"input_ids": text.prompt_ids(reader, _prompts())})
    with tempfile.TemporaryDirectory() as folder:
        args = PPOConfig(
            output_dir=folder,
            total_episodes=steps * BATCH,
            per_device_train_batch_size=BATCH,  # of which each minibatch is one update
            num_mini_batches=BATCH // MINIBATCH,
            num_ppo_epochs=EPOCHS,
            response_length=TOKENS,
            temperature=1.0,
            stop_token="eos",
            missing_eos_penalty=how["no_end"],
            learning_rate=how["learning_rate"],
            lr_scheduler_type="constant",
            kl_coef=how["kl"],
            vf_coef=how["value_weight"],
            num_sample_generations=0,
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
        )
        trainer = PPOTrainer(
            args=args,
            processing_class=reader,
            model=models.policy(SIZE),
            ref_model=models.policy(SIZE),
            reward_model=models.judge(SIZE),
            value_model=models.judge(SIZE),
            train_dataset=prompts,
            eval_dataset=prompts.select(range(BATCH)),
        )
        took = spent(trainer.train)
    updates = int(trainer.optimizer.state[next(trainer.policy_model.parameters())]["step"])
    return {"seconds": took.wall, "processor": took.cpu, "tokens": steps * BATCH * TOKENS, "updates": updates}


def main(side: str, steps: str) -> None:
    from importlib.metadata import version

    from ser import machine

    machine.begin(threads=1)
    with contextlib.redirect_stdout(sys.stderr):
        found = {"ours": ours, "theirs": theirs}[side](int(steps))
    print(json.dumps(found | {"trl": version("trl")}))


if __name__ == "__main__":
    stage.settle()
    main(*sys.argv[1:])
