"""The page and the table from figures made by hand."""

import re

import pytest

from ser import params
from ser.report import figures, page, table
from ser.report.table import Results


def figure(mean):
    return {"mean": mean, "low": mean - 0.02, "high": mean + 0.02}


@pytest.fixture(scope="module")
def p():
    return params.load()


@pytest.fixture(scope="module")
def results(p):
    plain = {"accuracy": figure(0.70), "accuracy_ood": figure(0.6), "vs_seed": figure(0.06), "gap_closed": figure(0.6)}
    models = {name: dict(plain) for name in p.models} | {
        "seed": {"accuracy": figure(0.64), "accuracy_ood": figure(0.5)},
        "full": {"accuracy": figure(0.74), "accuracy_ood": figure(0.6), "vs_seed": figure(0.10)},
    }
    labels = {"adopted": 1000.0, "added": 10.0, "flipped": 7.0, "contradicted": 8.0, "ledger": 1200.0}
    right = {"human": {"adopted": figure(0.8), "held": figure(0.55), "ledger": figure(0.79)}}
    audit = {"labels": labels, "right": right, "replicates": {"13": {"status": "tells apart"}}}
    curves = {"score": [-1.0, 0.0, 1.0], "density": [0.1, 0.8, 0.1]}
    return Results(
        corpus={"pairs_seed": 500, "pairs_pool": 3000, "ceiling": 0.92, "longer_wins": 0.5, "tfidf": 0.57},
        summary={"headline": "ser-3", "gap_closed": figure(0.6), "models": models},
        audits=dict.fromkeys(p.generations, audit),
        grades={name: {"curves": curves} for name in p.models},
    )


def test_the_finding_says_how_much_of_the_gap_was_closed(p, results):
    assert table.finding(p, results) == (
        "From 15 % of the labels, ser-3 closes 60 [58, 62] % of the gap between the seed model "
        "(64.0 [62.0, 66.0] %) and the model that has all labels (74.0 [72.0, 76.0] %)."
    )


def test_every_reward_model_has_a_row_with_the_labels_it_is_made_of(p, results):
    rows = {row[0]: row[1:4] for row in table.rows(p, results)}

    assert list(rows) == list(p.models)
    assert rows["seed"] == ("500", "", "")
    assert rows["ser-3"] == ("500", "1,200", "79.0 [77.0, 81.0]")
    assert rows["full"] == ("3,500", "", "")
    assert rows["oracle-3"] == ("1,700", "", "")  # the seed's, and people's on what ser-3 holds


def test_what_could_not_be_measured_is_said_so(p, results):
    assert table.percent({"mean": None, "low": None, "high": None}) == "not measured"


def test_the_page_stands_alone(p, results):
    pictures = {
        "accuracy": figures.svg(figures.accuracy(p, results)),
        "rewards": figures.svg(figures.rewards(p, results)),
    }
    whole = page.render(p, results, pictures, "a: <b>")

    assert not re.findall(r'(?:src|href)="(?!#)', re.sub(r'xmlns(:\w+)?="[^"]*"', "", whole))
    assert whole.count("<svg") == 2
    assert "a: &lt;b&gt;" in whole
    for name in p.models:
        assert f"<td>{name}</td>" in whole


def test_a_picture_is_the_same_bytes_each_time(p, results):
    assert figures.svg(figures.accuracy(p, results)) == figures.svg(figures.accuracy(p, results))


def test_an_arm_is_drawn_from_the_seed_to_its_tip(p, results):
    drawn = [(row["arm"], row["generation"], row["model"]) for row in figures.accuracy_rows(p, results)]

    assert drawn[:4] == [("ser", 0, "seed"), ("ser", 1, "ser-1"), ("ser", 2, "ser-2"), ("ser", 3, "ser-3")]
    assert ("vanilla", 3, "vanilla-3") in drawn
