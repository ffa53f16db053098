"""Only what nothing needs goes, from the working tree and from the cache."""

import shutil

import pytest

from ser.desk.errors import ProvenanceError
from ser.prune import cache, leftovers, needed
from small import Small

STANDS = ["hers", "origin/pushed", "gen-2", "annotated", "stash@{0}", "stash@{1}", "worktree"]


@pytest.fixture(scope="module")
def made(served, tmp_path_factory):
    """Each place where something may stand has a model of its own, and so has one that stands nowhere any more."""
    here = Small.make(tmp_path_factory.mktemp("small") / "project")
    for number in range(len(STANDS) + 1):
        here.branch(f"b{number}", lambda here, number=number: here.add(f"own{number}-1"))
    refs = {name: f"b{number}" for number, name in enumerate([*STANDS, "gone"])}
    here.run("git", "branch", "hers", refs["hers"])
    here.run("git", "update-ref", "refs/remotes/origin/pushed", refs["origin/pushed"])
    here.run("git", "tag", "gen-2", refs["gen-2"])
    here.run("git", "tag", "-a", "-m", "a tag with a message", "annotated", refs["annotated"])
    for name in ("stash@{1}", "stash@{0}"):
        here.run("git", "checkout", "-q", refs[name], "--", ".")
        here.run("git", "stash", "-q")
    here.run("git", "worktree", "add", "-q", "--detach", str(here.folder.parent / "apart"), refs["worktree"])
    for branch in refs.values():
        here.run("git", "branch", "-q", "-D", branch)
    here.run("dvc", "checkout", "-q")
    return here


def pruned():
    with cache.unneeded() as found:
        found.remove()
        return found


def test_whatever_stands_somewhere_can_still_be_checked_out(small):
    found = pruned()

    assert len(found.objects) == 2  # the model that stands nowhere, and the summary beside it
    for number, name in enumerate(STANDS):
        revision = name if name != "worktree" else small.run("git", "worktree", "list").split()[-3]
        small.run("git", "checkout", "-q", "-f", "--detach", revision)
        small.run("dvc", "checkout", "-q")
        assert (small.folder / f"models/own{number}-1").read_text() == f"4\nown{number}\n"


def test_a_run_whose_output_is_gone_is_forgotten_and_runs_again(small):
    gone = f"own{len(STANDS)}-1"
    before = len(list(small.folder.glob(".dvc/cache/runs/*/*/*")))
    forgotten = len(pruned().runs)

    assert before - len(list(small.folder.glob(".dvc/cache/runs/*/*/*"))) == forgotten == 2
    small.add(gone)
    assert small.repro() == {f"train@{gone}", "summary"}


def test_what_a_change_that_is_not_committed_needs_is_kept(small):
    small.add("ser-2")
    small.repro()
    pruned()
    shutil.rmtree(small.folder / "models")

    small.run("dvc", "checkout", "-q")
    assert (small.folder / "models/ser-2").exists()


def test_an_experiment_and_a_profile_are_kept(small):
    profile = small.folder / "profiles/mine"
    profile.mkdir(parents=True)
    shutil.copy(small.folder / "dvc.yaml", profile)
    shutil.copy(small.folder / ".gitignore", profile)
    for name, text in (("params.yaml", "generations:\n  mine-1: {rule: mine}\n"), ("a.py", "a"), ("b.py", "b")):
        (profile / name).write_text(text)
    Small(profile).repro()
    small.commit("a profile")
    small.run("dvc", "exp", "run", "-q", "--temp", "--name", "tried", "-S", "generations.ser-1.rule=tried")
    pruned()
    for path in (small.folder / "models", profile / "models"):
        shutil.rmtree(path)

    small.run("dvc", "checkout", "-q")
    assert (profile / "models/mine-1").read_text() == "2\nmine\n"
    small.run("dvc", "exp", "apply", "-q", "tried")
    assert (small.folder / "models/ser-1").read_text() == "4\ntried\n"


def test_a_worktree_whose_folder_is_gone_still_counts_by_its_commit(small):
    small.run("git", "worktree", "add", "-q", "--detach", "apart", "HEAD")
    shutil.rmtree(small.folder / "apart")

    assert small.run("git", "rev-parse", "HEAD").strip() in needed.commits()
    assert len(pruned().objects) == 2


def test_a_cache_that_others_may_share_is_refused(small, tmp_path):
    small.run("dvc", "cache", "dir", str(tmp_path / "shared"))

    with pytest.raises(ProvenanceError, match="outside the repository"), cache.unneeded():
        pass


def test_what_params_no_longer_name_goes_and_nothing_beside_it(small):
    small.add("ser-2")
    small.repro()
    (small.folder / "models/README.md").write_text("by hand\n")
    small.run("git", "checkout", "-q", "params.yaml")
    entries, places = leftovers.dead()
    assert (entries, [str(one) for one in places]) == (["train@ser-2"], ["models/ser-2"])

    leftovers.remove(entries, places)
    assert {path.name for path in (small.folder / "models").iterdir()} == {"README.md", "ser-1"}
    assert set(small.locked()) == {"train@ser-1", "summary"}
    assert small.repro() == {"summary"}
