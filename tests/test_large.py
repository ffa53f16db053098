"""A pool of any size: in small parts or at once the same comes out, and of a pair no more is held than numbers."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from imports import ROOT
from made import table
from ser import audit, counts, ledger, verdicts
from ser.corpus import adapters
from ser.desk import params, records, tables
from ser.desk.parts import Parts
from ser.people import labels
from ser.reward import grade, looks

P = replace(params.load(ROOT / "params.yaml"), rng_seeds=(13, 14))
P = replace(P, grade=replace(P.grade, resamples=20))
SPLITS = ["pool"] * 6 + ["seed", "holdout", "holdout", "holdout_ood"]
SCHEMAS = {"pairs": records.PAIRS, "sealed": records.LABELS, "scores": records.SCORES, "book": records.LEDGER}
SCHEMAS |= {"readings": records.READINGS}


@pytest.fixture(scope="module")
def world():
    """Pairs of the embedded world, for its judge; labels and scores by lot, some of them ties, some missing."""
    size, rng = 150, np.random.default_rng(3)
    made = pa.concat_tables(adapters.of(P).rows(3)).slice(0, size)
    ids, splits = [f"{n:04x}" for n in range(size)], np.resize(SPLITS, size)
    texts = {name: made[name].to_pylist() for name in ("prompt", *records.SIDES)}
    pairs = table(records.PAIRS, pair_id=ids, split=splits.tolist(), **texts)
    said = table(records.LABELS, pair_id=ids, side=rng.choice(records.SIDES, size).tolist())
    scores = []
    for rng_seed in P.rng_seeds:
        sides = {f"score_{side}": rng.normal(size=size).round(1).tolist() for side in records.SIDES}
        for row in range(0, size, 30):
            sides["score_left"][row] = None
        scores.append(table(records.SCORES, pair_id=ids, rng_seed=[rng_seed] * size, labeller=["c"] * size, **sides))
    known = {split: said.filter(pa.array(splits == split)) for split in {*SPLITS}}
    books = [ledger.human(known["seed"], "seed", rng_seed) for rng_seed in P.rng_seeds]
    read = pa.concat_tables(scores).filter(pa.array(np.tile(splits != "seed", 2)))
    fits = (splits == "pool") & (np.arange(size) % 30 > 0)
    given = {"pairs": pairs, "sealed": known["pool"], "scores": read, "book": pa.concat_tables(books)}
    return given | {"readings": readings(np.array(ids)[fits].tolist(), rng.normal(size=fits.sum()).round(1))}, known


def readings(ids, margins):
    """That help every replicate."""
    rows = {"pair_id": 2 * ids, "rng_seed": np.repeat(P.rng_seeds, len(ids)).tolist(), "margin": [*margins, *margins]}
    return table(records.READINGS, **rows, labeller=["a reading"] * 2 * len(ids), helps=[True] * 2 * len(ids))


def stored(world, folder):
    """As the stages find them."""
    for name, one in world.items():
        tables.write(one, folder / name, SCHEMAS[name])
    return {name: Parts(folder / name, SCHEMAS[name]) for name in world}


def generation(given, name, rule, answers):
    """A generation's verdicts and ledger."""
    ruled, extended = [], []
    for rng_seed in P.rng_seeds:
        known = given["scores"], given["pairs"], given["book"], given["readings"]
        own = [*verdicts.judge(rng_seed, "now", name, rule, *known)]
        said = labels.of_generation(answers, "now", rng_seed)
        extended += ledger.extend(given["book"].of(rng_seed), own, rule.relabel, [said])
        ruled += own
    return pa.concat_tables(ruled), pa.concat_tables(extended)


def all_of(world, folder, name, rule):
    """Whatever follows from the tables and one rule."""
    given, known = stored(world[0], folder), world[1]
    pool = known["pool"]["pair_id"].to_pylist()
    asked = {"pair_id": pool[3:43:4][::-1], "side": ["left", "right"] * 5, "generation": ["now"] * 10}
    ruled, book = generation(given, name, rule, table(records.SETTLED, **asked))
    done = Parts(ruled, records.VERDICTS), Parts(book, records.LEDGER)
    shown = {
        which: [
            row
            for one in P.rng_seeds
            for part in ledger.unseal(done[1].of(one), given["sealed"].of(), given["scores"].of(one), which, "r", one)
            for row in part.to_pylist()
        ]
        for which in ("all", "adopted", "agreed")
    }
    held = {split: known[split] for split in records.HOLDOUTS}
    texts = pa.concat_tables(part.filter(looks.HELD.pairs) for part in given["pairs"].of())
    figures = [
        counts.of_generation(*done, given["book"], P.rng_seeds),
        audit.of_generation(*done, given["sealed"], given["pairs"], P),
        grade.grades(given["scores"], texts, held, P),
    ]
    return ruled.to_pylist(), book.to_pylist(), shown, figures


