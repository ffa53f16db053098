"""What must stay true of `dvc.yaml`, read without running anything."""

import re
from functools import cache, reduce

import pytest
import yaml

from imports import ROOT
from ser.code import closure

PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text())


@cache
def stages():
    """Every stage by its full name, its templates filled in; of a list without names one stage of any name."""
    found = {}
    for name, body in yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"].items():
        if "foreach" not in body:
            found[name] = fill(body, {})
            continue
        items = body["foreach"]
        if isinstance(items, str):
            items = reduce(lambda part, word: part[word], items[2:-1].split("."), PARAMS)
        items = items if isinstance(items, dict) else dict.fromkeys(items or ["any"])
        for key, item in items.items():
            own = {"key": key, "item": key} | {f"item.{k}": v for k, v in (item or {}).items()}
            found[f"{name}@{key}"] = fill(body["do"], own)
    return found


def fill(part, values):
    if isinstance(part, dict):
        return {fill(key, values): fill(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [fill(one, values) for one in part]
    return (
        re.sub(r"\$\{([^}]+)\}", lambda m: str(({"root": ".", "launch": PARAMS["launch"]} | values)[m[1]]), part)
        if isinstance(part, str)
        else part
    )


def outs(body):
    for kind in ("outs", "metrics", "plots"):
        for one in body.get(kind, []):
            yield next(iter(one)) if isinstance(one, dict) else one


def upstream(name):
    """Every stage that the named one depends on, at any distance."""
    found, todo = set(), [name]
    while todo:
        deps = needs(stages()[todo.pop()])
        makers = {
            other
            for other, body in stages().items()
            for out in outs(body)
            for dep in deps
            if out == dep or out.startswith(dep + "/")
        }
        todo += makers - found
        found |= makers
    return found


def needs(body):
    return [*body.get("deps", []), *(file for one in body.get("params", []) if isinstance(one, dict) for file in one)]


def reads_seal(name):
    return any(dep.startswith("data/sealed") for dep in stages()[name].get("deps", []))


def test_each_stage_reads_the_digest_of_its_own_code():
    for name, body in stages().items():
        script = re.search(r"\./stages/(\w+)\.py", body["cmd"])[1]
        if script != "code":
            assert [one for one in body["params"] if isinstance(one, dict)] == [{"code.json": [f"stages.{script}"]}]
            assert not [dep for dep in body["deps"] if dep.startswith("./")], f"{name} reads code as data"


def test_all_that_any_stage_imports_is_read_by_the_one_that_digests_it_and_nothing_else():
    listed = {ROOT / dep for dep in stages()["code"]["deps"]}
    imported = set().union(*(closure(script) for script in (ROOT / "stages").glob("*.py")))

    assert not [path for path in imported if not listed & {path, *path.parents}]
    assert not [one for one in listed if not any(one in (path, *path.parents) for path in imported)]


LEARNERS = r"(seed|sft|view|crossfit|reading|select|train|score)"


@pytest.mark.parametrize("generation", ["seed", *PARAMS["generations"]])
def test_no_generation_depends_on_the_sealed_labels(generation):
    learners = [
        name for name in stages() if re.match(LEARNERS, name) and (name.endswith(f"@{generation}") or "@" not in name)
    ]
    assert len(learners) >= 4
    for name in learners:
        assert not [one for one in {name} | upstream(name) if reads_seal(one)]


def test_the_seal_is_opened_by_references_and_measuring_alone():
    assert {name.split("@")[0] for name in stages() if reads_seal(name)} == {"unseal", "audit", "stories"}


def test_nothing_learns_from_a_holdout():
    for name in stages():
        if re.match(r"(seed|sft|view|crossfit|reading|select|unseal|train)", name):
            deps = [dep for one in {name} | upstream(name) for dep in stages()[one].get("deps", [])]
            assert not [dep for dep in deps if "holdout" in dep]


@pytest.mark.parametrize("policy", PARAMS["policies"])
def test_a_policy_sees_the_seal_only_through_a_reference_that_pays_it(policy):
    paid_by = PARAMS["policies"][policy]["reward"]
    sealed = [one for one in upstream(f"align@{policy}") if reads_seal(one)]

    assert sealed == ([f"unseal@{paid_by}"] if paid_by in PARAMS["references"] else [])
    assert not [dep for dep in stages()[f"align@{policy}"]["deps"] if dep.startswith("data/labels")]


def test_nothing_learns_from_an_audit():
    for name in stages():
        if re.match(r"(seed|sft|view|crossfit|reading|select|unseal|train)", name):
            deps = [dep for one in {name} | upstream(name) for dep in stages()[one].get("deps", [])]
            assert "data/labels/spotcheck.parquet" not in deps


def test_nothing_learns_from_a_benchmark():
    readers = {name.split("@")[0] for name, body in stages().items() if "data/benchmarks" in body.get("deps", [])}

    assert readers == {"score_elsewhere", "grade_elsewhere"}
    for name in stages():
        if re.match(r"(seed|sft|view|crossfit|reading|select|unseal|train|align)", name):
            assert not {one.split("@")[0] for one in upstream(name)} & readers


def test_a_reading_follows_from_base_and_labels_and_the_base_looks_before_any_label():
    assert upstream("view") == {"code", "corpus", "sft"}
    assert upstream("reading") == {"code", "corpus", "sft", "seed", "view", "crossfit"}
    assert {name for name in stages() if "view_held" in upstream(name)} >= {"reading_held", "grade_reading", "summary"}


@pytest.mark.parametrize("generation", PARAMS["generations"])
def test_any_generation_may_ask_for_a_reading(generation):
    assert "reading" in upstream(f"select@{generation}")


def test_a_threshold_is_read_by_the_generations_that_use_it_alone():
    readers = {name for name, body in stages().items() if "rules.vanilla" in body.get("params", [])}

    assert readers == {"select@vanilla-1", "select@vanilla-2", "select@vanilla-3"}


def test_scores_of_a_shared_parent_are_made_once():
    assert "score_seed@seed" in upstream("select@ser-1") & upstream("select@vanilla-1")
    assert len([name for name, body in stages().items() if "data/scores/seed.parquet" in outs(body)]) == 1


def test_what_computes_with_torch_starts_as_launch_says_and_by_default_in_one_process():
    written = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]
    launched = {name.split("_")[0] for name, body in written.items() if "${launch}" in str(body)}

    assert launched == {"sft", "view", "crossfit", "train", "score", "sample", "align", "held"}
    assert stages()["train@ser-1"]["cmd"] == "python -P -m ser.warm ./stages/train.py ser-1"
    for name, body in stages().items():
        script = re.search(r"\./(stages/\w+\.py)", body["cmd"])[1]
        assert ("stage.launched(main)" in (ROOT / script).read_text()) == (name.split("@")[0].split("_")[0] in launched)


def test_stages_are_named_by_generation_and_stay_under_a_hundred():
    assert {"select@ser-2", "train@ser-2", "score@ser-2", "grade@ser-2"} <= set(stages())
    assert len(stages()) < 100
