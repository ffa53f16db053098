"""Judges other than the model."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from ser import judges
from ser.corpus import adapters
from ser.desk import params
from ser.desk.errors import ParamsError
from ser.desk.settings import Generation
from ser.reward.pool import Pool, Reading


@pytest.fixture(scope="module")
def asked():
    pairs = pa.concat_tables(adapters.of(params.load()).rows(3)).slice(0, 1000)
    pairs = pairs.append_column("pair_id", [[f"p{n}" for n in range(1000)]])
    gold = np.array(pairs["gold_left"]) > np.array(pairs["gold_right"])
    return pairs, gold


def lots(pairs):
    none = np.zeros(len(pairs))
    unread = Reading(none, "", False)
    given = lambda: none[None], lambda columns: iter([pairs.select(columns)]), lambda: unread
    return Pool(none, none, *given, "13\nnow").lots


def test_the_noisy_gold_is_right_as_often_as_asked(asked):
    pairs, gold = asked
    said = judges.ask("gold", [pairs], lots(pairs), 0.85)

    assert (said.left_wins == gold).mean() == pytest.approx(0.85, abs=0.035)  # three standard errors of 1,000 draws
    assert set(said.confidence) == {0.85}


def test_a_perfect_judge_is_gold_itself(asked):
    pairs, gold = asked

    assert (judges.ask("gold", [pairs], lots(pairs), 1.0).left_wins == gold).all()


def test_an_unknown_judge_is_refused(asked):
    with pytest.raises(ParamsError, match="no judge 'mine'\n  -> use: gold"):
        judges.ask("mine", [asked[0]], lots(asked[0]), 0.9)


def test_gold_labels_no_other_corpus_than_its_own():
    p = params.load()
    foreign = replace(p, corpus=replace(p.corpus, name="own"))
    asked = {"judge-1": Generation("judge", "seed")}
    judges.refuse_foreign(replace(p, generations=asked))
    judges.refuse_foreign(foreign)

    with pytest.raises(ParamsError, match=r"judge-1: rule judge asks gold.*the corpus is own\n  -> use another"):
        judges.refuse_foreign(replace(foreign, generations=asked))
