"""PPO on a tiny model, beside TRL 1.12's, the last one of TRL that has any.

Each side runs in a process of its own, the peer's with that release in place of the one that is installed; the clock
starts when models are in memory. Both draw as many responses of as many tokens to the same prompts, from the same
policy at the same temperature, score them with the same reward model, and learn from them in as many updates of as many
rows, on one thread in float32. Both are asked what they did, and refused unless it is the same number of updates and,
to two in a hundred, of tokens.

What differs is each side's own: TRL's critic is a second whole model, ours a head on the policy. The policy is drawn at
random and ends hardly a response, so that what we spare on rows that have ended counts for nothing here.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import goals
from benchmarks.ppo import BATCH
from benchmarks.projects import ROOT, surroundings
from benchmarks.rounds import Spent, interleaved
from benchmarks.rows import Row
from ser.desk.errors import SerError

PEERS = ROOT / ".scratch/peers"
TRL = "1.12.0"
STEPS, ROUNDS = 2, 3
LIKE = 0.02  # by so much the numbers of tokens may differ
PARTS = ("rollouts", "scoring", "update")


def _peers() -> Path:
    """A folder that holds the peer, and nothing of what both sides share."""
    if not (PEERS / f"trl-{TRL}.dist-info").exists():
        words = ["install", "--quiet", "--no-compile", "--no-deps", "--target", str(PEERS), f"trl=={TRL}"]
        done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True)
        if done.returncode:
            raise SerError(PEERS, f"TRL {TRL} cannot be installed: {done.stderr.strip()[-500:]}", f"pip {words}")
    return PEERS


def _asked(side: str, *first: Path) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "benchmarks.ppo", side, str(STEPS)]
    done = subprocess.run(command, cwd=ROOT, env=surroundings(*first), capture_output=True, text=True)
    if done.returncode:
        raise SerError(f"aligning, {side}", done.stderr.strip()[-1000:], f"run it alone: {' '.join(command)}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _rows() -> list[Row]:
    told: dict[str, list[dict[str, Any]]] = {"ours": [], "theirs": []}
    first = {"ours": (), "theirs": (_peers(),)}

    def timed(side: str) -> Spent:
        told[side].append(_asked(side, *first[side]))
        return Spent(told[side][-1]["seconds"], told[side][-1]["processor"])

    times = interleaved({side: partial(timed, side) for side in told}, ROUNDS)
    _refuse_unlike(*told.values())
    samples = STEPS * BATCH
    pace = {side: samples / float(np.median([one.cpu for one in spent])) for side, spent in times.items()}
    parts = {part: float(np.median([one[part] for one in told["ours"]])) / STEPS for part in PARTS}
    note = (
        f"{pace['ours']:.1f} and {pace['theirs']:.1f} samples/s; {told['ours'][0]['tokens'] / samples:.1f} tokens each"
    )
    return [
        goals.faster("aligning/ppo", times["theirs"], times["ours"], 1.5, note),
        *(Row(f"aligning/{part}", seconds, "s a step", "told", None) for part, seconds in parts.items()),
    ]


def _refuse_unlike(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    for own, peer in zip(ours, theirs, strict=True):
        if own["updates"] != peer["updates"] or abs(own["tokens"] / peer["tokens"] - 1) > LIKE or peer["trl"] != TRL:
            found = f"{own['updates']} updates on {own['tokens']} tokens, the peer {peer}"
            raise goals.UnequalError("aligning", found, f"needed the same of both, and TRL {TRL}; or remove {PEERS}")


ROWS: dict[str, Callable[[], list[Row]]] = {"aligning": _rows}
