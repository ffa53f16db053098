"""The selection rules on hand-made scores."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import yaml

from imports import ROOT
from ser.desk import params, records, strict
from ser.desk.errors import ParamsError
from ser.desk.settings import Rule
from ser.reward import pool, rules
from ser.reward.pool import Pool, Reading, sigmoid

ALL = params.load(ROOT / "params.yaml").rules
NAMES = sorted(ALL)
OWN = [name for name in NAMES if ALL[name].kind != "judge"]  # the judge wants prompts of the embedded world
PAPER = {"apart_above": 0.55, "apart_below": 0.45, "amplify": 0.30, "enough": 0.20}
LOGIT_55 = np.log(0.55 / 0.45)  # sigmoid(LOGIT_55) = .55 and sigmoid(-LOGIT_55) = .45


def seen(*scores, words=None, others=()):
    """A pool of (left, right) scores; `others` are further replicates' margins."""
    left, right = np.array(scores, dtype=np.float64).reshape(-1, 2).T
    words = words or [2] * len(left)
    texts = {"pair_id": [f"p{n}" for n in range(len(left))], "prompt": ["?"] * len(left)}
    texts |= {"left": [" ".join("w" * (n - 1)) for n in words], "right": ["w"] * len(left)}
    return at_hand(left, right, np.stack([left - right, *map(np.array, others)]), pa.table(texts), left - right)


def at_hand(left, right, everyone, pairs, read):
    """`read`: the margins of a reading, which is known to help."""
    said = Reading(read, "a reading", True)
    return Pool(left, right, lambda: everyone, lambda columns: iter([pairs.select(columns)]), lambda: said, "13\nnow")


def texts(found):
    """All that a pool's pairs have."""
    return pa.concat_tables(found.texts(["pair_id", "prompt", *records.SIDES]))


def drawn(size=400, rng_seed=1):
    """A pool of scores, lengths and three replicates, drawn from a normal distribution."""
    rng = np.random.default_rng(rng_seed)
    found = seen(*rng.normal(size=(size, 2)), words=rng.integers(2, 40, size).tolist())
    everyone = found.everyone + np.vstack([np.zeros(size), rng.normal(0, 0.5, (2, size))])
    read = np.where(rng.random(size) < 0.1, 0.0, rng.normal(size=size))
    return at_hand(found.left, found.right, everyone, texts(found), read)


def mirrored(*scores):
    """The pairs and their negatives, so that the pool's mean is exactly zero."""
    return seen(*scores, *((-a, -b) for a, b in scores))


def taken(found, at):
    read = found.reading.margins[at]
    return at_hand(found.left[at], found.right[at], found.everyone[:, at], texts(found).take(at), read)


def swapped(found):
    pairs = texts(found).rename_columns(["pair_id", "prompt", "right", "left"])
    return at_hand(found.right, found.left, -found.everyone, pairs, -found.reading.margins)


# What holds for every rule.


@pytest.mark.parametrize("name", OWN)
def test_swapping_the_sides_mirrors_the_verdicts(name):
    one, other = (rules.apply(found, ALL[name], name) for found in (drawn(), swapped(drawn())))

    assert one.status == other.status
    assert (one.passes == other.passes).all()
    assert one.passes.any()


@pytest.mark.parametrize("name", OWN)
def test_the_order_of_rows_does_not_matter(name):
    order = np.random.default_rng(2).permutation(400)
    straight, shuffled = (rules.apply(found, ALL[name], name) for found in (drawn(), taken(drawn(), order)))

    assert (straight.passes[order] == shuffled.passes).all()


@pytest.mark.parametrize("name", [name for name in OWN if ALL[name].kind != "released"])
@pytest.mark.parametrize("shift", [-3.0, 0.7, 10.0])
def test_a_constant_added_to_all_rewards_changes_no_ruling(name, shift):
    found = drawn()
    moved = replace(found, left=found.left + shift, right=found.right + shift)
    plain, shifted = (rules.apply(one, ALL[name], name) for one in (found, moved))

    assert plain.status == shifted.status
    assert (plain.passes == shifted.passes).all()


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_pool_passes_nobody(name):
    assert len(rules.apply(pool.empty(3), ALL[name], name).passes) == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_registered_offered_and_explained(name):
    told = (ROOT / "docs/rules.md").read_text()

    assert set(rules.RULES) == {ALL[one].kind for one in NAMES}
    assert f"| `{name}` |" in told


def test_an_unknown_kind_and_a_misspelt_key_are_refused_with_their_place():
    with pytest.raises(ParamsError, match=r"rules.mine.kind: found 'best'\n  -> use one of: ser, released, vanilla"):
        rules.apply(pool.empty(1), Rule("best", "newest", "hard", {}), "mine")
    with pytest.raises(ParamsError, match=r'rules.mine: unknown key "confidnce".*\n  -> did you mean "confidence"\?'):
        rules.apply(pool.empty(1), Rule("vanilla", "newest", "hard", {"confidnce": 0.9}), "mine")
    with pytest.raises(ParamsError, match=r"rules.mine: missing key confidence"):
        rules.apply(pool.empty(1), Rule("vanilla", "newest", "hard", {}), "mine")
    with pytest.raises(ParamsError, match=r"confidence: found 0.3\n  -> needed a number between 0.5 and 1"):
        rules.apply(pool.empty(1), Rule("vanilla", "newest", "hard", {"confidence": 0.3}), "mine")


