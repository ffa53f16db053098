"""Training: what it reads, what it records, and that a cut changes nothing."""

import pyarrow as pa
import pytest
import yaml
from transformers import TrainerCallback

from made import RNG_SEED, ledger, pairs
from ser import cost, start, text
from ser.desk import card, files, paths, records, scratch, tables
from ser.desk.errors import ProvenanceError
from ser.reward import examples, train

IDS = "abcdefghijklmnopqrstuvwx"


@pytest.fixture(autouse=True)
def written(project):
    """Pairs, and a seed ledger of one step's worth more than a batch."""
    change(reward={"epochs": 3, "batch": 4})
    tables.write(pairs(IDS), paths.PAIRS, records.PAIRS)
    tables.write(ledger(IDS, "lr" * 12), paths.Model("seed").ledger, records.LEDGER)
    return project


def change(**sections):
    given = yaml.safe_load(paths.PARAMS.read_text())
    for name, values in sections.items():
        given[name] |= values
    paths.PARAMS.write_text(yaml.safe_dump(given))


def publish(name):
    folder = train.replicate(name, RNG_SEED)
    target = paths.Model(name).checkpoint(RNG_SEED)
    target.parent.mkdir(parents=True)
    folder.replace(target)
    scratch.clear(f"train/{name}")
    return target


class Cut(TrainerCallback):
    """Ends training as a kill would: in the middle, without a word."""

    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step == 10:
            raise KeyboardInterrupt


