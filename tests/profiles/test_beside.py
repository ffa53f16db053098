"""A profile of one generation, without a seal, judges or policies, run beside a root that was never run."""

import json
import shutil

import pytest

from imports import ROOT
from project import Project
from ser.profiles import laid, made, unsealed


class Profile(Project):
    def surroundings(self):
        return super().surroundings() | {"PYTHONPATH": str(self.folder.parent.parent / "src")}

    def json(self, name):
        return json.loads((self.folder / "metrics" / name).read_text())


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    root = Project.make(tmp_path_factory.mktemp("beside") / "project")
    here = Profile(root.folder / "profiles/small")
    for place in (*laid.READ_WHOLE, "data/raw"):
        (here.folder / place).mkdir(parents=True)
        (here.folder / place / "README.md").write_text("Read whole.\n")
    here.run("dvc", "add", "-q", "data/raw")
    shutil.copy(ROOT / unsealed.PATH, root.folder / unsealed.PATH)
    shutil.copy(root.folder / "params.yaml", here.folder)
    shutil.copy(ROOT / unsealed.PATH, here.folder / "dvc.yaml")
    (here.folder / "README.md").write_text(made.STORY.format(name="small", data="nothing"))
    here.change(_lean)
    here.commit("a profile")
    here.repro()
    here.commit("its results")
    return here


def _lean(p):
    p |= {"root": "../..", "rng_seeds": [13], "sealed": False, "references": {}, "policies": {}}
    p["generations"] = {"ser-1": {"rule": "ser", "after": "seed"}}
    p["judging"] |= {"start": [], "judges": {}, "held_out": []}


def test_nothing_is_made_of_what_is_not_there(profile):
    stages = {name.split("@")[0] for name in profile.lock()}

    assert not stages & {"audit", "unseal", "sample", "align", "judge", "judge_sft", "train_reference"}
    assert not (profile.folder / "metrics/audit.json").exists()
    assert profile.json("policy.json")["policies"] == {}


def test_labels_are_counted_and_nobody_says_whether_they_are_right(profile):
    latest = profile.json("latest.json")["ser"]

    assert latest["labels"] == profile.json("labels/ser-1.json")["labels"]["ledger"] > 0
    assert "labels_right" not in latest
    assert "right %" not in profile.ser("table")
    assert "Nobody was asked yet" in (profile.folder / "report/index.html").read_text()


def test_the_finding_stands_in_the_profiles_own_readme(profile):
    assert "ser-1 reaches" in (profile.folder / "README.md").read_text()


def test_its_record_holds_and_so_does_that_of_its_commit(profile):
    assert "holds" in profile.ser("audit", "--sample", "2")
    assert "holds" in profile.ser("audit", "--sample", "0", "--rev", "HEAD")


def test_the_raw_files_are_brought_with_what_is_made_of_them(profile):
    assert '"data/raw.dvc" -> "corpus"' in profile.run("dvc", "dag", "--dot", "corpus")
    assert "raw.dvc" in profile.run("git", "ls-files", "data")


def test_its_story_is_told_of_any_revision(profile):
    told = json.loads(profile.ser("trace", "ser-1/13", "--rev", "HEAD", "--json"))

    assert told["evidence"]["files"][0]["path"] == "data/ledger/ser-1.parquet"
    assert "accuracy %" in profile.ser("diff", "HEAD:seed", "ser-1")
    assert "stage:train@ser-1" in profile.ser("lineage", "--format", "prov-json", "--rev", "HEAD")


def test_people_who_are_asked_take_the_place_of_the_audit(profile, tmp_path):
    copied = profile.folder.parent.parent
    shutil.copytree(copied, tmp_path / "project", symlinks=True)
    here = Profile(tmp_path / "project/profiles/small")
    for words in (
        ("ask", "--why", "audit", "--n", "12", "--out", "asks.csv"),
        ("simulate", "asks.csv", "--out", "back.csv"),
        ("answer", "back.csv"),
    ):
        here.ser(*words)

    assert here.repro() == {"people", "spotcheck@ser-1", "report"}
    assert "People find right" in (here.folder / "report/index.html").read_text()


def test_the_profile_runs_alone_and_once(profile):
    assert profile.repro() == set()
    assert not (profile.folder.parent.parent / "dvc.lock").exists()
