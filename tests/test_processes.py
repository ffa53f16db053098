"""A stage in two processes does what it does in one, writes each file once, and never runs as one by mistake."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
import torch
import yaml
from safetensors.torch import load_file

import made
import tiny
from imports import ROOT
from ser import training
from ser.batches import ByLength
from ser.desk import card, files, params, paths, processes, records, tables
from ser.desk.errors import ParamsError
from ser.policy import sample, sft
from ser.reward import score, train

TWO = f"env ACCELERATE_USE_CPU=true accelerate launch --config_file {ROOT}/launch/cpu_two.yaml --no_python python -P"
ONE = f"accelerate launch --cpu --config_file {ROOT}/launch/cpu_two.yaml --num_processes 2 --no_python python -P"
# Imported by each process as it starts: it notes what is opened to be written or moved, and by whom; and it may die.
WATCH = """
import os, sys
def note(event, given):
    if event == "open" and isinstance(given[0], str) and given[2] & (os.O_WRONLY | os.O_RDWR):
        path = given[0]
    elif event == "os.rename":
        path = given[1]
    else:
        return
    path = os.path.abspath(path)
    if os.environ.get("RANK") and path.startswith(os.getcwd()):
        with os.fdopen(os.open(os.environ["WRITTEN"], os.O_APPEND | os.O_CREAT | os.O_WRONLY), "a") as stream:
            stream.write(f"{os.environ['RANK']} {os.path.relpath(path)}\\n")
        if path.endswith(os.environ.get("DIE_AT", "nowhere")):
            os.kill(os.getpid(), 9)
sys.addaudithook(note)
"""


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A project with a supervised policy, the seed's model, and a generation whose labels weigh unequally."""
    home = tmp_path / "project"
    home.mkdir()
    monkeypatch.chdir(home)
    tiny.base("llama-3", home / "base")
    tiny.project(home, reward={"tune": "lora", "batch": 8, "lora": {"rank": 4, "alpha": 8, "dropout": 0.0}})
    change(references={}, rng_seeds=[13], generations={"own-1": {"rule": "weighted", "after": "seed"}}, headline="own")
    change(rules={"weighted": {"kind": "one_shot", "relabel": "newest", "targets": "weighted"}}, policies={})
    tiny.publish(sft.replicate("sft", 13), paths.SFT)
    tiny.publish(train.replicate("seed", 13), paths.Model("seed").checkpoint(13))
    tiny.publish(score.replicate("seed", 13), paths.Model("seed").scores)
    sure = [0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
    own = made.ledger(tiny.IDS[6:], "rlrrlr", origin="model").drop_columns("confidence")
    own = own.append_column("confidence", pa.array(sure, pa.float32())).select(records.LEDGER.names)
    book = pa.concat_tables([made.ledger(tiny.IDS[:6], "lrlrlr"), own])
    tables.write(book, paths.Model("own-1").ledger, records.LEDGER)
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch/sitecustomize.py").write_text(WATCH)
    return tmp_path


def change(**values):
    given = yaml.safe_load(paths.PARAMS.read_text())
    paths.PARAMS.write_text(yaml.safe_dump(given | values, sort_keys=False))


def launched(world, launch, stage, model, **more):
    """The stage as DVC starts it; its exit status, what it said, and who wrote what."""
    change(launch=launch)
    log = world / "written"
    log.unlink(missing_ok=True)
    found = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{world / 'watch'}",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "WRITTEN": str(log),
    }
    command = f"{launch} {ROOT}/stages/{stage}.py {model}"
    done = subprocess.run(command, shell=True, env=found | more, capture_output=True, text=True)
    written = [line.split(" ", 1) for line in log.read_text().splitlines()] if log.exists() else []
    return done.returncode, done.stdout + done.stderr, written


def test_two_processes_train_and_score_as_one_does_and_each_file_is_written_once(world):
    folder = paths.Model("own-1").checkpoint(13)
    one = tiny.publish(train.replicate("own-1", 13), world / "one")
    status, said, written = launched(world, TWO, "train", "own-1")
    assert status == 0, said
    first, second = (load_file(place / "adapter_model.safetensors") for place in (one, folder))
    told = [card.read(place)["training"] for place in (one, folder)]

    assert all(torch.allclose(first[name], second[name], atol=1e-5) for name in first)
    assert told[0].pop("losses") == pytest.approx(told[1].pop("losses"), abs=1e-4)  # which a card gives to four digits
    assert told[0] == told[1]
    assert {path for rank, path in written if rank != "0"} == {
        path for _, path in written if path.endswith("rng_state_1.pth")
    }
    published = [path for _, path in written if not path.startswith(".scratch")]
    assert sorted(set(published)) == sorted(published)
    assert {"models/reward/own-1/13", "metrics/training/own-1.json"} <= set(published)

    more = made.pairs("".join(map(chr, range(0x4E00, 0x4F00))))  # enough for several batches
    tables.write(pa.concat_tables([made.pairs(tiny.IDS), more]), paths.PAIRS, records.PAIRS)
    status, said, written = launched(world, TWO, "score", "own-1")
    assert status == 0, said
    alone = tables.read(score.replicate("own-1", 13), records.SCORES)
    assert tables.read(paths.Model("own-1").scores, records.SCORES).equals(alone)  # to the bit
    assert {rank for rank, _ in written} == {"0"}


