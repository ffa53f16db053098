"""What the base makes of pairs: each as if it were read alone."""

import numpy as np
import pyarrow as pa
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

import tiny
from made import RNG_SEED, pairs
from ser import text
from ser.desk import paths, records, tables
from ser.policy import sft
from ser.reward import looks, read, view
from ser.reward.view import Viewer

IDS = "abcdefgh"
PICTURES, LIKELY = ("seen", "seen_left", "seen_right"), ("likely_left", "likely_right")


def asked():
    """Of all lengths, so that in a batch most are padded."""
    longer = [f"{'answer ' * (3 * n)}to the left" for n in range(len(IDS))]
    return pairs(IDS).set_column(2, "left", [longer])


def seen(pairs, viewer=None):
    return view.of_pairs(viewer or Viewer.of_base(), pairs)


def alike(one, other):
    for name in PICTURES:
        assert np.array(one[name].to_pylist()) == pytest.approx(np.array(other[name].to_pylist()), abs=1e-5)
    for name in LIKELY:
        assert one[name].to_pylist() == pytest.approx(other[name].to_pylist(), abs=1e-5, nan_ok=True)


def test_a_picture_does_not_depend_on_what_it_is_batched_with(project, monkeypatch):
    alone = pa.concat_tables(seen(asked().slice(n, 1)) for n in range(len(IDS)))
    monkeypatch.setattr(read, "TOKENS", {"cpu": 10**6})
    together = seen(asked())

    assert together.schema == records.VIEWS
    assert together["pair_id"] == alone["pair_id"]
    alike(together, alone)


def test_how_likely_a_response_is_and_its_picture_are_what_the_policy_itself_gives(project):
    policy, tokenizer = (one.from_pretrained(paths.SFT) for one in (AutoModelForCausalLM, AutoTokenizer))
    [row] = seen(asked().slice(3, 1)).to_pylist()
    [pair] = asked().slice(3, 1).to_pylist()
    [before] = text.prompt_ids(tokenizer, [pair["prompt"]])
    lasts = []
    for side in records.SIDES:
        [after] = text.response_ids(tokenizer, [pair[side]])
        ids = torch.tensor([before + after])
        with torch.no_grad():
            told = policy(ids, output_hidden_states=True)
        odds = told.logits[0, :-1].log_softmax(-1)[torch.arange(ids.shape[1] - 1), ids[0, 1:]]
        states = told.hidden_states[-1][0]
        lasts.append(states[len(before) - 1].tolist())

        assert row[f"likely_{side}"] == pytest.approx(float(odds[len(before) - 1 :].mean()), abs=1e-5)
        assert row[f"seen_{side}"] == pytest.approx(states[len(before) :].mean(0).tolist(), abs=1e-5)
    assert row["seen"] == pytest.approx(np.mean(lasts, axis=0).tolist(), abs=1e-5)


def test_pairs_of_which_a_side_is_longer_than_the_window_are_left_out(project):
    left = ["word " * 100, *asked()["left"].to_pylist()[1:]]
    found = seen(asked().set_column(2, "left", [left]))

    assert found["pair_id"].to_pylist() == [*IDS[1:]]
    alike(found, seen(asked().slice(1)))


def test_seed_and_pool_are_looked_at_apart_from_the_holdouts(project):
    splits = dict(zip(IDS, ("seed", "pool", "holdout", "holdout_ood") * 2, strict=True))
    given = pa.concat_tables(pairs(one, split) for one, split in splits.items())
    tables.write(given, paths.PAIRS, records.PAIRS)
    known, held = (
        pa.concat_tables(view.of_stored(Viewer.of_base(), look))["pair_id"].to_pylist()
        for look in (looks.KNOWN, looks.HELD)
    )

    assert known == ["a", "b", "e", "f"]
    assert held == ["c", "d", "g", "h"]


def test_pictures_of_a_wide_base_are_drawn_together_and_keep_their_lengths(project, monkeypatch):
    whole = seen(asked())
    monkeypatch.setattr(view, "SIZE", 24)
    drawn, again = seen(asked()), seen(asked())

    assert drawn == again
    for name in PICTURES:
        wide, narrow = (np.linalg.norm(one[name].to_pylist(), axis=1) for one in (whole, drawn))
        assert {len(one) for one in drawn[name].to_pylist()} == {24}
        assert (narrow / wide).mean() == pytest.approx(1, abs=0.5)  # give or take 1 / sqrt(2 * 24)
    assert drawn["likely_left"] == whole["likely_left"]


def test_an_encoder_has_pictures_and_does_not_say_what_is_likely(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tiny.base("bert", tmp_path / "base")
    tiny.project(tmp_path, base={"template": "plain"})
    tiny.publish(sft.replicate("sft", RNG_SEED), paths.SFT)
    together = seen(asked())
    alone = pa.concat_tables(seen(asked().slice(n, 1)) for n in range(len(IDS)))

    assert np.isnan([together[name].to_pylist() for name in LIKELY]).all()
    assert len({tuple(one) for one in together["seen_left"].to_pylist()}) == len(IDS)
    alike(together, alone)
