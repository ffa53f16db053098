"""Two people and a stranger do what the docs tell them, in clones of one repository."""

import json
import re
import shutil

import pytest
import yaml

from imports import ROOT
from pages import Reader
from project import Project

SUMMARIES = {"summary", "standings", "report", "stories"}


@pytest.fixture(scope="module")
def team(built, tmp_path_factory):
    """Hers and his, clones of a bare repository, with a remote for data; each adds a generation, and he merges."""
    home = tmp_path_factory.mktemp("team")
    start = built.copy(home / "start")
    shutil.copy(ROOT / ".gitattributes", start.folder)
    start.run("dvc", "remote", "add", "-q", "-d", "store", str(home / "store"))
    start.run("dvc", "push", "-q", "--run-cache")
    start.ser("artifacts")
    start.commit("a remote")
    start.run("git", "tag", "gen-1")
    start.run("git", "clone", "-q", "--bare", ".", str(home / "project.git"))
    return Team(home)


class Team:
    def __init__(self, home):
        self.home = home
        self.hers, self.his = (self.clone(name) for name in ("hers", "his"))
        with Reader("add-a-generation.md", self.hers, self.hers.folder) as page:
            self.added = "".join(page)
        line = r"s/^generations:.*/&\n  soft-1: {rule: soft, after: seed}/"
        self.his.run("sed", "-i", line, "params.yaml")
        self.his.repro()
        self.his.ser("artifacts")
        self.his.commit("soft-1")
        with Reader("merge.md", self.his, self.his.folder) as page:
            self.merged = list(page)
        self.his.run("git", "tag", "gen-2")

    def clone(self, name):
        Project(self.home).run("git", "clone", "-q", "project.git", name)
        here = Project(self.home / name)
        here.run("dvc", "pull", "-q", "--run-cache")
        return here


def ran(told):
    return set(re.findall(r"Running stage '([^']+)'", told))


def test_a_line_of_params_runs_its_own_generation_alone(team):
    own = {f"{verb}@top-1" for verb in ("select", "train", "score", "grade", "audit", "spotcheck", "story")}

    assert ran(team.added) == own | SUMMARIES


def test_two_generations_meet_and_only_what_sets_them_side_by_side_runs(team):
    conflict, settled, run, _ = team.merged

    assert {"params.yaml", "dvc.lock"} <= set(re.findall(r"Merge conflict in (\S+)", conflict))
    assert "nothing is left in conflict" in settled
    assert ran(run) == SUMMARIES
    latest = json.loads((team.his.folder / "metrics/latest.json").read_text())
    assert {"top", "soft"} <= set(latest)
    assert {"top-1", "soft-1"} <= set(team.his.params()["generations"])
    assert "top-1" in (team.his.folder / "report/index.html").read_text()
    assert "reward-top-1" in yaml.safe_load((team.his.folder / "models/dvc.yaml").read_text())["artifacts"]
    assert "up to date" in team.his.run("dvc", "status")
    assert "holds" in team.his.ser("audit", "--sample", "0")
    assert team.his.run("git", "status", "--porcelain") == ""


def test_revisions_and_experiments_are_compared_and_shared(team):
    with Reader("compare.md", team.his, team.his.folder) as page:
        diff, tried, table, shared, _ = page

    assert re.search(r"latest.json +top.accuracy +- +0\.", diff)
    assert "select@ser-1" in ran(tried)
    assert not {one for one in ran(tried) if one.startswith(("corpus", "sft", "align"))}
    [head] = [line for line in table.splitlines() if "Experiment" in line]
    assert "top.accuracy" in head
    assert len(head.split()) < 15
    assert "surer" in shared
    assert team.his.run("git", "status", "--porcelain") == ""


def test_a_model_is_handed_over_by_path_and_by_name(team):
    where = {"PROJECT": str(team.home / "project.git")}
    with Reader("hand-over.md", team.his, team.home, **where) as page:
        got, loaded, registered, same = page

    assert "rev_lock" in got
    assert "[1, 1]" in loaded
    assert "v1.0.0" in registered
    assert "the same checkpoint" in same


def kept(team):
    return {one.name for one in (team.home / "store/files").rglob("*")}


def test_what_is_taken_out_is_kept_until_nothing_has_it(team):
    here = team.clone("pruned")
    here.run("git", "switch", "-q", "--detach", "origin/top")
    here.run("dvc", "pull", "-q")
    here.run("git", "switch", "-q", "main")
    here.run("dvc", "checkout", "-q")
    before = kept(team)
    with Reader("prune.md", here, here.folder) as page:
        shown, removed, after, elsewhere = page

    assert "dvc.lock, train@top-1" in shown
    assert "Nothing was removed" in shown
    assert ran(removed) == SUMMARIES
    assert not (here.folder / "models/reward/top-1").exists()
    assert (here.folder / "models/reward/soft-1").exists()
    assert "holds" in here.ser("audit", "--sample", "0")
    assert "cache: 0 objects" in after  # the remote's branches still have it
    assert kept(team) == before
    assert "from remote" in elsewhere
    here.run("git", "switch", "-q", "--detach", "origin/top")
    here.run("dvc", "checkout", "-q")
    assert (here.folder / "models/reward/top-1").exists()
    digest = here.lock()["train@top-1"]["models/reward/top-1"]
    assert f"{digest[:2]}/{digest[2:]}" not in elsewhere
