"""Every model has a name that others can ask for, and the list of names is that of the params."""

import subprocess

import pytest
import yaml
from gto.constants import assert_name_is_valid

from imports import ROOT
from ser import graph, registry
from ser.desk import params


@pytest.fixture(scope="module")
def p():
    return params.load(ROOT / "params.yaml")


def test_the_committed_list_is_the_derived_one(p):
    assert yaml.safe_load((ROOT / registry.PATH).read_text())["artifacts"] == registry.artifacts(p), "run `make graph`"


def test_each_name_is_valid_and_leads_to_what_a_stage_makes(p):
    stages = graph.read(ROOT / graph.NAME, yaml.safe_load((ROOT / "params.yaml").read_text()))
    made = {out for stage in stages.values() for out in stage.outs}

    for name, one in registry.artifacts(p).items():
        assert_name_is_valid(name)
        assert registry.PATH.parent / one["path"] in made
        assert one["type"] == "model"


def test_whatever_has_weights_is_listed_and_best_of_n_is_not(p):
    names = set(registry.artifacts(p))
    trained = {f"policy-{name}" for name, plan in p.policies.items() if plan.method != "best_of_n"}

    assert names == {"sft", *(f"reward-{name}" for name in p.models), *trained}
    assert "policy-best-seed" not in names


@pytest.mark.parametrize("folder", ["models", "profiles/mine/models"])
def test_git_sees_the_list_and_the_lock_that_dvc_looks_for_beside_it(folder):
    """Without, `dvc exp apply` stops half-way."""
    asked = [f"{folder}/{name}" for name in ("dvc.yaml", "dvc.lock", "sft/config.json")]
    command = ["git", "check-ignore", "--no-index", *asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.split() == [f"{folder}/sft/config.json"]
