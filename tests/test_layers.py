"""Imports go down only, and what should start at once does."""

import subprocess
import sys

import pytest

from imports import ROOT, SRC
from ser.code import imported

WORDS = {"desk.errors", "desk.records"}
DESK = {"desk", "git"}
JUDGEMENT = {
    "audit", "candidates", "code", "cost", "counts", "hub", "intervals", "judges", "ledger", "marks", "miniature",
    "outcomes", "paired", "publish", "readings", "registry", "summary", "sweep", "usage", "verdicts",
    "policy.settings", "reward.grade", "reward.looks", "reward.measure", "reward.folds", "reward.pool",
    "reward.reading", "reward.rules",
    "browse", "report", "corpus", "diff", "elsewhere", "evidence", "graph", "judging", "lineage", "lock", "merge",
    "people", "profiles", "proof", "prune", "remotes", "review", "survey", "trace",
}  # fmt: skip
MACHINES = {
    "adapters", "base", "batches", "elsewhere.score", "export", "machine", "proof.rescored", "start", "text",
    "training", "warm", "weights",
    "policy", "reward.crossfit", "reward.examples", "reward.layout", "reward.loss", "reward.model", "reward.read",
    "reward.score", "reward.train", "reward.view",
}  # fmt: skip
COMMANDS = {"cli", "commands"}
LAYERS = [WORDS, DESK, JUDGEMENT, MACHINES, COMMANDS]
HEAVY = {"torch", "transformers", "trl", "peft", "accelerate", "datasets", "sklearn", "scipy", "pandas", "tqdm"}
AT_ONCE = [
    "audit", "code", "corpus", "grade", "grade_elsewhere", "grade_reading", "judge", "people", "report", "seed",
    "select", "spotcheck", "standings", "stories", "story", "summary", "unseal",
]  # fmt: skip


def module(path):
    return ".".join(path.relative_to(SRC / "ser").with_suffix("").parts).removesuffix(".__init__")


def layer(name):
    """The place of a module in the layers; a package's place holds for all in it that is not named itself."""
    places = {one: place for place, names in enumerate(LAYERS) for one in names}
    return places.get(name, places.get(name.split(".")[0]))


MODULES = sorted(path for path in (SRC / "ser").rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=module)
def test_every_module_has_a_layer_and_imports_only_downwards(path):
    assert layer(module(path)) is not None, "name the new module's layer above"
    for below in imported(path):
        if below.name != "__init__.py":
            assert layer(module(below)) <= layer(module(path)), f"{module(path)} imports {module(below)}"


@pytest.mark.parametrize("stage", AT_ONCE)
def test_stages_of_judgement_load_nothing_heavy(stage):
    asked = f"import runpy, sys; runpy.run_path('stages/{stage}.py'); print(*{{n.split('.')[0] for n in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-P", "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)

    assert not HEAVY & set(loaded.stdout.split())
    assert "ser" in loaded.stdout.split()


def test_methods_of_our_own_do_not_wait_for_trl():
    asked = "import sys, ser.policy.align, ser.policy.methods.best_of_n, ser.policy.methods.ppo; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-P", "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)

    assert "trl" not in loaded.stdout.split()
    assert "torch" in loaded.stdout.split()
