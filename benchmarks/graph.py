"""What the graph costs beside what its stages compute: nothing to do, a start, a generation more, another threshold.

Nobody's product is beside it; each figure has a bound. The no-op is that of the committed default, every file of which
is a placeholder. A start is timed from outside, from the command to the stage's `main`: alone, as `python -P` starts
it, and in a run, forked from the process that has its libraries. A generation is added to the default's own data and
training, of two replicates and with one epoch of SFT.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import yaml

from benchmarks import goals, projects
from benchmarks.projects import ROOT
from benchmarks.rounds import load, spent
from benchmarks.rows import Row
from ser import warm

TORCH = {"train": "ser.reward.train", "score": "ser.reward.score", "align": "ser.policy.align"}
PROBE = str(Path(__file__).with_name("probe.py"))
ROUNDS = 5
ADDED = "vanilla-2"


def noop() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        projects.of_default(project)
        ran: set[str] = set()
        projects.repro(project)
        times = [spent(lambda: ran.update(projects.repro(project))) for _ in range(ROUNDS)]
        if ran:
            raise goals.UnequalError(
                "graph-noop", f"it ran {', '.join(sorted(ran))}", "commit dvc.lock as a run leaves it"
            )
    stages = len(yaml.safe_load((ROOT / "dvc.lock").read_text(encoding="utf-8"))["stages"])
    wall, cpu = np.array(times).T
    note = (
        f"{stages} stages; rounds {min(wall):.2f} to {max(wall):.2f}, by processor time {np.median(cpu):.2f}; {load()}"
    )
    return [goals.below("graph-noop", float(np.median(wall)), "s", 3, note)]


def start() -> list[Row]:
    """Each stage in turn, alone and in a run."""
    light = sorted(_started(warm.LIGHT))
    alone, forked, torch = dict[str, list[float]](), dict[str, list[float]](), dict[str, list[float]]()
    unused: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder, "warm")) as served:
        for _ in range(ROUNDS):
            for stage in light:
                alone.setdefault(stage, []).append(_until_main([], stage, {})[0])
                forked.setdefault(stage, []).append(_until_main(["-m", "ser.warm", warm.LIGHT], stage, served)[0])
            for stage, module in TORCH.items():
                found, named = _until_main(["-m", "ser.warm"], stage, served, module)
                torch.setdefault(stage, []).append(found)
                unused.update(named)
    busy = f"{load()}; slowest stage; medians: "
    slowest = {"alone": alone, "in-a-run": forked}
    rows = [goals.below(f"graph-start/{name}", *_slowest(of), 0.3, busy + _told(of)) for name, of in slowest.items()]
    told = f"{busy}{_told(torch)}; unused: {', '.join(sorted(unused)) or 'nothing'}"
    return [*rows, Row("graph-start/torch", *_slowest(torch), "nothing unused", not unused, told)]


def _started(kind: str) -> set[str]:
    """The stages that the graph starts so."""
    locked = yaml.safe_load((ROOT / "dvc.lock").read_text(encoding="utf-8"))["stages"].values()
    return {Path(stage["cmd"].split()[5]).stem for stage in locked if f" ser.warm {kind} " in stage["cmd"]}


@contextmanager
def _served(path: Path) -> Iterator[dict[str, str]]:
    """Surroundings in which stages start from servers, as in a run."""
    servers = []
    for kind in ("", warm.LIGHT):
        words = [sys.executable, "-P", "-m", "ser.warm", "--serve", f"{path}{kind}", str(os.getpid()), kind]
        servers.append(subprocess.Popen(words, cwd=ROOT, env=projects.surroundings()))
        while servers[-1].poll() is None and not Path(f"{path}{kind}").exists():
            time.sleep(0.05)
    try:
        yield {warm.SOCKET: str(path)}
    finally:
        for server in servers:
            server.kill()
            server.wait()


def _until_main(how: list[str], stage: str, more: dict[str, str], *modules: str) -> tuple[float, list[str]]:
    command = [sys.executable, "-P", *how, PROBE, f"stages/{stage}.py", *modules]
    begun = time.monotonic()
    found = projects.surroundings() | more
    done = subprocess.run(command, cwd=ROOT, env=found, capture_output=True, text=True, check=True)
    at, *unused = done.stdout.split()
    return float(at) - begun, unused


def _slowest(times: dict[str, list[float]]) -> tuple[float, str]:
    return max(float(np.median(one)) for one in times.values()), "s"


def _told(times: dict[str, list[float]]) -> str:
    medians = {stage: float(np.median(one)) for stage, one in times.items()}
    return ", ".join(f"{stage} {one:.2f}" for stage, one in medians.items())


def change() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        projects.of_generations(project)
        projects.change(project, "rules", vanilla=_vanilla(project) | {"confidence": 0.50010001})
        ran = projects.repro(project)
        trained = sorted(name for name in ran if name.startswith(("train", "score", "sft")))
        projects.change(project, "generations", **{ADDED: {"rule": "vanilla", "after": projects.LEARNED}})
        took = spent(lambda: projects.repro(project)).wall
        told = json.loads((project / ".scratch/seconds.json").read_text(encoding="utf-8"))
    parts = {verb: told[f"{verb} {ADDED}"] for verb in ("select", "train", "score", "grade")}
    own = sum(parts.values())
    said = ", ".join(f"{verb} {seconds:.1f}" for verb, seconds in parts.items())
    note = f"{took:.1f} s in all; of the generation {own:.1f}: {said}; {load()}"
    return [
        goals.below("graph-change/generation", 100 * (took / own - 1), "% more", 10, note),
        Row("graph-change/threshold", len(trained), "trained", "= 0", not trained, f"ran {', '.join(sorted(ran))}"),
    ]


def _vanilla(project: Path) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load((project / "params.yaml").read_text(encoding="utf-8"))["rules"]["vanilla"]
    return found


ROWS: dict[str, Callable[[], list[Row]]] = {"graph-noop": noop, "graph-start": start, "graph-change": change}
