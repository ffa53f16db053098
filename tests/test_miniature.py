"""What stands for the whole pipeline where minutes count."""

import pytest
import yaml

from imports import ROOT
from ser import cli, graph, miniature
from ser.desk import params
from ser.desk.errors import ModelError, ParamsError


@pytest.fixture
def small(tmp_path):
    miniature.lay(ROOT, tmp_path / "small")
    return tmp_path / "small"


def verbs(folder):
    given = yaml.safe_load((folder / "params.yaml").read_text())
    return {name.split("@")[0] for name in graph.read(folder / "dvc.yaml", given)}


def test_the_miniature_has_every_kind_of_stage_that_the_default_has_and_runs_as_it_stands(small, monkeypatch, capsys):
    monkeypatch.chdir(small)
    cli.command("check")

    assert verbs(small) >= verbs(ROOT)
    assert "8 reward models and 4 policies, 2 replicates each" in capsys.readouterr().out
    assert params.load().corpus.how["pairs"] < params.load(ROOT / "params.yaml").corpus.how["pairs"] / 10


def test_params_that_the_sizes_do_not_name_are_the_defaults(small):
    given, default = (yaml.safe_load((folder / "params.yaml").read_text()) for folder in (small, ROOT))

    assert given["split"] == default["split"]
    assert given["reward"] | {"epochs": 0} == default["reward"] | {"epochs": 0}
    assert set(given) == set(default)


def test_data_of_ones_own_cannot_be_made_small():
    given = yaml.safe_load((ROOT / "params.yaml").read_text())

    with pytest.raises(ParamsError, match=r"corpus: cannot be made small: own\n  -> run it from the root"):
        miniature.shrunk(given | {"corpus": {"name": "own"}})


def test_a_step_that_fails_is_named_and_the_folder_left(small, monkeypatch):
    monkeypatch.setattr(miniature, "STEPS", (("git", "init", "-q"), ("git", "nonsense")))

    with pytest.raises(ModelError, match=r"small: `git nonsense` ended with 1\n  -> .*the folder is left"):
        miniature.rehearse(small)
    assert (small / ".git").is_dir()
