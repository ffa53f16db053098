"""The tiny project end to end: what a change re-runs, and what it leaves alone."""

import csv
import json
import re
import resource
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest
import torch

from project import Project
from ser.desk import card


def test_a_second_run_runs_nothing_within_five_seconds(built):
    before = computed()

    assert built.repro() == set()
    assert computed() - before < 5


def computed():
    """Seconds that processes of ours have computed; by the clock they would be the machine's other work as well."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_every_artefact_lies_where_the_design_says(built):
    made = {out for outs in built.lock().values() for out in outs}

    assert {"data/pairs.parquet", "data/ledger/ser-2.parquet", "data/verdicts/ser-2.parquet"} <= made
    assert {"data/scores/seed.parquet", "models/sft", "models/reward/full", "metrics/reward/ser-1.json"} <= made
    assert {
        "metrics/training/ser-1.json",
        "metrics/summary.json",
        "metrics/latest.json",
        "metrics/audit.json",
        "report/index.html",
    } <= made
    assert (built.folder / "models/reward/ser-1/14/model.safetensors").exists()
    assert (built.folder / "models/reward/ser-1/14/README.md").read_text().startswith("---\n")


def test_labels_were_adopted_and_each_names_the_checkpoint_that_made_it(built):
    book = pq.read_table(built.folder / "data/ledger/ser-2.parquet").to_pylist()
    own = [row for row in book if row["origin"] == "model"]
    card = (built.folder / "models/reward/ser-1/13/README.md").read_text()
    weights = re.search(r"weights: (\w{64})\n---", card)[1]

    assert own
    assert {row["labeller"] for row in own if row["generation"] == "ser-2" and row["rng_seed"] == 13} == {weights}


def test_a_threshold_that_selects_the_same_labels_trains_nothing(project):
    project.change(lambda p: p["rules"]["vanilla"].update(confidence=0.50010001))

    assert project.repro() == {"select@vanilla-1", "report"}


def test_answers_of_people_train_the_generation_they_are_about_and_those_after_it(project):
    asked = ("--n", "20", "--why", "uncertain", "--of", "ser-2", "--out", "asks.csv")
    for words in (("ask", *asked), ("simulate", "asks.csv", "--out", "back.csv"), ("answer", "back.csv")):
        project.ser(*words)
    ran = project.repro()
    book = pq.read_table(project.folder / "data/ledger/ser-2.parquet").to_pylist()
    people = [row for row in book if row["origin"] == "human" and row["generation"] == "ser-2"]
    told = json.loads(project.ser("trace", people[0]["pair_id"], "--json"))

    assert {name for name in ran if "train" in name} == {"train@ser-2", "train_reference@oracle-2"}
    assert "people" in ran
    assert "select@ser-1" in ran
    assert len(people) == 20 * 2
    assert told["models"]["ser-2"]["labels"][0]["origin"] == "human"
    assert told["models"]["ser-2"]["verdicts"][0]["origin"] == "model"
    assert len(told["answers"]) == 3
    assert "holds" in project.ser("audit", "--sample", "0")


def test_audits_of_people_train_nothing(project):
    asked = ("--n", "30", "--why", "audit", "--of", "ser-1", "--out", "asks.csv")
    for words in (("ask", *asked), ("simulate", "asks.csv", "--out", "back.csv"), ("answer", "back.csv")):
        project.ser(*words)
    ran = project.repro()
    right = json.loads((project.folder / "metrics/spotcheck/ser-1.json").read_text())["right"]

    assert not [name for name in ran if "train" in name or "score" in name]
    assert "spotcheck@ser-1" in ran
    assert right["asked"] == 30
    assert right["low"] < right["mean"] < right["high"]


def test_a_change_in_grading_runs_grades_alone(project):
    project.edit("reward/grade.py")
    models = {"ser-1", "ser-2", "vanilla-1", "elicit-1", "judge-1"}

    assert project.repro() == {"code"} | {f"grade@{m}" for m in models} | {
        "grade_seed@seed", "grade_reference@full", "grade_reference@oracle-2", "grade_reading"
    }  # fmt: skip


def test_an_edit_runs_the_stages_that_import_the_file_alone(project):
    project.edit("summary.py")

    assert project.repro() == {"code", "summary", "report"}


def test_a_comment_runs_nothing(project):
    path = project.folder / "src/ser/desk/params.py"
    path.write_text("# What every stage imports.\n\n" + path.read_text())

    assert project.repro() == {"code"}
    assert project.run("git", "status", "--porcelain").split() == ["M", "dvc.lock", "M", "src/ser/desk/params.py"]


def test_another_price_on_kl_runs_that_policy_and_its_judge_alone(project):
    project.change(lambda p: p["policies"]["ppo-ser"].update(kl=0.3))

    assert project.repro() == {"align@ppo-ser", "judge@ppo-ser", "held_out@full", "standings", "report"}
    told = json.loads((project.folder / "metrics/policy.json").read_text())
    assert told["against_sft"]["holdout"]["ppo-ser"]["prompts"] == 12


def test_policies_by_trl_and_a_held_out_judge_stand_beside_the_others(built):
    told = json.loads((built.folder / "metrics/policy.json").read_text())["policies"]
    judged = json.loads((built.folder / "metrics/held_out/full.json").read_text())

    assert told["rloo-seed"]["holdout"]["kl"] is not None
    assert told["dpo-ser"]["holdout"]["kl"] != 0
    assert set(judged["against_sft"]["holdout"]) == {"best-seed", "ppo-ser", "rloo-seed", "dpo-ser"}
    assert 0 <= judged["agrees"]["holdout"] <= 1


def test_a_policys_card_leads_back_to_the_checkpoint_that_paid_it(built):
    for name, model in (("best-seed", "seed"), ("ppo-ser", "ser-2")):
        front, _ = card.front(built.folder / f"models/policy/{name}/14")
        paid = {f"models/reward/{model}/14": card.weights(built.folder / f"models/reward/{model}/14")}

        assert front["ser"]["reward"] == {"model": model, "of": "own", "checkpoints": paid}


def test_a_policy_killed_in_mid_run_goes_on_to_the_same_bytes(project, tmp_path):
    project.change(lambda p: p["policies"]["ppo-ser"].update(steps=20))
    whole = project.copy(tmp_path / "whole")
    whole.run("dvc", "repro", "-s", "align@ppo-ser")

    running = subprocess.Popen(
        [sys.executable, "-m", "dvc", "repro", "-s", "align@ppo-ser"],
        cwd=project.folder, env=project.surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while running.poll() is None and not (saved := list(project.folder.glob(".scratch/align/ppo-ser/13/*/state.pt"))):
        time.sleep(0.02)
    running.kill()
    running.wait()
    done = torch.load(saved[0], weights_only=True)["learner"]["done"]
    project.run("dvc", "repro", "-s", "align@ppo-ser")

    assert 0 < done < 20
    assert project.lock()["align@ppo-ser"] == whole.lock()["align@ppo-ser"]


def test_another_number_of_epochs_asks_for_training_and_for_nothing_before_it(project):
    project.change(lambda p: p["reward"].update(epochs=1))
    stale = set(json.loads(project.run("dvc", "status", "--json")))

    assert {name for name in stale if "train" in name} == {
        "train_seed@seed", "train@ser-1", "train@ser-2", "train@vanilla-1", "train@elicit-1", "train@judge-1",
        "train_reference@full", "train_reference@oracle-2",
    }  # fmt: skip
    assert not stale & {"corpus", "sft", "seed"}


def test_a_removed_generation_leaves_no_ghost(project):
    project.change(lambda p: p["generations"].pop("vanilla-1"))
    project.repro()

    assert (project.folder / "metrics/reward/vanilla-1.json").exists()  # DVC leaves it; nothing may read it
    for shown in ("report/index.html", "report/accuracy.csv", "metrics/summary.json", "metrics/latest.json"):
        assert "vanilla-1" not in (project.folder / shown).read_text()


SWEEP = """
confidence:
  asks: How sure must a label be?
  axis: confidence
  without: [oracle-2, judge-1]
  points:
    0.5001: {}
    0.502: {rules.vanilla.confidence: 0.502, generations.one_shot-1: {rule: one_shot, after: seed}}
