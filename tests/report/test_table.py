"""The finding as one sentence, and the table of all models."""

from dataclasses import replace

import pytest

from reported import compared, results
from ser.report import table, words

CLOSES = (
    "From 15 % of the labels, ser-3 closes 60 [58, 62] % of the gap between the seed model (64.0 %) "
    "and the model that has all labels (74.0 %)"
)
PLAIN = "vanilla-3, the plain threshold"


def asked(found, **tests):
    told = {"ser-3": {name.replace("_", "-"): compared(*test) for name, test in tests.items() if test}}
    return replace(found, summary=found.summary | {"tests": told})


@pytest.mark.parametrize(
    ("seed", "vanilla", "said"),
    [
        ((0.06, True), (0.03, True), f"; it beats {PLAIN}: +3.0 [+1.0, +5.0] points."),
        ((0.06, True), (-0.03, True), f"; {PLAIN}, beats it: -3.0 [-5.0, -1.0] points."),
        ((0.06, True), (0.01, False), f"; it cannot be told apart from {PLAIN}: +1.0 [-1.0, +3.0] points."),
        ((0.01, False), None, ", a difference that could be chance."),
        ((-0.06, True), None, ", and so falls behind the seed."),
    ],
)
def test_the_finding_claims_what_the_tests_allow(p, found, seed, vanilla, said):
    assert table.finding(p, asked(found, seed=seed, vanilla_3=vanilla)) == CLOSES + said


def test_where_all_labels_may_be_worth_nothing_no_share_of_that_is_told(p, found):
    told = asked(found, seed=(0.06, True))
    tests = told.summary["tests"] | {"full": {"seed": compared(0.01, False)}}
    none = replace(told, summary=told.summary | {"tests": tests})
    all_of_it = tests | {"full": {"seed": compared(0.1, True)}}

    assert table.finding(p, none) == (
        "From 15 % of the labels, ser-3 reaches 70.0 [68.0, 72.0] % on the holdout, +6.0 [+4.0, +8.0] points against "
        "the seed model; there may be no gap to close, all labels being worth +1.0 [-1.0, +3.0] points."
    )
    assert table.finding(p, replace(none, summary=none.summary | {"tests": all_of_it})) == CLOSES + "."


def test_an_arm_that_took_no_label_is_the_seed_model_and_said_to_be(p, found):
    def counted(**labels):
        return replace(found, audits={name: one | {"labels": labels} for name, one in found.audits.items()})

    assert "ser-3 closes" in table.finding(p, counted(people=520.0, ledger=0.0))  # it learned from people's answers
    assert table.finding(p, counted(people=500.0, ledger=0.0)) == (
        "From 15 % of the labels, ser-3 adopts none of its own and stays the seed model: 70.0 [68.0, 72.0] %, where "
        "the model that has all labels reaches 74.0 [72.0, 76.0] %."
    )


def test_without_all_labels_there_is_no_gap_and_the_accuracy_stands_for_itself(p):
    alone = replace(p, references={})

    assert table.finding(alone, asked(results(alone), seed=(0.06, True))) == (
        "From 15 % of the labels, ser-3 reaches 70.0 [68.0, 72.0] % on the holdout, "
        "+6.0 [+4.0, +8.0] points against the seed model."
    )


def test_where_nobody_labelled_the_pool_the_labels_are_counted_and_are_no_share_of_anything(p):
    alone = replace(p, references={}, sealed=False)

    assert table.finding(alone, results(alone)).startswith("From 500 labels, ser-3 reaches")


def test_without_a_plain_arm_nothing_is_said_of_it(p):
    alone = replace(p, generations={name: p.generations[name] for name in ("ser-1", "ser-2", "ser-3")})

    assert "vanilla" not in table.finding(alone, results(alone))


def test_every_reward_model_has_a_row_with_the_labels_it_is_made_of(p, found):
    rows = {row[0]: row[1:4] for row in table.shown(p, found)[1]}

    assert list(rows) == list(p.models)
    assert rows["seed"] == ("500", "", "")
    assert rows["ser-3"] == ("500", "1,200", "79.0 [77.0, 81.0]")
    assert rows["full"] == ("3,500", "", "")
    assert rows["oracle-3"] == ("1,700", "", "")  # the seed's, and people's on what ser-3 holds


def test_what_could_not_be_measured_is_said_so():
    assert words.percent({"mean": None, "low": None, "high": None}) == "not measured"


def test_a_column_that_nothing_was_measured_for_is_left_out(p):
    alone = replace(p, references={}, sealed=False)
    told = results(alone)
    models = {
        name: {key: one for key, one in own.items() if key != "accuracy_ood"}
        for name, own in told.summary["models"].items()
    }
    blind = {name: one | {"right": {}, "bins": {}} for name, one in told.audits.items()}
    found = replace(told, summary=told.summary | {"models": models}, audits=blind)

    assert table.shown(p, results(p))[0] == list(table.HEAD)
    assert table.shown(alone, found)[0] == ["model", "human labels", "own labels", "accuracy %", "against seed"]
