"""A fresh clone with a remote gets the whole record, or pays for what it changes alone."""

import json
import re
import subprocess

import pytest

from project import Project
from ser import graph, lock


@pytest.fixture
def shared(project, tmp_path):
    """A folder that has all of the tiny project's results."""
    remote = tmp_path / "store"
    remote.mkdir()
    project.ser("remote", "add", str(remote))
    project.commit("a remote")
    project.ser("push")
    return remote


def cloned(project, folder):
    subprocess.run(["git", "clone", "-q", str(project.folder), str(folder)], check=True)
    return Project(folder)


def objects(kept):
    """The names of what a cache or remote holds."""
    return {path.relative_to(kept).as_posix() for path in (kept / "files").rglob("*") if path.is_file()}


def of_these(kept, entries):
    """The names of their objects, those inside folders as well, as far as they are kept there."""
    found = {one.cached_as.as_posix() for one in entries} & objects(kept)
    listed = [one for name in found if name.endswith(".dir") for one in json.loads((kept / name).read_text())]
    return found | {f"files/md5/{one['md5'][:2]}/{one['md5'][2:]}" for one in listed}


def test_what_was_pulled_is_the_whole_record(shared, project, tmp_path):
    fresh = cloned(project, tmp_path / "fresh")
    fresh.ser("pull")

    assert "holds" in fresh.ser("audit", "--sample", "0")


@pytest.fixture
def changed(shared, project, tmp_path):
    """A fresh clone in which a threshold is another: it, and the stages that ran."""
    fresh = cloned(project, tmp_path / "fresh")
    fresh.change(lambda p: p["rules"]["vanilla"].update(confidence=0.502))
    ran = set(re.findall(r"Running stage '([^']+)'", fresh.run("dvc", "repro", "--pull", "--allow-missing")))
    fresh.commit("a stricter baseline")
    return fresh, ran


def test_a_changed_threshold_runs_what_it_reaches_fetches_the_inputs_of_that_alone_and_shows_in_the_diff(
    changed, shared
):
    fresh, ran = changed
    stages = graph.read(fresh.folder / "dvc.yaml", fresh.params())
    assert {"select@vanilla-1", "train@vanilla-1"} <= ran
    assert ran <= {name for name in stages if "select@vanilla-1" in graph.upstream(stages, name)}

    after, cache = lock.parse((fresh.folder / "dvc.lock").read_text(), "dvc.lock"), fresh.folder / ".dvc/cache"
    made = [one for name in ran for one in after.entries(name, "outs")]
    read = [one for name in ran for one in after.entries(name, "deps")]
    fetched = objects(cache) & objects(shared) - of_these(cache, made)
    assert fetched <= of_these(shared, read)
    assert len(fetched) < len(objects(shared)) / 5  # 12 of 135

    told = json.loads(fresh.run("dvc", "metrics", "diff", "HEAD~1", "HEAD", "--all", "--json"))["metrics/latest.json"]
    assert {"seed.accuracy", "ser.accuracy", "vanilla.accuracy", "full.accuracy"} <= set(told)
    labels = told["vanilla.labels"]
    assert labels["new"] < labels["old"]
    assert labels["diff"] == pytest.approx(labels["new"] - labels["old"])