"""


def test_a_sweep_runs_each_point_once_and_leaves_one_table(project):
    (project.folder / "sweeps.yaml").write_text(SWEEP)
    assert "sweeps.yaml: changes are not committed" in project.run("ser", "sweep", "confidence", fails=True)
    project.commit("a sweep")
    first, second = (project.run("ser", "sweep", "confidence") for _ in range(2))
    with (project.folder / "metrics/sweeps/confidence.csv").open() as stream:
        rows = {(row["point"], row["role"]): row for row in csv.DictReader(stream)}

    assert "Running stage 'train@one_shot-1'" in first
    assert "Running stage" not in second
    assert set(rows) == {
        *((point, role) for point in ("0.5001", "0.502") for role in ("seed", "ser", "vanilla", "elicit", "full")),
        ("0.5001", "oracle-2"), ("0.5001", "judge"), ("0.502", "one_shot"),
    }  # fmt: skip
    assert float(rows["0.502", "vanilla"]["labels"]) < float(rows["0.5001", "vanilla"]["labels"])
    assert rows["0.502", "seed"]["vs_default"] == rows["0.5001", "vanilla"]["vs_default"] == ""
    assert float(rows["0.502", "ser"]["vs_headline"] or 0) == 0
    assert rows["0.502", "one_shot"]["p_headline"] != "" != rows["0.502", "one_shot"]["p_seed"]
    assert rows["0.502", "seed"]["accuracy"] == rows["0.5001", "seed"]["accuracy"]
    assert "rules.vanilla.confidence=0.502" not in (project.folder / "params.yaml").read_text()


def test_a_fresh_clone_is_up_to_date_without_data(built, tmp_path):
    built.run("git", "clone", "-q", str(built.folder), str(tmp_path / "clone"))

    assert "up to date" in Project(tmp_path / "clone").run("dvc", "repro", "--allow-missing", "--dry")


def test_a_mistake_stops_the_run_with_its_remedy_and_without_a_traceback(project):
    project.change(lambda p: p["rules"]["vanilla"].update(confidence=0.3))
    said = project.run("dvc", "repro", fails=True)

    assert "params.yaml, rules.vanilla.confidence: found 0.3\n  -> needed a number between 0.5 and 1" in said
    assert "Traceback" not in said


@pytest.fixture
def again(tmp_path, monkeypatch):
    """The same project, of which nothing has been run, on more workers."""
    monkeypatch.setenv("SER_WORKERS", "2")
    return Project.make(tmp_path / "again")


def test_a_generation_and_a_policy_from_scratch_are_the_same_bytes_with_any_number_of_workers(built, again):
    again.run("dvc", "repro", "score@ser-1", "align@best-seed")
    made = again.lock()

    assert {"train@ser-1", "score@ser-1", "align@best-seed"} <= made.keys()
    assert made == {name: outs for name, outs in built.lock().items() if name in made}


@pytest.mark.slow
def test_two_runs_from_scratch_make_the_same_bytes_with_any_number_of_workers(built, again):
    again.repro()

    assert again.lock() == built.lock()
