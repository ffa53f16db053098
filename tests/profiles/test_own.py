"""A profile's params are the root's, reasons included, with what the user's data ask for."""

from pathlib import Path

import pytest
import yaml

from imports import ROOT
from ser.profiles import own, text
from ser.profiles.own import Given

TEXT = (ROOT / "params.yaml").read_text()
SEALED = Given([Path("far/reviews.csv"), Path("more.jsonl")])
UNSEALED = Given([Path("reviews.csv")], [Path("pool.csv")], [Path("other.csv")])


def test_files_are_named_where_they_are_copied_to():
    found = yaml.safe_load(own.first(TEXT, UNSEALED, "../.."))

    assert found["root"] == "../.."
    assert found["corpus"] == {
        "name": "own", "labelled": ["data/raw/reviews.csv"], "unlabelled": ["data/raw/pool.csv"],
        "out_of_domain": ["data/raw/other.csv"], "at_most": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("given", "references"), [(SEALED, {"full", "oracle-3"}), (UNSEALED, set())])
def test_references_are_there_where_people_labelled_the_pool(given, references):
    found = yaml.safe_load(own.first(TEXT, given, "../.."))

    assert found["sealed"] == bool(references)
    assert set(found["references"]) == references
    assert set(found["generations"]) == {"ser-1", "ser-2", "ser-3", "vanilla-1", "elicit-1"}


def test_nothing_stands_in_it_that_only_the_embedded_world_has():
    found = yaml.safe_load(own.first(TEXT, SEALED, "../.."))

    assert (found["policies"], found["judging"]["judges"], found["judging"]["start"]) == ({}, {}, [])
    assert "judge" not in {rule["kind"] for rule in found["rules"].values()}


def test_every_other_line_stays_as_it_is_with_its_reason():
    derived = own.first(TEXT, SEALED, "../..").splitlines()
    changed = [line for line in derived if line not in TEXT.splitlines()]

    assert [line.split(":")[0].strip() for line in changed] == [
        "root", "corpus", "name", "labelled", "unlabelled", "out_of_domain", "at_most", "policies", "start", "judges",
    ]  # fmt: skip
    assert "root: ../..                      # the way" in changed[0]


@pytest.mark.parametrize(
    ("labelled", "words", "seed_share", "epochs", "window"),
    [
        (200, 60, 0.5, 20, 192),  # 70 labels at once: as many as there may be, gone through again and again
        (1000, 150, 0.15, 16, 320),  # 105 pairs are 6.6 steps of 16
        (100_000, 2000, 0.15, 3, 1024),
    ],
)
def test_few_rows_still_teach_something_and_long_ones_are_read(labelled, words, seed_share, epochs, window):
    found = yaml.safe_load(own.fit(TEXT, labelled, words))

    assert found["split"]["seed_share"] == seed_share
    assert (found["reward"]["epochs"], found["base"]["max_tokens"]) == (epochs, window)


def test_where_the_pool_is_given_the_seed_is_all_that_is_labelled():
    unsealed = text.put(TEXT, "sealed", "false")
    found = yaml.safe_load(own.fit(unsealed, 200, 60))

    assert found["split"] == yaml.safe_load(TEXT)["split"]
    assert found["reward"]["epochs"] == 12  # 140 pairs are 8.75 steps of 16


def test_a_place_that_is_not_there_is_not_passed_over():
    with pytest.raises(AssertionError, match=r"no reward\.epohcs"):
        text.put(TEXT, "reward.epohcs", 3)
