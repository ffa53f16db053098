"""A pool's scores: read in parts, and passed on where nothing was learned."""

import pyarrow.parquet as pq
import pytest

from made import RNG_SEED, ledger, pairs
from ser.desk import card, paths, records, tables
from ser.reward import read, score, train

IDS = "abcdefghijklmn"
SIDES = ("score_left", "score_right")


@pytest.fixture(autouse=True)
def written(project):
    tables.write(pairs(IDS), paths.PAIRS, records.PAIRS)
    for name in ("seed", "ser-1"):  # which has found nothing to adopt
        tables.write(ledger(IDS, "lr" * 7), paths.Model(name).ledger, records.LEDGER)


def trained(name):
    folder = paths.Model(name).checkpoint(RNG_SEED)
    folder.parent.mkdir(parents=True)
    train.replicate(name, RNG_SEED).replace(folder)
    return card.weights(folder)


def test_a_pool_is_scored_a_group_of_rows_at_a_time_to_the_same_scores(monkeypatch):
    weights = trained("seed")
    whole = pq.read_table(score.replicate("seed", RNG_SEED))

    monkeypatch.setattr(tables, "ROWS", 4)
    tables.write(pairs(IDS), paths.PAIRS, records.PAIRS)
    sizes, of_pairs = [], score.of_pairs
    monkeypatch.setattr(score, "of_pairs", lambda reader, part, what: sizes.append(len(part)) or of_pairs(reader, part))
    parts = pq.read_table(score.replicate("seed", RNG_SEED))

    assert sizes == [4, 4, 4, 2]
    assert parts["pair_id"] == whole["pair_id"]
    assert set(parts["labeller"].to_pylist()) == {weights}
    for side in SIDES:
        assert parts[side].to_pylist() == pytest.approx(whole[side].to_pylist(), abs=1e-5)


def test_a_settled_generation_passes_on_its_parents_scores_and_reads_nothing(monkeypatch, capsys):
    trained("seed"), trained("ser-1")
    before = pq.read_table(score.replicate("seed", RNG_SEED))
    tables.write(before, paths.Model("seed").scores, records.SCORES)
    monkeypatch.setattr(read.Reader, "at", lambda folder: pytest.fail("it was read"))

    assert pq.read_table(score.replicate("ser-1", RNG_SEED)) == before
    assert "ser-1/13: settled, the scores of seed are passed on" in capsys.readouterr().out


def test_a_generation_that_learned_is_scored_anew():
    trained("seed")
    before = pq.read_table(score.replicate("seed", RNG_SEED))
    tables.write(before, paths.Model("seed").scores, records.SCORES)
    tables.write(ledger(IDS, "rl" * 7), paths.Model("ser-1").ledger, records.LEDGER)
    weights = trained("ser-1")
    found = pq.read_table(score.replicate("ser-1", RNG_SEED))

    assert set(found["labeller"].to_pylist()) == {weights}
    assert found["score_left"] != before["score_left"]
