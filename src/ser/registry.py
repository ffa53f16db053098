"""The reward models and policies as artifacts of DVC, which `gto`, `dvc artifacts get` and DVC Studio know by name."""

from pathlib import Path
from typing import Any

import yaml

from ser.desk import files, paths
from ser.desk.settings import SEED, Params, arm

PATH = Path("models/dvc.yaml")
HEAD = f"# Derived from {paths.PARAMS} by `ser artifacts`: what is added there appears here.\n"


def write(p: Params) -> None:
    files.write_text(HEAD + yaml.safe_dump({"artifacts": artifacts(p)}, sort_keys=False, width=120), PATH)


def artifacts(p: Params) -> dict[str, dict[str, Any]]:
    """All that has weights, by a name that says what it is."""
    found = {"sft": _artifact(paths.SFT, "The supervised policy that every model starts from", "policy")}
    for name in p.models:
        found[f"reward-{name}"] = _artifact(paths.Model(name).checkpoints, *_of_reward_model(name, p))
    for name, plan in p.policies.items():
        if plan.method != "best_of_n":
            told = f"The policy that {plan.method} made, paid by the reward model {plan.reward}"
            found[f"policy-{name}"] = _artifact(paths.Policy(name).checkpoints, told, "policy", plan.method)
    return found


def _of_reward_model(name: str, p: Params) -> tuple[str, ...]:
    if name == SEED:
        return "The reward model of people's labels alone, from which generations start", "reward", SEED
    if name in p.references:
        return "A reward model that may look under the seal, for comparison", "reward", "reference"
    plan = p.generations[name]
    return f"The reward model that follows {plan.after} by the rule {plan.rule}", "reward", "generation", arm(name)


def _artifact(folder: Path, told: str, *labels: str) -> dict[str, Any]:
    of = str(folder.relative_to(PATH.parent))
    return {"path": of, "type": "model", "desc": told, "labels": list(labels)}
