"""Sweeps: what they ask of DVC, and what their tables say."""

import pytest
import yaml

from imports import ROOT
from ser import sweep
from ser.desk import params
from ser.desk.errors import ParamsError

ALL = list(yaml.safe_load((ROOT / "sweeps.yaml").read_text()))


def test_changes_and_removals_become_options_of_an_experiment(monkeypatch):
    monkeypatch.chdir(ROOT)
    changes = {"reward.loss": "hinge", "rng_seeds": ["1", "2"], "generations.top-1": {"rule": "top", "after": "seed"}}

    assert sweep.overrides(changes, ["vanilla-3", "oracle-3"]) == [
        "-S", "~generations.vanilla-3", "-S", "~references.oracle-3",
        "-S", "reward.loss=hinge", "-S", "rng_seeds=[1,2]", "-S", "+generations.top-1={rule:top,after:seed}",
    ]  # fmt: skip


def test_a_policy_goes_with_the_reward_model_that_pays_it(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert sweep.overrides({}, ["full"]) == [
        "-S", "~references.full", "-S", "~policies.best-full", "-S", "~policies.ppo-full",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_every_sweep_changes_what_params_have(name, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    found = sweep.load(name)
    given = yaml.safe_load((ROOT / "params.yaml").read_text())
    for left_out in found.without:
        del given["generations" if left_out in given["generations"] else "references"][left_out]
    for changes in found.points.values():
        changed = yaml.safe_load(yaml.safe_dump(given))
        for key, value in changes.items():
            *path, last = key.split(".")
            place = changed
            for step in path:
                place = place[step]
            assert isinstance(value, dict) or last in place, key
            place[last] = yaml.safe_load(yaml.safe_dump(value).replace("'", ""))
        (tmp_path / "params.yaml").write_text(yaml.safe_dump(changed))

        assert params.load(tmp_path / "params.yaml").arms()["ser"] == "ser-3"


def test_the_rules_sweep_tries_every_rule_and_every_reference(monkeypatch):
    monkeypatch.chdir(ROOT)
    [changes] = sweep.load("rules").points.values()
    tried = {value["rule"] for value in changes.values() if "rule" in value}

    assert tried | {"ser", "vanilla", "elicit"} == set(params.load().rules)
    assert {value["labels"] for value in changes.values() if "labels" in value} == {"agreed", "all"}


def test_an_unknown_sweep_is_refused_with_those_there_are(monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(ParamsError, match=r"sweeps.yaml: no sweep 'treshold'\n  -> use one of: rules, seed-share"):
        sweep.load("treshold")


RAN = "reward: {loss: hinge}\nrules:\n  ser: {enough: 0.20}\ngenerations:\n  top-1: {rule: top, after: seed}\n"


def test_a_point_whose_change_did_not_reach_the_experiment_is_refused(monkeypatch):
    monkeypatch.setattr(sweep.git, "content", lambda revision, path: RAN)
    there = {"reward.loss": "hinge", "rules.ser.enough": "0.2", "generations.top-1": {"rule": "top", "after": "seed"}}
    sweep._refuse_unchanged("x", there)

    with pytest.raises(ParamsError, match=r"rules.ser.enough: the experiment ran with '0.20', needed '0.40'"):
        sweep._refuse_unchanged("x", {"rules.ser.enough": "0.40"})
    with pytest.raises(ParamsError, match=r"generations.top-2: the experiment ran with"):
        sweep._refuse_unchanged("x", {"generations.top-2": {"rule": "top", "after": "top-1"}})
