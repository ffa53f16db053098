"""How long, and in how much memory, a pool of a million pairs is traced and audited."""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import yaml

ROOT = Path(__file__).parents[2]
STANDINS = {"policy/sft.py": "sft", "reward/train.py": "train", "reward/score.py": "score"}
LEAST = {"vocabulary": 350, "hidden": 16, "layers": 1, "heads": 2, "feed_forward": 16}


def make(folder: Path, pairs: int) -> None:
    """The committed project with few models and much data, its models drawn by lot, run from end to end."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    given = yaml.safe_load((folder / "params.yaml").read_text())
    given["corpus"]["pairs"] = pairs
    given["split"] = {"holdout_share": 0.02, "seed_share": 0.02}
    given["base"] |= LEAST
    given["grade"]["resamples"] = 2
    given["generations"] = {name: given["generations"][name] for name in ("ser-1", "ser-2", "vanilla-1")}
    given["references"] = {"full": given["references"]["full"]}
    (folder / "params.yaml").write_text(yaml.safe_dump(given, sort_keys=False))
    shutil.copy(Path(__file__).with_name("standins.py"), folder / "src/ser")
    for module, name in STANDINS.items():
        with (folder / "src/ser" / module).open("a") as stream:
            stream.write(f"\nfrom ser.standins import {name} as replicate\n")
    run(folder, sys.executable, "-m", "dvc", "repro")
    subprocess.run("git add -A && git commit -qm 'a pool by lot'", shell=True, cwd=folder, check=True)


def run(folder: Path, *command: str, quiet: bool = False) -> tuple[float, float]:
    """Seconds, and the most memory in GiB that any process so far has held."""
    start = time.perf_counter()
    surroundings = os.environ | {"PYTHONPATH": str(folder / "src")}
    told = subprocess.DEVNULL if quiet else None
    subprocess.run(command, cwd=folder, env=surroundings, stdout=told, stderr=told, check=not quiet)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="made where it does not exist")
    parser.add_argument("--pairs", type=int, default=1_045_000)
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    if not folder.exists():
        make(folder, asked.pairs)
        sys.exit("made; run again to measure, in a process whose memory is its own")
    stored = pq.ParquetFile(folder / "data/pairs.parquet")
    pair = stored.read_row_group(stored.num_row_groups // 2).slice(0, 1).to_pylist()[0]
    ser = [sys.executable, "-P", "-c", "from ser.cli import main; main()"]
    for what, words in {
        "trace by id": ["trace", pair["pair_id"], "--json"],
        "trace by the start of an id": ["trace", pair["pair_id"][:12], "--json"],
        "trace by a text, which several pairs may have": ["trace", pair["left"], "--json"],
        "trace of a model": ["trace", "ser-2", "--json"],
        "audit": ["audit", "--sample", "0", "--near", "0.99"],
    }.items():
        for _ in range(1 if what == "audit" else 3):
            seconds, peak = run(folder, *ser, *words, quiet=what != "audit")
            print(f"{what}: {seconds:.1f} s, at most {peak:.2f} GiB so far")


if __name__ == "__main__":
    main()
