"""DVC reads any revision that has a profile in it, as it does to compare, to import and to show experiments."""

import shutil

from ser.profiles import laid
from small import Small


def test_a_profile_that_is_committed_stands_in_nobodys_way(tmp_path):
    root = Small.make(tmp_path / "project")
    profile = Small(root.folder / "profiles/mine")
    laid.out(profile.folder, is_sealed=True)
    for name in (".gitignore", "a.py", "b.py"):
        shutil.copy(root.folder / name, profile.folder)
    profile.write("params.yaml", "generations:\n  mine-1: {rule: mine}\n")
    profile.repro()
    root.write("metrics/summary.json", '{"models": "changed"}')
    root.commit("a profile")

    told = root.run("dvc", "metrics", "diff", "HEAD~1", "HEAD")
    assert "mine-1" in told
    assert "changed" in told
    root.run("dvc", "get", ".", "models/ser-1", "--rev", "HEAD", "--out", str(tmp_path / "got"))
    assert (tmp_path / "got").read_bytes() == (root.folder / "models/ser-1").read_bytes()
