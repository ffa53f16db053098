"""A reading: what is made of pictures, words and few labels, on pairs drawn at random."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from ser.reward import folds, reading
from ser.reward.reading import Pairs


def drawn(size, rng_seed=1, sure=2.0):
    """Pairs of which left wins the likelier, the likelier the base finds it; prompts of a topic look alike to it."""
    rng = np.random.default_rng(rng_seed)
    prompt = rng.integers(0, max(size // 2, 1), size)
    topics, likelier = rng.normal(size=(9, 6)), rng.normal(size=size)
    words = [[" ".join(f"w{n}" for n in rng.integers(0, 60, 8)) for _ in range(size)] for _ in range(2)]
    asked = [f"ask {one} of topic t{one % 9}" for one in prompt]
    found = Pairs(asked, *words, topics[prompt % 9], rng.normal(size=(size, 5)), likelier)
    return found, rng.random(size) < expit(sure * likelier)


def taken(pairs, at):
    return Pairs(**{name: np.array(column)[at] for name, column in vars(pairs).items()})


def swapped(pairs, which):
    left, right = np.where(which, (pairs.right, pairs.left), (pairs.left, pairs.right))
    sign = np.where(which, -1.0, 1.0)
    return replace(pairs, left=left, right=right, apart=sign[:, None] * pairs.apart, likelier=sign * pairs.likelier)


@pytest.fixture(scope="module")
def small():
    pairs, left_wins = drawn(160)
    return pairs, left_wins[:80]


@pytest.fixture(scope="module")
def found(small):
    return reading.read(*small, 13)


def test_the_sides_of_pairs_do_not_matter(small, found):
    pairs, left_wins = small
    which = np.random.default_rng(2).random(160) < 0.5
    other = reading.read(swapped(pairs, which), left_wins ^ which[:80], 13)

    assert other.known == pytest.approx(np.where(which[:80], -1, 1) * found.known, rel=1e-3, abs=1e-4)
    assert other.pool == pytest.approx(np.where(which[80:], -1, 1) * found.pool, rel=1e-3, abs=1e-4)


def test_the_order_of_rows_does_not_matter(small, found):
    pairs, left_wins = small
    rng = np.random.default_rng(3)
    people, pool = rng.permutation(80), rng.permutation(80)
    other = reading.read(taken(pairs, [*people, *(80 + pool)]), left_wins[people], 13)

    assert other.known == pytest.approx(found.known[people], rel=1e-3, abs=1e-4)
    assert other.pool == pytest.approx(found.pool[pool], rel=1e-3, abs=1e-4)


def test_no_label_has_a_say_where_it_is_tried(small, found):
    pairs, left_wins = small
    part = folds.of(pairs.prompts[:80])
    own = part == part[0]
    other = reading.read(pairs, left_wins ^ own, 13)
    shares = other.known[own] / found.known[own]  # all scaled alike: the labels tried say how sure to be, and no more

    assert shares == pytest.approx(np.full(own.sum(), shares[0]), rel=1e-4)
    assert 0 < shares[0] < 1
    assert np.std(other.known[~own] / found.known[~own]) > 0.01  # whereas others have learned from them


def test_a_pair_of_the_pool_has_no_vote_on_any_label_under_its_prompt(small, monkeypatch):
    prompts, second, asked = np.array(small[0].prompts), reading._Views._second, []

    def listened(views, learned, told, first, out):
        asked.append((told, out))
        return second(views, learned, told, first, out)

    monkeypatch.setattr(reading._Views, "_second", listened)
    reading._Views(*small, 0, np.random.default_rng(13)).pool()

    assert sorted(np.concatenate([out for _, out in asked])) == [*range(80, 160)]
    for told, out in asked:
        assert not set(prompts[told]) & set(prompts[out])
        assert len(told) + len(out) == 80


def test_pairs_that_are_held_out_are_read_and_change_nothing(small, found):
    pairs, left_wins = small
    strange, _ = drawn(40, rng_seed=7)
    strange = replace(strange, likelier=100 * strange.likelier, apart=9 * strange.apart, left=["new words"] * 40)
    both = Pairs(**{name: np.concatenate([column, getattr(strange, name)]) for name, column in vars(pairs).items()})
    other = reading.read(both, left_wins, 13, held=40)

    assert other.known == pytest.approx(found.known, rel=1e-6, abs=1e-9)
    assert other.pool == pytest.approx(found.pool, rel=1e-6, abs=1e-9)
    assert len(other.held) == 40
    assert np.std(other.held) > 0


def test_pairs_that_are_held_out_are_read_as_well_as_the_pool():
    pairs, left_wins = drawn(1500)
    found = reading.read(pairs, left_wins[:400], 13, held=500)
    in_pool = reading.read(pairs, left_wins[:400], 13).pool[600:]

    assert np.mean((found.pool > 0) == left_wins[400:1000]) > 0.75
    assert np.mean((found.held > 0) == left_wins[1000:]) > 0.75
    assert np.corrcoef(found.held, in_pool)[0, 1] > 0.95


def test_where_it_is_known_how_likely_decides_a_few_labels_are_enough():
    pairs, left_wins = drawn(1500)
    known, answers = left_wins[:400], left_wins[400:]
    found = reading.read(pairs, known, 13)
    most = np.mean((pairs.likelier[400:] > 0) == answers)  # what nobody is right more often than

    assert most > 0.78
    assert np.mean((found.pool > 0) == answers) > most - 0.05
    assert np.mean((found.known > 0) == known) > most - 0.06
    assert expit(np.abs(found.pool)).mean() == pytest.approx(np.mean((found.pool > 0) == answers), abs=0.04)


def test_labels_by_lot_teach_nothing_and_it_says_so():
    pairs, _ = drawn(600)
    found = reading.read(pairs, np.random.default_rng(4).random(300) < 0.5, 13)

    assert expit(np.abs(found.pool)).mean() < 0.53
    assert expit(np.abs(found.known)).mean() < 0.53


def test_without_what_a_base_finds_likely_its_pictures_decide():
    pairs, _ = drawn(600)
    left_wins = np.random.default_rng(5).random(600) < expit(3 * pairs.apart[:, 0])
    found = reading.read(replace(pairs, likelier=np.full(600, np.nan)), left_wins[:300], 13)

    assert np.mean((found.pool > 0) == left_wins[300:]) > 0.75


def test_more_pairs_than_landmarks_are_read_to_about_the_same(small, found, monkeypatch):
    monkeypatch.setattr(reading, "LANDMARKS", 60)
    fewer = reading.read(*small, 13)

    assert np.corrcoef(fewer.pool, found.pool)[0, 1] > 0.8
    assert (reading.read(*small, 13).pool == fewer.pool).all()


MARGINS = np.array([2.0, 1.0, -1.0, -2.0, 0.5, -0.5])
SIDES = np.array([True, True, False, True, True, False])


@pytest.mark.parametrize("side", [True, False])
def test_labels_of_one_side_say_nothing_of_how_sure_to_be(side):
    assert reading.calibration(MARGINS, np.full(6, side)) == 0.0


def test_margins_that_point_the_wrong_way_count_for_nothing_and_never_the_other_way():
    assert reading.calibration(MARGINS, MARGINS < 0) == 0.0


def test_margins_are_as_sure_as_they_are_right_whatever_their_unit():
    rng = np.random.default_rng(6)
    logits = rng.normal(size=20_000)
    left_wins = rng.random(20_000) < expit(logits)

    assert reading.calibration(logits, left_wins) == pytest.approx(1.0, abs=0.06)  # some three standard errors
    assert reading.calibration(5 * logits, left_wins) == pytest.approx(0.2, abs=0.012)


def test_a_weight_is_as_many_pairs():
    times = np.array([1, 3, 2, 1, 0, 2])
    repeated = np.repeat(np.arange(6), times)

    weighed = reading.calibration(MARGINS, SIDES, times.astype(float))
    assert weighed == pytest.approx(reading.calibration(MARGINS[repeated], SIDES[repeated]), rel=1e-3)
    assert weighed != pytest.approx(reading.calibration(MARGINS, SIDES), rel=1e-2)


def test_pairs_under_one_prompt_are_in_one_part_and_the_parts_are_about_as_large():
    asked = [f"prompt {n // 2}" for n in range(2000)]
    part = folds.of(asked)

    assert (part[::2] == part[1::2]).all()
    assert sorted(set(part.tolist())) == [*range(folds.FOLDS)]
    assert np.bincount(part).min() > 300  # of 1,000 prompts a fifth each, give or take 13
    assert (folds.of(asked[::-1]) == part[::-1]).all()


def test_where_all_labels_are_under_one_prompt_nothing_is_known(small):
    pairs, left_wins = small
    alone = replace(pairs, prompts=["the only one"] * 80 + list(pairs.prompts[80:]))
    other = reading.read(alone, left_wins, 13)

    assert not other.known.any()
    assert not other.pool.any()
