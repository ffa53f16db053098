"""A revision is read from git, the cache or a remote, and the working tree is left as it is."""

import shutil
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ser.desk import paths, records
from ser.desk.errors import ProvenanceError
from ser.desk.paths import Model
from ser.evidence import Evidence

BOOK = Model("ser-1").ledger


def test_a_revision_holds_what_the_working_tree_has_lost(project):
    before = pq.read_table(BOOK)
    shutil.rmtree("data/ledger")
    shutil.rmtree("models")
    paths.PARAMS.write_text("broken: [")
    there = Evidence("HEAD")

    assert there.table(BOOK, records.LEDGER).equals(before.cast(records.LEDGER))
    assert there.params.rng_seeds == (13, 14)
    assert there.json(Model("ser-1").metrics)["holdout"]["accuracy"]["mean"] > 0
    assert (there.path(paths.SFT) / "README.md").read_text().startswith("---")
    assert not BOOK.exists()
    assert project.run("git", "status", "--short") == " M params.yaml\n"


def test_what_the_cache_lacks_is_fetched_from_a_remote(project, tmp_path):
    project.run("dvc", "remote", "add", "-d", "--local", "store", str(tmp_path / "store"))
    project.run("dvc", "push", "-q")
    shutil.rmtree(".dvc/cache")
    shutil.rmtree("data")

    assert len(Evidence("HEAD").table(BOOK, records.LEDGER))
    assert Evidence("HEAD").path(Model("ser-1").checkpoint(13) / "model.safetensors").stat().st_size > 1000


def test_what_neither_cache_nor_remote_holds_is_said_with_the_way_to_get_it(project):
    shutil.rmtree(".dvc/cache")
    needed = (
        r"data/ledger/ser-1.parquet at \w{12}: its bytes \(\w{8}\) are not in the cache(.|\n)*dvc repro select@ser-1"
    )

    with pytest.raises(ProvenanceError, match=needed):
        Evidence("HEAD").table(BOOK, records.LEDGER)


def test_an_unknown_revision_and_an_unknown_file_are_refused(project):
    with pytest.raises(ProvenanceError, match="revision 'gen-9': git knows no such commit"):
        Evidence("gen-9")
    with pytest.raises(ProvenanceError, match=r"data/nothing.parquet at \w{12}: neither git nor dvc.lock names it"):
        Evidence("HEAD").path(Path("data/nothing.parquet"))


def test_the_raw_files_of_a_revision_are_those_of_its_time(project):
    mine = paths.RAW / "mine.jsonl"
    mine.write_text("then")
    project.run("dvc", "add", "-q", str(mine))
    project.commit("raw files beside a README")
    mine.write_text("now")
    there = Evidence("HEAD").path(paths.RAW)

    assert (there / "mine.jsonl").read_text() == "then"
    assert (there / "README.md").exists()


def test_a_profile_of_a_revision_lies_beside_the_code_of_that_revision(tmp_path, monkeypatch):
    here = tmp_path / "profiles/small"
    here.mkdir(parents=True)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("a = 1")
    (tmp_path / "src/b.py").write_text("b = 1")
    (tmp_path / "dvc.yaml").write_text("stages: {}")
    (here / "dvc.yaml").symlink_to("../../dvc.yaml")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    (tmp_path / "src/a.py").write_text("a = 2")
    monkeypatch.chdir(here)
    there = Evidence("HEAD")

    assert there.path(Path("dvc.yaml")).read_text() == "stages: {}"
    assert there.path(Path("../../src/a.py")).read_text() == "a = 1"
    assert sorted(one.name for one in there.path(Path("../../src")).iterdir()) == ["a.py", "b.py"]
    assert {path.name for path in Path(".scratch").iterdir()} == {"at"}
    assert (tmp_path / "src/a.py").read_text() == "a = 2"
