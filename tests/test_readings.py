"""A reading as a table, and what is known of it before anything learns from it."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy.special import expit

import made
from imports import ROOT
from ser import paired, readings
from ser.desk import params, records
from ser.readings import Made

P = params.load(ROOT / "params.yaml")
P = replace(P, grade=replace(P.grade, resamples=60))
LABELLED, SIZE = 300, 500
IDS = [f"{n:04d}" for n in range(SIZE)]


@pytest.fixture(scope="module")
def world():
    """Views, pairs, people's labels, and the logits by which they were drawn; of some pairs there is no view."""
    rng = np.random.default_rng(1)
    likelier, pictures = rng.normal(size=SIZE), rng.normal(size=(3, SIZE, 4))
    texts = {"prompt": [f"ask {n}" for n in rng.integers(0, SIZE // 2, SIZE)]}
    texts |= {side: [f"w{a} w{b}" for a, b in rng.integers(0, 40, (SIZE, 2))] for side in records.SIDES}
    splits = ["seed"] * LABELLED + ["pool"] * (SIZE - LABELLED - 50) + ["holdout"] * 50
    pairs = made.table(records.PAIRS, pair_id=IDS, split=splits, **texts)
    looks = dict(zip(("seen", "seen_left", "seen_right"), pictures.tolist(), strict=True))
    views = made.table(records.VIEWS, pair_id=IDS, likely_left=likelier, likely_right=np.zeros(SIZE), **looks)
    read = np.array([n % 25 > 0 for n in range(SIZE)]) & (np.array(splits) != "holdout")
    sides = "".join(np.where(rng.random(LABELLED) < expit(2 * likelier[:LABELLED]), "l", "r"))
    return views.filter(pa.array(read)), pairs, made.ledger(IDS[:LABELLED], sides), 2 * likelier


@pytest.fixture(scope="module")
def read(world):
    return Made.of(*world[:3], 13)


def gain(read, margins):
    """Over a model with these margins of the labelled pairs."""
    return read.gain(made.scores(IDS[:LABELLED], margins, np.zeros(LABELLED)))


def test_known_are_the_labelled_pairs_that_were_read_and_the_pool_has_no_other(read):
    fits = [one for one in IDS[: SIZE - 50] if int(one) % 25]

    assert read.known["pair_id"].to_pylist() == [one for one in fits if int(one) < LABELLED]
    assert read.pool["pair_id"].to_pylist() == [one for one in fits if int(one) >= LABELLED]
    assert (len(read.found.known), len(read.found.pool)) == (len(read.known), len(read.pool))


def test_scores_of_the_held_out_are_a_models_and_what_was_not_read_has_none(world, read):
    views, pairs, labels, _ = world
    ids = IDS[-50:]
    held = views.slice(0, 50).set_column(0, "pair_id", [ids]).slice(1)
    made_of = Made.of(pa.concat_tables([views, held]), pairs, labels, 13)
    found = made_of.scores(pa.chunked_array([ids]), "a reading", (13, 14))

    assert found.schema == records.SCORES
    assert found["pair_id"].to_pylist() == ids * 2
    assert found["score_left"].to_pylist()[:50] == [None, *made_of.found.held.astype(np.float32).tolist()]
    assert found["score_right"].to_pylist() == [None, *[0.0] * 49] * 2
    assert made_of.found.pool == pytest.approx(read.found.pool, rel=1e-6, abs=1e-9)


def test_a_pair_of_the_pool_that_people_labelled_is_known(world):
    views, pairs, labels, _ = world
    more = pa.concat_tables([labels, made.ledger([IDS[LABELLED + 1]], "l")])
    read = Made.of(views, pairs, more, 13)

    assert read.known["pair_id"][-1].as_py() == IDS[LABELLED + 1]
    assert read.left_wins[-1]
    assert IDS[LABELLED + 1] not in read.pool["pair_id"].to_pylist()


def test_a_pair_of_the_seed_without_a_label_is_in_neither(world):
    views, pairs, labels, _ = world
    read = Made.of(views, pairs, labels.slice(0, 200), 13)

    assert read.known["pair_id"].to_pylist() == [one for one in IDS[:200] if int(one) % 25]
    assert min(read.pool["pair_id"].to_pylist()) > IDS[LABELLED - 1]


def test_labels_stand_with_their_pairs_in_whatever_order_they_come(world, read):
    views, pairs, labels, _ = world
    order = np.random.default_rng(2).permutation(LABELLED)
    other = Made.of(views, pairs.take([*order.tolist(), *range(LABELLED, SIZE)]), labels.take(order[::-1].tolist()), 13)

    assert (other.left_wins == read.left_wins).all()
    assert other.found.pool == pytest.approx(read.found.pool, abs=1e-9)


def test_a_reading_that_is_right_beats_a_model_that_guesses(read):
    found = gain(read, np.random.default_rng(3).normal(size=LABELLED))

    assert 0 < found.low < found.mean


def test_a_reading_does_not_beat_a_model_that_knows_better_or_the_same(world, read):
    logits = world[3][:LABELLED]
    own = dict(zip(read.known["pair_id"].to_pylist(), read.found.known, strict=True))
    same = np.array([own.get(one, 0.0) for one in IDS[:LABELLED]])

    assert gain(read, logits).low <= 0
    assert gain(read, 20 * same).mean == pytest.approx(0, abs=1e-3)  # the unit of a model's scores does not matter


def test_predictions_lie_in_their_intervals_and_few_labels_predict_loosely(world, read):
    views, pairs, labels, _ = world
    many, few = (one.predicted(P) for one in (read, Made.of(views, pairs, labels.slice(0, 60), 13)))

    for told in (many["all"], few["all"], *many["bins"]):
        assert 0.5 <= told["low"] <= told["mean"] <= told["high"] <= 1
    assert width(few["all"]) > width(many["all"]) > 0
    assert sum(one["labels"] for one in many["bins"]) == many["all"]["labels"] == len(read.pool)


def test_a_prediction_lies_in_its_interval_where_almost_nothing_is_known(world):
    views, pairs, labels, _ = world
    told = Made.of(views, pairs, labels.slice(0, 12), 13).predicted(P)["all"]

    assert 0.5 <= told["low"] <= told["mean"] <= told["high"]
    assert told["high"] > told["mean"]


def test_a_reading_helps_where_it_is_likelier_than_not_to_be_better(read):
    better, worse = (paired.Difference(mean, -1.0, 1.0, 0.9) for mean in (0.01, -0.01))

    assert readings.helps(better)
    assert not readings.helps(worse)
    assert not readings.helps(paired.Difference(np.nan, np.nan, np.nan, np.nan))


def width(told):
    return told["high"] - told["low"]


def test_as_many_labels_are_right_as_predicted(world, read):
    logits = world[3][[int(one) for one in read.pool["pair_id"].to_pylist()]]
    told = read.predicted(P)["all"]
    right = np.where(read.found.pool > 0, expit(logits), expit(-logits)).mean()

    assert told["low"] - 0.03 < right < told["high"] + 0.03


def test_the_table_has_a_row_for_each_replicate_and_pair_in_the_order_of_their_ids(read):
    found = read.table("a reading", {14: False, 13: True})
    size = len(read.pool)

    assert found.schema == records.READINGS
    assert found["rng_seed"].to_pylist() == [13] * size + [14] * size
    assert found["helps"].to_pylist() == [True] * size + [False] * size
    for rng_seed in (13, 14):
        own = found.filter(pc.equal(found["rng_seed"], rng_seed))
        assert own["pair_id"].to_pylist() == sorted(read.pool["pair_id"].to_pylist())
        assert own["margin"].to_pylist() == pytest.approx(read.found.pool, abs=1e-6)


def test_a_line_tells_what_is_predicted_and_whom_it_beats(world, read):
    gains = {13: gain(read, np.random.default_rng(3).normal(size=LABELLED)), 14: gain(read, world[3][:LABELLED])}
    told = readings.figures(read, gains, P)
    every = told["predicted"]["all"]

    assert told["labelled"] == len(read.known)
    assert told["right"] == pytest.approx(np.mean((read.found.known > 0) == read.left_wins), abs=1e-5)
    assert readings.line(told) == (
        f"reading: {100 * every['mean']:.1f} [{100 * every['low']:.1f}, {100 * every['high']:.1f}] % of "
        f"{len(read.pool)} labels will be right; found better than 1 of 2 replicates"
    )
