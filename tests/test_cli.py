"""What a person types, and what they read."""

import os
import shutil
import subprocess
import sys

import pytest
import yaml

from imports import ROOT, SRC
from ser import cli
from ser.desk.errors import ParamsError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with the committed params and results, and no data."""
    for name in ("params.yaml", "sweeps.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "metrics", tmp_path / "metrics")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_tries_the_keys_of_every_rule_before_anything_runs(here, capsys):
    cli.command("check")
    assert (
        "params.yaml: 10 reward models and 6 policies, 3 replicates each; all rules, methods and judges are whole"
        in capsys.readouterr().out
    )

    given = yaml.safe_load((here / "params.yaml").read_text())
    given["rules"]["top"]["buckest"] = given["rules"]["top"].pop("buckets")
    (here / "params.yaml").write_text(yaml.safe_dump(given))
    with pytest.raises(ParamsError, match=r'rules.top: unknown key "buckest".*\n  -> did you mean "buckets"\?'):
        cli.command("check")


def test_a_reader_who_leaves_early_is_no_error(here):
    nobody, told = os.pipe()
    os.close(nobody)
    command = [sys.executable, "-c", "from ser import cli; cli.main()", "check"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(SRC)}, stdout=told, stderr=subprocess.PIPE)
    os.close(told)

    assert (done.returncode, done.stderr) == (141, b"")


def test_check_tries_the_keys_of_the_corpus(here):
    given = yaml.safe_load((here / "params.yaml").read_text())
    given["corpus"] = {"name": "own", "labeled": [], "unlabelled": [], "out_of_domain": [], "at_most": 0}
    (here / "params.yaml").write_text(yaml.safe_dump(given))
    with pytest.raises(ParamsError, match=r'corpus: unknown key "labeled".*\n  -> did you mean "labelled"\?'):
        cli.command("check")


def test_the_table_shows_every_model_and_the_seconds_that_this_machine_knows(here, capsys):
    (here / ".scratch").mkdir()
    (here / ".scratch/seconds.json").write_text('{"train ser-1": 20.4, "score ser-1": 9.2}')
    cli.command("table")
    told = {line.split()[0]: line.split() for line in capsys.readouterr().out.splitlines() if line.strip()}

    assert told["model"][-1] == "seconds"
    assert told["ser-1"][-1] == "30"
    assert "full" in told


@pytest.mark.parametrize("words", [("card", "ser-9"), ("card", "ser-1", "--rng-seed", "99")])
def test_a_card_of_an_unknown_checkpoint_is_refused_with_those_there_are(here, words):
    with pytest.raises(ParamsError, match=r"no reward model .*\n  -> use one of: seed, ser-1, .*--rng-seed 13, 14, 15"):
        cli.command(*words)