@pytest.mark.parametrize("name", sorted(P.rules))
def test_parts_of_seven_rows_give_what_the_whole_gives(world, tmp_path, monkeypatch, name):
    whole = all_of(world, tmp_path / "whole", name, P.rules[name])
    monkeypatch.setattr(tables, "ROWS", 7)

    assert all_of(world, tmp_path / "parts", name, P.rules[name]) == whole
    assert {row["ruling"] for row in whole[0]} == {"adopt", "hold"}
    assert {row["origin"] for row in whole[1]} > {"human"}


def test_of_many_prompts_the_audit_has_the_same_means_and_nearly_the_same_intervals(world, tmp_path, monkeypatch):
    p, given = replace(P, grade=replace(P.grade, resamples=4000)), stored(world[0], tmp_path)
    ruled, book = generation(given, "vanilla", P.rules["vanilla"], records.SETTLED.empty_table())
    done = Parts(ruled, records.VERDICTS), Parts(book, records.LEDGER)
    exact = audit.of_generation(*done, given["sealed"], given["pairs"], p)
    monkeypatch.setattr("ser.marks.MANY", 10)
    drawn = audit.of_generation(*done, given["sealed"], given["pairs"], p)

    assert drawn["bins"] == exact["bins"]
    for kind in ("adopted", "held", "ledger"):
        one, other = exact["right"]["human"][kind], drawn["right"]["human"][kind]
        assert other["mean"] == one["mean"]
        assert other != one
        for end in ("low", "high"):
            assert other[end] == pytest.approx(one[end], abs=0.1 * (one["high"] - one["low"]))


HELD = """
import sys, tracemalloc
from pathlib import Path
import pyarrow as pa
from ser import ledger, verdicts
from ser.desk import params, records, tables
from ser.desk.parts import Parts
tables.ROWS, rule, folder = 500, params.load().rules[sys.argv[1]], Path(sys.argv[2])
pairs, scores = Parts(folder / "pairs", records.PAIRS), Parts(folder / "scores", records.SCORES)
read = Parts(folder / "readings", records.READINGS)
tracemalloc.start()
with tables.writing(folder / "v", records.VERDICTS) as ruled, tables.writing(folder / "l", records.LEDGER) as book:
    nobody = Parts(records.LEDGER.empty_table(), records.LEDGER)
    for one in scores.replicates():
        own = ruled.through(verdicts.judge(one, "now", "a-rule", rule, scores, pairs, nobody, read))
        for part in ledger.extend(nobody.of(one), own, rule.relabel, nobody.of()):
            book.add(part)
print(pa.default_memory_pool().max_memory() + tracemalloc.get_traced_memory()[1])
"""  # in a process of its own, since what Arrow held at most is not forgotten


@pytest.mark.parametrize("name", ["ser", "agree", "elicit"])
def test_of_a_pair_no_more_is_held_than_fits_ten_million_times_into_two_gibibytes(tmp_path, monkeypatch, name):
    monkeypatch.setattr(tables, "ROWS", 500)
    held = []
    for size in (2000, 8000):
        stored(pool_of_long_texts(size), tmp_path)
        command = [sys.executable, "-P", "-c", HELD, name, str(tmp_path)]
        held.append(int(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout))

    assert (held[1] - held[0]) / 6000 < 2 * 2**30 / 10**7  # though each pair's texts alone are ten times as long


def pool_of_long_texts(size):
    ids, rng = [f"{n:016x}" for n in range(size)], np.random.default_rng(5)
    texts = {one: [f"{n} {'word ' * 150}" for n in range(size)] for one in ("prompt", *records.SIDES)}
    rows = {"pair_id": 2 * ids, "rng_seed": np.repeat(P.rng_seeds, size).tolist(), "labeller": ["c"] * 2 * size}
    sides = {f"score_{side}": rng.normal(size=2 * size).tolist() for side in records.SIDES}
    pairs = table(records.PAIRS, pair_id=ids, split=["pool"] * size, **texts)
    scores = table(records.SCORES, **rows, **sides)
    return {"pairs": pairs, "scores": scores, "readings": readings(ids, rng.normal(size=size))}
