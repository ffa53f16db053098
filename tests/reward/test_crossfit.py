"""A model tried on the labels it learns from: each pair by one that has not seen its prompt."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml

from made import RNG_SEED, ledger, pairs
from ser import start, text
from ser.desk import paths, records, scratch, tables
from ser.reward import crossfit, folds, score, train

IDS = "abcdefghijklmnopqrstuvwx"


@pytest.fixture(autouse=True)
def written(project):
    """Two pairs under each prompt; all but the last four are labelled, of two replicates."""
    given = yaml.safe_load(paths.PARAMS.read_text())
    given["reward"] |= {"epochs": 1, "batch": 4}
    paths.PARAMS.write_text(yaml.safe_dump(given))
    tables.write(asked(), paths.PAIRS, records.PAIRS)
    book = pa.concat_tables(ledger(IDS[:-4], "lr" * 10, rng_seed=one) for one in (RNG_SEED, 14))
    tables.write(book, paths.Model("seed").ledger, records.LEDGER)


def asked():
    return pairs(IDS, "seed").set_column(1, "prompt", [[f"prompt {IDS[n // 2]}" for n in range(len(IDS))]])


def tried(rng_seed=RNG_SEED):
    return tables.read(crossfit.replicate("seed", rng_seed), records.SCORES)


def test_every_labelled_pair_is_scored_once_and_named_by_the_part_that_was_left_out():
    found = tried()
    part = folds.of(asked()["prompt"].to_pylist())

    assert found["pair_id"].to_pylist() == [*IDS[:-4]]
    assert set(found["rng_seed"].to_pylist()) == {RNG_SEED}
    assert found["labeller"].to_pylist() == [f"seed without part {one}" for one in part[:-4]]
    assert pc.is_finite(found["score_left"]).to_pylist() == [True] * 20


def test_what_scores_a_pair_has_learned_from_all_labels_but_those_of_its_part(monkeypatch):
    tokens = {tuple(ids): prompt for prompt, ids in zip(prompts(), tokenized(prompts()), strict=True)}
    learned, judged = [], []
    on_rows, of_pairs = train.on_rows, score.of_pairs

    def learn(rows, *given):
        learned.append([tokens[tuple(one["row"].prompt)] for one in rows])
        return on_rows(rows, *given)

    def judge(reader, own):
        judged.append(own["prompt"].to_pylist())
        return of_pairs(reader, own)

    monkeypatch.setattr(train, "on_rows", learn)
    monkeypatch.setattr(score, "of_pairs", judge)
    tried()

    assert len(judged) == len(set(folds.of(prompts()[:10])))
    for known, own in zip(learned, judged, strict=True):
        assert not set(known) & set(own)
        assert sorted(known + own) == sorted(2 * prompts()[:10])


def prompts():
    return list(dict.fromkeys(asked()["prompt"].to_pylist()))


def tokenized(texts):
    return text.prompt_ids(start.tokenizer(), texts)


def test_a_label_has_no_say_in_the_scores_of_its_own_part_and_has_one_in_the_others(monkeypatch):
    before = tried()
    part = folds.of(asked()["prompt"].to_pylist())[:-4]
    own = part == part[0]
    sides = "".join("rl"[n % 2] if is_own else "lr"[n % 2] for n, is_own in enumerate(own))
    tables.write(ledger(IDS[:-4], sides), paths.Model("seed").ledger, records.LEDGER)
    after = tried()

    assert after.filter(pa.array(own)) == before.filter(pa.array(own))
    assert after.filter(pa.array(~own))["score_left"] != before.filter(pa.array(~own))["score_left"]


def test_replicates_differ_and_a_replicate_that_is_tried_again_is_the_same():
    first, other = tried(), tried(14)
    scratch.clear("crossfit/seed")

    assert tried() == first
    assert other["score_left"] != first["score_left"]


def test_a_labelled_pair_that_is_too_long_has_no_score():
    left = ["word " * 100, *asked()["left"].to_pylist()[1:]]
    tables.write(asked().set_column(2, "left", [left]), paths.PAIRS, records.PAIRS)
    found = tried()

    assert found["score_left"].is_valid().to_pylist() == [False] + [True] * 19