@pytest.mark.slow
def test_two_processes_make_and_hear_the_supervised_policy_as_one_does(world):
    lora = {"rank": 4, "alpha": 8, "dropout": 0.0}
    given = yaml.safe_load(paths.PARAMS.read_text())
    how = {"tune": "lora", "answers_only": True, "batch": 10, "epochs": 2, "lora": lora}  # 24 texts: the last are four
    change(sft=given["sft"] | how, judging=given["judging"] | {"prompts": 4, "samples": 3, "tokens": 8})
    held = [made.pairs("qrstu", split) for split in records.HOLDOUTS]
    tables.write(pa.concat_tables([made.pairs(tiny.IDS), *held]), paths.PAIRS, records.PAIRS)
    one = tiny.publish(sft.replicate("sft", 13), world / "one")
    status, said, _ = launched(world, TWO, "sft", "")
    assert status == 0, said
    first, second = (load_file(place / "adapter_model.safetensors") for place in (one, paths.SFT))
    heard = tables.read(sample.replicate("sft", 13), records.ROLLOUTS)
    status, said, written = launched(world, TWO, "sample", "sft")
    assert status == 0, said

    assert all(torch.allclose(first[name], second[name], atol=1e-6) for name in first)
    assert any(second[name].abs().max() > 1e-4 for name in second if "lora_B" in name)
    assert tables.read(paths.SAMPLES, records.ROLLOUTS).equals(heard)
    assert {rank for rank, _ in written} == {"0"}


@pytest.mark.slow
def test_two_processes_killed_in_the_middle_go_on_to_the_same_bytes(world):
    given = yaml.safe_load(paths.PARAMS.read_text())["reward"]
    change(reward=given | {"epochs": 3, "lora": {"rank": 4, "alpha": 8, "dropout": 0.1}})
    folder = paths.Model("own-1").checkpoint(13)
    assert launched(world, TWO, "train", "own-1")[0] == 0
    whole = files.digest(*sorted(folder.iterdir()))
    status, said, _ = launched(world, TWO, "train", "own-1", DIE_AT="checkpoint-3/complete")
    assert status != 0, said
    status, said, written = launched(world, TWO, "train", "own-1")
    steps = {path.split("checkpoint-")[1].split("/")[0] for _, path in written if "checkpoint-" in path}

    assert status == 0, said
    assert files.digest(*sorted(folder.iterdir())) == whole
    assert steps == {"3", "4", "5", "6"}  # the third was not known to be whole; those before were not done again


@pytest.mark.parametrize(("launch", "rank"), [(ONE, "none"), (TWO, "1")], ids=["silently one", "trouble in one"])
def test_trouble_ends_all_with_its_message(launch, rank, world):
    if rank == "1":  # which alone finds the ledger gone
        hook = (world / "watch/sitecustomize.py").read_text()
        hook += "if os.environ.get('RANK') == '1': os.chdir('..')\n"
        (world / "watch/sitecustomize.py").write_text(hook)
    status, said, _ = launched(world, launch, "train", "own-1")

    assert status != 0
    assert ("asks for 2 processes, this is 1 of 1" if launch == ONE else "params.yaml: the file is missing") in said
    assert not paths.Model("own-1").checkpoint(13).exists()


def test_what_was_asked_for_is_read_off_the_launch_line(tmp_path, monkeypatch):
    (tmp_path / "two.yaml").write_text("num_processes: 2\n")
    two = f"accelerate launch --config_file {tmp_path}/two.yaml --no_python python -P"
    processes.agree("python -P")
    with pytest.raises(ParamsError, match="asks for 2 processes, this is 1 of 1"):
        processes.agree(two)
    with pytest.raises(ParamsError, match="asks for 4 processes"):
        processes.agree(f"{two} --num_processes 4")
    with pytest.raises(ParamsError, match=r"no file nowhere\.yaml"):
        processes.agree("accelerate launch --config_file nowhere.yaml python")
    monkeypatch.setenv("WORLD_SIZE", "2")
    processes.agree(two)
    with pytest.raises(ParamsError, match="asks for 1 processes, this is 1 of 2"):
        processes.agree("python -P")


def test_work_for_one_is_done_by_the_first_and_the_others_end(monkeypatch, capsys):
    for name, value in {"WORLD_SIZE": "2", "RANK": "1", "ACCELERATE_USE_FSDP": "true"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        processes.alone()
    monkeypatch.setenv("RANK", "0")
    processes.alone()

    assert not ended.value.code  # which is no trouble
    assert (processes.count(), processes.rank()) == (1, 0)
    assert "ACCELERATE_USE_FSDP" not in os.environ
    assert "in one process of 2" in capsys.readouterr().err


@pytest.mark.parametrize("config", sorted(ROOT.glob("launch/*.yaml")), ids=lambda one: one.stem)
def test_every_launch_file_is_one_that_accelerate_reads(config):
    from accelerate.commands.config.config_args import load_config_from_file

    given = load_config_from_file(str(config))

    assert given.num_processes == yaml.safe_load(config.read_text())["num_processes"]
    assert given.mixed_precision == "no"  # what is trained in stands in params.yaml


def test_a_batch_is_shared_out_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    reward = params.load(ROOT / "params.yaml").reward

    assert training.arguments(reward, tmp_path, 13)["per_device_train_batch_size"] == 8  # of 16
    with pytest.raises(ParamsError, match="9 over 2 processes"):
        training.arguments(dataclasses.replace(reward, batch=9), tmp_path, 13)


def test_the_last_batch_is_filled_up_with_what_counts_for_nothing(monkeypatch):
    rows, filler = [{"length": one} for one in (3, 4, 5, 6, 7)], {"length": 0}
    assert training.filled(rows, 4, filler) == rows
    monkeypatch.setenv("WORLD_SIZE", "2")
    filled = training.filled(rows, 4, filler)
    order = list(ByLength([3, 4, 5, 6, 7], 4, rng_seed=1, fillers=3))

    assert filled == rows + [filler] * 3
    assert order[:5] == list(ByLength([3, 4, 5, 6, 7], 4, rng_seed=1))
    assert order[5:] == [5, 6, 7]
