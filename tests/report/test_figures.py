"""What the pictures draw: whole arms, levels apart from each other, each model in a place of its own."""

from dataclasses import replace

import pytest

from reported import results, swept
from ser.desk.settings import Generation
from ser.report import accuracy, figure, labels, lineage, plot, sureness, sweeps


@pytest.fixture(scope="module")
def branched(p):
    """An arm that leaves `ser` after its first generation."""
    return replace(p, generations=p.generations | {"soft-2": Generation("ser", "ser-1")})


def test_an_arm_is_drawn_from_the_seed_to_its_tip_with_the_headline_first(branched):
    drawn = [(row["arm"], row["model"]) for row in accuracy.rows(branched, results(branched))]

    assert drawn[:4] == [("ser", "seed"), ("ser", "ser-1"), ("ser", "ser-2"), ("ser", "ser-3")]
    assert [model for arm, model in drawn if arm == "soft"] == ["seed", "ser-1", "soft-2"]


def test_a_generation_that_arms_share_is_counted_once(branched):
    models = [row["model"] for row in labels.rows(branched, results(branched))]

    assert sorted(set(models)) == sorted(branched.generations)
    assert len(models) == len(labels.PARTS) * len(branched.generations)


def test_the_parts_of_a_pool_add_up_to_it(p, found):
    assert sum(row["labels"] for row in labels.rows(p, found) if row["model"] == "ser-2") == 3000


@pytest.mark.parametrize(
    ("values", "apart"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),  # far enough already
        ([2.0, 2.0], [1.75, 2.25]),  # moved as little as can be, to both sides
        ([3.9, 4.0], [3.5, 4.0]),  # not over the edge
        ([0.0] * 20, [round(4 * place / 19, 4) for place in range(20)]),  # too many: as far apart as there is room
    ],
)
def test_names_beside_a_plot_keep_their_distance(values, apart):
    assert plot.apart(values, 0.5, 0.0, 4.0) == pytest.approx(apart)


def test_a_ceiling_far_above_stands_at_the_edge_and_does_not_squeeze_the_rest(p, found):
    far = figure.still(accuracy.figure(p, found))
    near = figure.still(accuracy.figure(p, replace(found, corpus=found.corpus | {"ceiling": 0.78})))

    assert ">ceiling 92.0 ↑<" in far
    assert ">ceiling 78.0<" in near
    assert far.count('stroke-dasharray="4,4"') == near.count('stroke-dasharray="4,4"') - 1


def test_labels_are_drawn_under_the_confidence_of_the_model_that_gave_them(p, found):
    drawn = sureness.reliability_rows(p, found)

    assert {(row["generation"], row["labeller"]) for row in drawn if row["arm"] == "ser"} == {
        (1, "seed"), (2, "ser-1"), (3, "ser-2")
    }  # fmt: skip


def test_labels_that_were_read_are_drawn_as_the_readings_and_not_as_the_parents(p, found):
    plan = replace(p, generations={"ser-1": Generation("elicit", "seed"), "ser-2": p.generations["ser-2"]})
    drawn = sureness.reliability_rows(plan, found)

    assert {(row["generation"], row["labeller"], row["by"]) for row in drawn} == {
        (1, "reading", "reading"), (2, "ser-1", "generation 1")
    }  # fmt: skip
    assert [key.name for key in sureness.reliability(plan, found).keys] == ["generation 1", "reading"]


def test_each_model_has_a_place_of_its_own_below_its_parent(branched):
    places = lineage.place(branched)

    assert set(places) == set(branched.models)
    assert len(set(places.values())) == len(places)
    for name in branched.models[1:]:
        assert places[name][1] > places[branched.parent(name)][1]


def test_a_sweep_over_numbers_is_curves_and_one_over_words_is_dots(p):
    numbers = [swept(point, "ser-3", "ser", 0.6, 0.2) for point in (0.05, 0.5)]
    words = [swept(point, "ser-3", "ser", 0.6) for point in ("hinge", "bradley_terry")]
    alone = [swept(0.5, "ser-3", "ser", 0.6), swept(0.5, "vanilla-3", "vanilla", 0.7)]

    assert [sweeps.is_curve(table) for table in (numbers, words, alone)] == [True, False, False]


def test_dots_of_one_point_are_sorted_by_accuracy(p, found):
    rows = [
        swept("x", "ser-3", "ser", 0.6),
        swept("x", "vanilla-1", "vanilla", 0.7),
        swept("x", "seed", "seed", 0.65),
    ]
    [one] = sweeps.figures(p, replace(found, sweeps={"rules": rows}))

    assert one.panels[0]["encoding"]["y"]["scale"]["domain"] == ["vanilla-1", "seed", "ser-3"]


def test_a_curve_has_the_share_of_the_gap_beside_it_where_that_was_measured(p, found):
    rows = [swept(point, "ser-3", "ser", 0.6, closed) for point, closed in ((0.1, 0.2), (0.5, 0.3))]
    plain = [swept(point, "ser-3", "ser", 0.6) for point in (0.1, 0.5)]
    both, single = sweeps.figures(p, replace(found, sweeps={"a": rows, "b": plain}))

    assert (len(both.panels), len(single.panels)) == (2, 1)
    assert len(sweeps.together([both, single]).panels) == 3


def test_references_have_colours_that_no_arm_has_however_many_arms_there_are(p, found):
    plan = replace(p, generations=p.generations | {"soft-1": Generation("ser", "seed")})
    roles = {"ser": "ser-3", "vanilla": "vanilla-3", "soft": "soft-1", "full": "full", "oracle-3": "oracle-3"}
    rows = [swept(point, model, role, 0.6) for point in (0.1, 0.5) for role, model in roles.items()]
    [one] = sweeps.figures(plan, replace(found, sweeps={"a": rows}))

    assert len({key.colour for key in one.keys}) == len(one.keys) == len(roles)
