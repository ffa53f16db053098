"""The gate that needs no data: red on each way to make untrue what was committed. Green is in test_steps.py."""

import json
import shutil

import pytest
import yaml

from forgeries import LOCK, figures, sign
from project import Project
from ser import cli
from ser.desk.errors import ProvenanceError
from ser.evidence import Evidence
from ser.proof import checks, leaks
from ser.review import fresh as gate


def found(results):
    return {one.name: " ".join(f"{each.where} {each.found}" for each in one.findings) for one in results}


def red(results):
    return {name for name, told in found(results).items() if told}


def a_lock_that_is_stale(project):
    project.change(lambda p: p["rules"]["vanilla"].update(confidence=0.6))


def a_metric_edited_by_hand(project):
    path = project.folder / "metrics/latest.json"
    told = json.loads(path.read_text())
    told["ser"]["accuracy"] = 0.99
    path.write_text(json.dumps(told))


def a_stage_that_reads_the_seal(project):
    """And whose lock says that it was run so: only the graph tells."""
    graph, told = project.folder / "dvc.yaml", "data/pairs.parquet, data/labels/people.parquet,"
    assert told in graph.read_text()
    graph.write_text(graph.read_text().replace(told, f"{told} data/sealed/labels.parquet,", 1))
    lock = yaml.safe_load((project.folder / LOCK).read_text())
    sealed = next(dep for dep in lock["stages"]["audit@ser-1"]["deps"] if "sealed" in dep["path"])
    for name, stage in lock["stages"].items():
        if name.startswith("select@"):
            stage["deps"].append(sealed)
    (project.folder / LOCK).write_text(yaml.safe_dump(lock, sort_keys=False))


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (a_lock_that_is_stale, ("params rules.vanilla", "dvc.yaml, select@vanilla-1", "a stage that DVC would run")),
        (a_metric_edited_by_hand, ("tracked: metrics/latest.json", "which summary has in dvc.lock")),
        (a_stage_that_reads_the_seal, ("unread: dvc.yaml, select@ser-1", "reads data/sealed/labels.parquet")),
    ],
)
def test_a_change_that_is_not_true_turns_it_red_and_is_named(break_it, says, fresh):
    break_it(fresh)
    fresh.commit("looks harmless")
    told = fresh.run("make", "fresh", fails=True)

    assert all(one in told for one in says), told
    assert "Not up to date: ." in told
    assert "`dvc repro`, then commit" in told
    assert "Traceback" not in told


def test_a_leak_that_the_lock_admits_is_found_by_the_graph_alone(fresh, monkeypatch):
    a_stage_that_reads_the_seal(fresh)
    monkeypatch.chdir(fresh.folder)

    assert red(gate.look()) == {"unread"}


def test_a_policy_may_see_the_seal_through_the_reference_that_pays_it_and_in_no_other_way(fresh, monkeypatch):
    fresh.change(lambda p: p["policies"].update({"dpo-full": {"method": "dpo", "reward": "full"}}))
    fresh.change(lambda p: p["judging"].update(held_out=[]))
    monkeypatch.chdir(fresh.folder)
    assert not checks.run(leaks.unread, Evidence(), gate.WITHOUT_DATA).findings

    graph, told = fresh.folder / "dvc.yaml", "data/pairs.parquet, data/rollouts/sft.parquet,"
    graph.write_text(graph.read_text().replace(told, f"{told} data/sealed/labels.parquet,", 1))
    wrong = checks.run(leaks.unread, Evidence(), gate.WITHOUT_DATA).findings
    assert [one.where for one in wrong if "align@dpo-full depends on it" in one.found] == ["dvc.yaml, align@dpo-full"]


def test_an_edited_figure_whose_digests_were_mended_is_found_where_the_data_are(project):
    with figures("metrics/summary.json") as told:
        told["gap_closed"]["mean"] = 0.5
    sign()
    lock = yaml.safe_load(LOCK.read_text())
    made = {out["path"]: out for stage in lock["stages"].values() for out in stage["outs"]}
    for stage in lock["stages"].values():
        stage["deps"] = [made.get(dep["path"], dep) for dep in stage["deps"]]
    LOCK.write_text(yaml.safe_dump(lock, sort_keys=False))
    told = found(gate.look())

    assert "metrics/summary.json, gap_closed.mean 0.5" in told["figures"]
    assert not told["tracked"]


def test_a_profile_that_is_stale_is_named_beside_a_root_that_is_not(fresh):
    profile = fresh.folder / "profiles/small"
    profile.mkdir(parents=True)
    (profile / "dvc.yaml").symlink_to("../../dvc.yaml")
    for name in ("params.yaml", "dvc.lock"):
        shutil.copy(fresh.folder / name, profile)
    given = yaml.safe_load((profile / "params.yaml").read_text())
    (profile / "params.yaml").write_text(yaml.safe_dump(given | {"root": "../.."}, sort_keys=False))
    fresh.commit("a profile whose lock is another's")
    told = fresh.run("make", "fresh", fails=True)

    assert "Not up to date: profiles/small.\n" in told


def test_a_lock_that_git_does_not_have_is_no_proof(tmp_path, monkeypatch):
    Project(tmp_path).run("git", "init", "-q")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ProvenanceError, match=r"dvc.lock: git has none in this folder or below\n  -> run `dvc repro`"):
        cli.command("fresh")
