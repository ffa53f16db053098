"""The steps, as the workflow files write them, in a fresh clone with a fresh remote."""

import os
import shutil
import subprocess
import time

import pytest

from forge import Forge
from imports import ROOT
from project import Project
from ser.profiles import unsealed
from workflows import WITHOUT_SECRETS, steps

GPU = {"vars_REMOTE": "s3", "inputs_profile": "small", "github_run_id": "7", "github_actor": "ann"}
GPU |= {"github_actor_id": "1"}
REVIEW = {"vars_REMOTE": "ssh", "github_base_ref": "main"}


def run(project, command, surroundings, fails=False):
    """As GitHub's runner: each step a shell that stops at the first command that fails."""
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", command],
        cwd=project.folder, env=project.surroundings() | surroundings, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", WITHOUT_SECRETS)
def test_each_step_without_secrets_is_known_to_make_in_a_fresh_clone(name, fresh):
    [(command, variables)] = steps("ci.yml", name)

    assert run(fresh, f"{command} --dry-run", variables)
    if name == "fresh":
        assert "All that is committed is up to date." in run(fresh, command, variables)
        assert not (fresh.folder / "data/pairs.parquet").exists()


def test_a_change_is_reviewed_and_the_comment_posted_from_a_fresh_clone_each(author, change, tmp_path):
    reviewer = author.clone(tmp_path / "reviewer")
    reviewer.run("git", "switch", "-q", change)
    told = {command: run(reviewer, command, variables) for command, variables in steps("ci.yml", "review", **REVIEW)}

    assert list(told) == ["make remote", "make pull", "make review"]
    assert ".[ssh]" in (reviewer.folder / "pip.log").read_text()
    assert "every out has the bytes that dvc.lock names" in told["make pull"]
    assert (reviewer.folder / "data/pairs.parquet").exists()

    base = author.clone(tmp_path / "base")
    (reviewer.folder / "review").rename(base.folder / "review")
    with Forge().open() as forge:
        [(command, variables)] = steps("ci.yml", "comment", github_token="t0ken")
        assert "The review of 12 is posted." in run(base, command, forge.github() | variables)
    commit = base.run("git", "ls-remote", "origin", "refs/review/12").split()[0]

    assert f"](https://forge/us/ser/blob/{commit}/accuracy.png?raw=true)" in forge.comments[3]
    assert "vanilla-1" in forge.comments[3]


def test_what_is_not_in_the_remote_stops_the_review_before_it_is_written(author, change, tmp_path):
    reviewer = author.clone(tmp_path / "reviewer")
    reviewer.run("git", "switch", "-q", change)
    reviewer.run("dvc", "remote", "modify", "store", "url", str(tmp_path / "empty"))
    [_, (command, variables), _] = steps("ci.yml", "review", **REVIEW)

    assert "->" in run(reviewer, command, variables, fails=True)


def test_results_are_kept_on_a_branch_with_their_data_in_the_remote(author, tmp_path):
    worker = author.clone(tmp_path / "worker")
    worker.run("dvc", "pull", "-q")
    worker.run("dvc", "remote", "modify", "-q", "store", "url", str(tmp_path / "another"))
    worker.run("make", "keep", "BRANCH=ann-1")
    author.run("git", "fetch", "-q", "origin", "ann-1")

    assert "another" in author.run("git", "show", "FETCH_HEAD:.dvc/config")
    assert len(list((tmp_path / "another/files").rglob("*"))) > 50
    assert author.run("git", "log", "-1", "--format=%s", "FETCH_HEAD") == "Results of ann-1\n"


@pytest.mark.slow
def test_a_profile_is_run_and_comes_back_as_a_branch(author, tmp_path):
    worker = author.clone(tmp_path / "worker")
    profile = worker.folder / "profiles/small"
    profile.mkdir(parents=True)
    (profile / "params.yaml").write_text((worker.folder / "params.yaml").read_text())
    shutil.copy(ROOT / unsealed.PATH, worker.folder / unsealed.PATH)
    Project(profile).change(lean)
    worker.commit("a profile that was never run")
    worker.run("git", "push", "-q", "origin", "HEAD:small")
    for command, variables in steps("gpu.yml", "run", **GPU):
        run(worker, command, variables | {"LC_ALL": "C"})
    author.run("git", "fetch", "-q", "origin", "gpu/small-7")
    reader = author.clone(tmp_path / "reader")
    reader.run("git", "switch", "-q", "gpu/small-7")
    Project(reader.folder / "profiles/small").run("dvc", "pull", "-q", "-R", ".")

    assert author.run("git", "log", "-1", "--format=%an %s", "FETCH_HEAD") == "ann Results of gpu/small-7\n"
    assert (reader.folder / "profiles/small/models/reward/ser-1/13/model.safetensors").exists()
    assert "All that is committed is up to date." in reader.run("make", "fresh")


def lean(p):
    p |= {"root": "../..", "rng_seeds": [13], "sealed": False, "references": {}, "policies": {}}
    p["generations"] = {"ser-1": {"rule": "ser", "after": "seed"}}
    p["judging"] |= {"start": [], "judges": {}, "held_out": []}


@pytest.mark.slow
def test_the_steps_without_secrets_pass_in_a_fresh_clone_within_twenty_minutes(tmp_path):
    """Each from nothing but git and Python, in the environment that the first of them installs."""
    clone, took = tmp_path / "clone", {}
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    bare = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    for name in WITHOUT_SECRETS:
        start = time.monotonic()
        for command, variables in steps("ci.yml", name):
            done = subprocess.run(["bash", "-e", "-c", command], cwd=clone, env=bare | variables)
            assert done.returncode == 0, f"{name}: {command}"
        took[name] = round(time.monotonic() - start)
    print(took)

    assert sum(took.values()) < 20 * 60, took
