"""What the supervised policy answers to the prompts that policies are judged by, several times over."""

import dataclasses
from pathlib import Path

from ser import machine, start
from ser.desk import params, paths, processes, scratch
from ser.desk.settings import Params
from ser.policy import asked, rollout, rows
from ser.policy.rows import Row


def replicate(name: str, rng_seed: int) -> Path:
    machine.begin(threads=2)
    p = params.load()
    key = scratch.key([dataclasses.asdict(p.judging), rng_seed], [paths.SFT, paths.PAIRS])
    with scratch.held(f"sample/{name}", key) as work:
        if not processes.agreed((work / "done.parquet").exists()):
            found = _answers(p, rng_seed)
            if processes.is_first():
                rows.write(found, rng_seed, work / "done.parquet")
        return work / "done.parquet"


def _answers(p: Params, rng_seed: int) -> list[Row]:
    policy, tokenizer = start.policy().eval().to(machine.device()), start.tokenizer()
    parts = [
        (split, at, begin, prompts)
        for split, prompts in asked.judged(p).items()
        for at in range(p.judging.samples)
        for begin in range(0, len(prompts), rollout.AT_ONCE)
    ]

    def answered(part: tuple[str, int, int, list[str]]) -> list[Row]:
        split, at, begin, prompts = part
        some, draw = prompts[begin : begin + rollout.AT_ONCE], rng_seed + at * len(prompts) + begin
        drawn = rollout.sample(policy, tokenizer, some, p.judging.tokens, draw)
        return rows.of(drawn, split, None, None, None, at)

    return [row for part in processes.dealt(parts, answered) for row in part]