# The paper's.


@pytest.mark.parametrize(
    ("left", "right", "passes"),
    [
        (0.3, -0.3, True),
        (-0.3, 0.3, True),
        (0.3, 0.1, False),  # both above the middle
        (0.3, -0.1, False),  # right is not below .45
        (LOGIT_55 - 1e-9, -0.3, False),  # .55 itself is not above .55
        (LOGIT_55 + 1e-9, -0.3, True),
    ],
)
def test_status_one_wants_one_side_above_and_the_other_below(left, right, passes):
    ruling = rules.ser(mirrored((left, right), (2, -2)), **PAPER)

    assert ruling.status == "tells apart"
    assert ruling.passes.tolist() == [passes, True, passes, True]


def test_status_two_is_looked_at_only_when_too_few_tell_apart():
    # p = sigmoid: (2, .3) is .881 and .574, apart by .306; (2, .35) is .881 and .587, apart by .294.
    # Neither lies on both sides of the middle, so status 1 passes nobody.
    ruling = rules.ser(mirrored((2, 0.3), (2, 0.35)), **PAPER)

    assert ruling.status == "amplifies"
    assert ruling.passes.tolist() == [True, False, True, False]


def test_a_gap_of_exactly_the_threshold_amplifies():
    view = mirrored((2.0, 0.3))
    gap = float(sigmoid(view.left)[0] - sigmoid(view.right)[0])

    assert rules.ser(view, apart_above=0.99, apart_below=0.01, amplify=gap, enough=0.20).passes[0]


def test_nothing_is_adopted_when_neither_test_is_passed_by_enough():
    ruling = rules.ser(mirrored((0.1, 0.0), (0.0, 0.05)), **PAPER)

    assert (ruling.status, ruling.passes.any()) == ("settled", False)


def test_enough_counts_from_the_share_itself_upwards():
    few = [(0.0, 0.0)] * 4

    assert rules.ser(seen((1, -1), *few), **PAPER).status == "tells apart"
    assert rules.ser(seen((1, -1), *few, (0.0, 0.0)), **PAPER).status == "settled"


@pytest.mark.parametrize("kind", ["ser", "released"])
def test_crossed_thresholds_are_refused(kind):
    crossed = {key: value for key, value in PAPER.items() if kind == "ser" or key != "enough"} | {"apart_below": 0.7}
    with pytest.raises(ParamsError, match=r"apart_below 0.7 lies over apart_above 0.55\n  -> swap them"):
        rules.RULES[kind](drawn(), **crossed)


# The authors' code.


def as_released(rows, above=0.55, below=0.45, gap=0.3):
    """What the description of the authors' code says of rows with a human order and two logits: those that pass
    either test are kept, and where the model prefers the other answer the two are swapped, the human order with them.
    """
    kept = []
    for row in rows:
        first, second = 1 / (1 + np.exp(-row["score_j"])), 1 / (1 + np.exp(-row["score_k"]))
        tells_apart = (first > above and second < below) or (second > above and first < below)
        if tells_apart or abs(first - second) > gap:
            if second > first:
                row = row | {"response_j": row["response_k"], "response_k": row["response_j"]}
            kept.append((row["question"], row["response_j"], row["response_k"]))
    return kept


@pytest.mark.parametrize("shift", [0.0, 1.5, -2.0])
def test_released_keeps_and_orders_what_the_authors_code_does(shift):
    rng = np.random.default_rng(5)
    logits = rng.normal(shift, 1.3, size=(500, 2)).round(2)
    people_say_left = rng.random(500) < 0.5
    rows = []
    for n, ((left, right), is_left) in enumerate(zip(logits, people_say_left, strict=True)):
        chosen, rejected = (("L", left), ("R", right)) if is_left else (("R", right), ("L", left))
        rows.append({"question": n, "response_j": chosen[0], "score_j": chosen[1]})
        rows[-1] |= {"response_k": rejected[0], "score_k": rejected[1]}
    ruling = rules.released(seen(*logits), apart_above=0.55, apart_below=0.45, amplify=0.3)
    ours = [
        (int(n), "L", "R") if logits[n, 0] > logits[n, 1] else (int(n), "R", "L") for n in np.flatnonzero(ruling.passes)
    ]

    assert ours == as_released(rows)
    assert any(chosen != ("L" if people_say_left[n] else "R") for n, chosen, _ in ours)  # some were swapped


def test_released_is_moved_by_a_constant():
    view = drawn()
    moved = replace(view, left=view.left + 3, right=view.right + 3)
    before, after = (rules.apply(one, ALL["released"], "released").passes.mean() for one in (view, moved))

    assert before > 0.4
    assert after < 0.2


def test_a_gap_of_exactly_the_threshold_is_not_released():
    view = seen((2.0, 0.3))
    gap = float(abs(sigmoid(view.left)[0] - sigmoid(view.right)[0]))

    assert not rules.released(view, apart_above=0.55, apart_below=0.45, amplify=gap).passes[0]