@pytest.mark.parametrize("tune", ["full", "lora"])
def test_training_cut_off_goes_on_at_its_last_step_to_the_same_bytes(tune, monkeypatch, capfd):
    change(reward={"tune": tune})
    whole = files.digest(*sorted(publish("seed").glob("*")))
    begin = train.PairTrainer.__init__

    def cut(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        self.add_callback(Cut())

    with monkeypatch.context() as patch:
        patch.setattr(train.PairTrainer, "__init__", cut)
        with pytest.raises(KeyboardInterrupt):
            train.replicate("seed", RNG_SEED)
    capfd.readouterr()
    resumed = train.replicate("seed", RNG_SEED)

    assert files.digest(*sorted(resumed.glob("*"))) == whole
    assert "25 %" not in capfd.readouterr().err  # the first half was not done again


def test_the_loss_falls_when_the_labels_can_be_learned():
    change(reward={"epochs": 30})
    tables.write(ledger(IDS, "l" * len(IDS)), paths.Model("seed").ledger, records.LEDGER)
    losses = card.read(train.replicate("seed", RNG_SEED))["training"]["losses"]

    assert len(losses) == 10
    assert losses[-1] < 0.5 * losses[0]


def test_the_card_tells_what_the_checkpoint_is_made_of():
    facts = card.read(publish("seed"))

    assert (facts["model"], facts["rng_seed"]) == ("seed", RNG_SEED)
    digest = files.digest(paths.Model("seed").ledger)
    assert facts["ledger"] == {"digest": digest, "pairs": 24, "too_long": 0, "human": 24}
    assert facts["start"] == {"folder": "models/sft", "weights": card.read(paths.SFT)["weights"]}
    assert facts["training"]["steps"] == 18  # 24 pairs in batches of 4, three times
    tokenizer = start.tokenizer()
    prompts = text.prompt_ids(tokenizer, pairs(IDS)["prompt"].to_pylist())
    sides = [text.response_ids(tokenizer, pairs(IDS)[side].to_pylist()) for side in records.SIDES]
    read = sum(map(len, prompts)) + sum(len(one) for side in sides for one in side)
    assert facts["training"]["tokens"] == 3 * read  # a prompt once for both sides, and no padding
    assert {"torch", "transformers"} <= set(facts["libraries"])


def test_pairs_too_long_to_train_on_are_counted_in_the_card():
    long = pairs(IDS).set_column(2, "left", [["word " * 100, *pairs(IDS)["left"].to_pylist()[1:]]])
    tables.write(long, paths.PAIRS, records.PAIRS)

    facts = card.read(train.replicate("seed", RNG_SEED))

    assert (facts["ledger"]["pairs"], facts["ledger"]["too_long"]) == (24, 1)


def test_a_reference_may_be_held_to_the_steps_of_its_parent():
    change(references={"short": {"labels": "all", "after": "ser-1", "steps": "parent"}})
    tables.write(ledger(IDS[:10], "lr" * 5), paths.Model("ser-1").ledger, records.LEDGER)
    tables.write(ledger(IDS, "lr" * 12), paths.Model("short").ledger, records.LEDGER)
    facts = card.read(train.replicate("short", RNG_SEED))

    assert facts["training"]["steps"] == 9  # 10 pairs in batches of 4, three times
    assert facts["ledger"]["pairs"] == 24


def test_a_settled_generation_cost_nothing():
    publish("seed")
    tables.write(ledger(IDS, "lr" * 12), paths.Model("ser-1").ledger, records.LEDGER)
    publish("ser-1")

    assert cost.of_model("seed", [RNG_SEED])["steps"] == 18
    found = cost.of_model("ser-1", [RNG_SEED])
    assert (found["steps"], found["tokens"], found["replicates"]["13"]["losses"]) == (0, 0, [])


def test_soft_targets_are_those_of_the_generations_rule():
    publish("seed")
    change(generations={"soft-1": {"rule": "soft", "after": "seed"}})
    own = ledger(IDS[20:], "rrrr", origin="model").set_column(7, "confidence", [pa.array([0.6] * 4, pa.float32())])
    tables.write(pa.concat_tables([ledger(IDS[:20], "lr" * 10), own]), paths.Model("soft-1").ledger, records.LEDGER)
    soft = train.replicate("soft-1", RNG_SEED)
    tables.write(tables.read(paths.Model("soft-1").ledger, records.LEDGER), paths.Model("ser-1").ledger, records.LEDGER)
    hard = train.replicate("ser-1", RNG_SEED)

    assert card.read(soft)["params"]["targets"] == "soft"
    assert card.read(soft)["weights"] != card.read(hard)["weights"]


def test_a_generation_that_adopts_nothing_passes_its_parent_through(capsys):
    parent = publish("seed")
    tables.write(ledger(IDS, "lr" * 12), paths.Model("ser-1").ledger, records.LEDGER)
    child = train.replicate("ser-1", RNG_SEED)

    assert "ser-1/13: settled, the checkpoint of seed is passed through" in capsys.readouterr().out
    assert files.digest(*sorted(child.glob("*"))) == files.digest(*sorted(parent.glob("*")))


def test_a_label_for_an_unknown_pair_is_refused():
    tables.write(pairs(IDS[1:]), paths.PAIRS, records.PAIRS)

    with pytest.raises(ProvenanceError, match="1 of 24 labelled pairs are not in it"):
        train.replicate("seed", RNG_SEED)


@pytest.mark.parametrize("start", ["sft", "parent"])
def test_a_generation_starts_where_it_is_told(start):
    change(reward={"start": start})
    parent = publish("seed")
    more = pa.concat_tables([ledger(IDS[:20], "lr" * 10), ledger(IDS[20:], "rrrr", origin="model")])
    tables.write(more, paths.Model("ser-1").ledger, records.LEDGER)
    facts = card.read(train.replicate("ser-1", RNG_SEED))

    assert facts["start"]["folder"] == (str(parent) if start == "parent" else "models/sft")
    assert (facts["ledger"]["human"], facts["ledger"]["model"]) == (20, 4)


@pytest.mark.parametrize(
    ("kind", "target", "weight"),
    [
        ("hard", [1, 0, 1, 0], [1, 1, 1, 1]),
        ("soft", [1, 0, 0.75, 0.25], [1, 1, 1, 1]),
        ("weighted", [1, 0, 1, 0], [1, 1, 0.5, 0.5]),  # 2 * .75 - 1
    ],
)
def test_targets_follow_the_labellers_confidence_and_trust_people(kind, target, weight):
    own = ledger("cd", "lr", origin="model").set_column(7, "confidence", [pa.array([0.75, 0.75], pa.float32())])
    found = examples.targets(pa.concat_tables([ledger("ab", "lr"), own]), kind)

    assert [one.tolist() for one in found] == [target, weight]