# The plain ones.


@pytest.mark.parametrize(
    ("margin", "passes"),
    [
        (1.39, True),  # sigmoid(1.39) = .8006
        (-1.39, True),
        (1.38, False),  # sigmoid(1.38) = .7990
    ],
)
def test_vanilla_takes_the_pairs_it_is_sure_of(margin, passes):
    assert rules.vanilla(seen((margin, 0.0)), confidence=0.80).passes.tolist() == [passes]


def test_a_confidence_of_exactly_the_threshold_is_not_sure_enough():
    view = seen((1.3, 0.0))

    assert not rules.vanilla(view, confidence=float(view.confidence[0])).passes[0]


def test_one_shot_takes_everything():
    assert rules.one_shot(drawn()).passes.all()


# Top.


def test_top_takes_the_surest_share_of_each_length():
    margins = [(1, 0), (2, 0), (3, 0), (4, 0), (0.1, 0), (0.2, 0), (0.3, 0), (0.4, 0)]
    short_then_long = [2] * 4 + [30] * 4
    ruling = rules.top(seen(*margins, words=short_then_long), share=0.5, buckets=2)

    assert ruling.passes.tolist() == [False, False, True, True, False, False, True, True]
    assert rules.top(seen(*margins), share=0.5, buckets=1).passes.tolist() == [True] * 4 + [False] * 4


def test_a_tie_across_the_cut_is_held_as_one():
    assert rules.top(seen((3, 0), (1, 0), (0, 1), (0.5, 0)), share=0.5, buckets=1).passes.tolist() == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("share", "passes"), [(0.0, 0), (1.0, 400)])
def test_top_reaches_from_nobody_to_everybody(share, passes):
    assert rules.top(drawn(), share=share, buckets=5).passes.sum() == passes


# Agree.


def test_agree_wants_one_sign_and_little_spread():
    # margins of three replicates: mean and standard deviation of each column
    # (2, 2, 2): 2 and 0 · (2, -1, 2): signs differ · (1, 2, 3): 2 and .82 · (.1, .1, 3): 1.07 and 1.37
    view = seen((2, 0), (2, 0), (1, 0), (0.1, 0), others=([2, -1, 2, 0.1], [2, 2, 3, 3]))

    assert rules.agree(view, deviations=2.0).passes.tolist() == [True, False, True, False]
    assert rules.agree(view, deviations=0.0).passes.tolist() == [True, False, True, True]


def test_a_replicate_without_preference_does_not_agree():
    assert not rules.agree(seen((2, 0), others=([0.0],)), deviations=0.0).passes[0]


def test_one_replicate_cannot_agree():
    with pytest.raises(ParamsError, match="one replicate cannot agree"):
        rules.agree(seen((1, 0)), deviations=1.0)


# Elicit.


def read(margins, helps):
    given = seen(*[(0.0, 3.0)] * len(margins))
    return replace(given, read=lambda: Reading(np.array(margins), "a reading", helps))


def test_elicit_takes_all_that_a_helping_reading_tells_apart_with_its_labels():
    ruling = rules.elicit(read([2.0, -1.0, 0.0], helps=True))

    assert (ruling.status, ruling.passes.tolist()) == ("reads", [True, True, False])
    assert (ruling.by.judge, ruling.by.left_wins[:2].tolist()) == ("a reading", [True, False])
    assert ruling.by.confidence == pytest.approx([0.8808, 0.7311, 0.5], abs=1e-4)  # sigmoid of 2, 1 and 0


def test_elicit_takes_nothing_of_a_reading_that_is_not_known_to_help():
    ruling = rules.elicit(read([2.0, -1.0, 0.0], helps=False))

    assert (ruling.status, ruling.passes.any()) == ("settled", False)
    assert ruling.by.left_wins.tolist() == [True, False, False]  # what it would have said stays known


# Random.


def test_random_takes_as_many_as_its_model_rule_and_others_in_each_generation():
    view = drawn()
    later = replace(view, draw="13\nlater")
    now, then = (rules.apply(one, ALL["random"], "random").passes for one in (view, later))

    assert now.sum() == then.sum() == rules.apply(view, ALL["ser"], "ser").passes.sum()
    assert (now != then).any()


def test_random_pairs_are_no_surer_than_others():
    view = drawn(size=4000)
    chosen = rules.apply(view, ALL["random"], "random").passes

    assert abs(view.confidence[chosen].mean() - view.confidence[~chosen].mean()) < 0.02


def test_random_like_nobody_takes_nobody():
    settled = {"kind": "ser", **PAPER, "enough": 1.0, "relabel": "newest", "targets": "hard"}

    assert not rules.random(drawn(), like=strict.build(Rule, settled, "like")).passes.any()


def test_the_committed_params_draw_as_many_as_the_papers_rule_without_an_alias():
    text = (ROOT / "params.yaml").read_text()
    given = yaml.safe_load(text)["rules"]

    assert given["random"]["like"] == given["ser"]
    assert "*ser" not in text  # DVC writes an aliased entry twice, and the second undoes `-S`
