"""params.yaml is refused, with the place and the remedy, unless it can be run as it stands."""

import re

import pytest
import yaml

from imports import ROOT
from ser.desk import params
from ser.desk.errors import ParamsError
from ser.evidence import AT_FIRST


def load(folder, change=lambda p: None):
    given = yaml.safe_load((ROOT / "params.yaml").read_text())
    change(given)
    (folder / "params.yaml").write_text(yaml.safe_dump(given, sort_keys=False))
    return params.load(folder / "params.yaml")


def test_keys_that_an_older_file_lacks_may_be_given_and_those_it_has_stand(tmp_path):
    given = yaml.safe_load((ROOT / "params.yaml").read_text())
    del given["launch"], given["base"]["kind"], given["reward"]["precision"], given["methods"], given["policies"]
    given["sft"]["tune"] = "full"
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(given))
    found = params.load(tmp_path / "params.yaml", AT_FIRST)

    assert (found.launch, found.base.kind, found.reward.precision) == ("python -P", "scratch", "float32")
    assert (found.methods, found.base.how["hidden"]) == ({}, 96)


def put(place, value):
    """A change that sets the dotted place."""

    def change(given):
        *path, last = place.split(".")
        for name in path:
            given = given[name]
        given[last] = value

    return change


def test_the_committed_params_load(tmp_path):
    assert load(tmp_path).parent("ser-1") == "seed"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p["reward"].pop("loss"), r"reward: missing key loss"),
        (put("reward.learning_rate", "1e-3"), r"found '1e-3' \(str\)\n  -> .*1\.0e-5"),
        (put("reward.epohcs", 3), r'reward: unknown key "epohcs".*\n  -> did you mean "epochs"\?'),
        (put("rules.ser.targets", "sharp"), r"rules.ser.targets: found 'sharp'\n  -> use one of: hard, soft, weighted"),
        (put("reward.epochs", 0), r"reward.epochs: found 0\n  -> needed a number between 1"),
        (put("split.seed_share", 1.2), r"split.seed_share: found 1.2\n  -> needed a number strictly between 0 and 1"),
        (put("reward.loss", "mse"), r"reward.loss: found 'mse'\n  -> use one of: bradley_terry, hinge"),
        (put("generations.ser-1.after", "ser-9"), r'generations.ser-1: after: "ser-9" is not a generation'),
        (put("generations.ser-1.after", "ser-3"), r"form a circle: ser-1 -> ser-3 -> ser-2 -> ser-1"),
        (put("generations.ser-1.after", "full"), r'after: "full" is not a generation'),
        (put("generations.ser-1.rule", "sre"), r'generations.ser-1: no rule "sre"\n  -> use one of: ser, released'),
        (put("generations.seed", {"rule": "ser", "after": "seed"}), r'"seed" cannot name a model'),
        (put("generations.ser", {"rule": "ser", "after": "seed"}), r'"ser" cannot name a model\n  -> needed <arm>-<n'),
        (
            put("references.ser-1", {"labels": "all", "after": "seed", "steps": "own"}),
            r'"ser-1" is both a generation and a reference',
        ),
        (put("generations.7", None), r"generations.7: found None"),
        (put("headline", "oracle"), r'headline: no arm "oracle"\n  -> use one of: ser, vanilla'),
        (put("reading", False), r"generations.elicit-1: rule elicit asks for a reading.*\n  -> needed reading: true"),
        (put("rng_seeds", []), r"rng_seeds: found \[\]"),
        (put("rng_seeds", [13, 13]), r"each once"),
        (put("base.heads", 5), r"base: hidden 96 over 5 heads"),
        (put("policies.ppo-seed.method", "pop"), r'policies.ppo-seed: no method "pop".*ppo'),
        (put("policies.ppo-seed.reward", "ser-9"), r'policies.ppo-seed: no reward model "ser-9".*ser-3'),
        (put("judging.held_out", ["ser-9"]), r'judging.held_out: no reward model "ser-9"'),
        (put("benchmarks.models", ["ser-9"]), r'benchmarks.models: no reward model "ser-9"'),
        (put("benchmarks.models", ["ser-3"]), r"benchmarks.files: nothing to grade the models on"),
        (put("judging.held_out", ["full"]), r"judging.held_out: full pays best-full, ppo-full"),
        (
            put("sealed", False),
            r"references: full, oracle-3 would learn from sealed labels.*\n  -> needed references: {}",
        ),
        (
            put("judging.start", []),
            r"judging.start: nothing to start from, and best-seed.*\n  -> needed start: \[sft\]",
        ),
        (put("judging.start", ["base"]), r"judging.start: found 'base'\n  -> use one of: sft"),
        (put("policies.sft", {"method": "ppo", "reward": "seed"}), r"policies.sft: cannot name a policy"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(tmp_path, change, message):
    with pytest.raises(ParamsError) as trouble:
        load(tmp_path, change)

    assert re.search(message, str(trouble.value), re.DOTALL), str(trouble.value)


def test_a_reading_is_needed_by_the_generations_that_ask_for_it_and_by_no_rule_alone(tmp_path):
    def without(given):
        del given["generations"]["elicit-1"]
        given |= {"reading": False, "headline": "ser"}

    found = load(tmp_path, without)

    assert (found.reading, found.rules["elicit"].kind) == (False, "elicit")


def test_a_key_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "params.yaml").write_text((ROOT / "params.yaml").read_text() + "\n7: x\n")

    with pytest.raises(ParamsError, match='the key 7 is not text\n  -> quote it: "7"'):
        params.load(tmp_path / "params.yaml")


def test_broken_yaml_is_named_with_its_line(tmp_path):
    (tmp_path / "params.yaml").write_text("rng_seeds: [13\nroot: .\n")

    with pytest.raises(ParamsError, match=r"not valid YAML(.|\n)*line 2"):
        params.load(tmp_path / "params.yaml")


def test_every_key_is_read_somewhere():
    words = "\n".join(path.read_text() for path in [*ROOT.rglob("src/**/*.py"), *ROOT.glob("stages/*.py")])
    words += (ROOT / "dvc.yaml").read_text()
    unread = [name for name in keys(yaml.safe_load((ROOT / "params.yaml").read_text())) if f".{name}" not in words]

    assert unread == []


def keys(given, named=("generations", "references", "methods", "policies", "judges")):
    """Every key of the file; entries of `named` sections carry names of the user's own, a rule's keys are its own."""
    for key, value in given.items():
        yield key
        for item in value.values() if key in named else [value]:
            if isinstance(item, dict) and key != "rules":
                yield from keys(item)


def test_arms_point_at_their_deepest_generation(tmp_path):
    p = load(tmp_path, put("generations.ser-10", {"rule": "ser", "after": "ser-3"}))

    assert p.arms() == {"ser": "ser-10", "vanilla": "vanilla-3", "elicit": "elicit-1"}
    assert p.depth("ser-10") == 4


def test_a_file_of_an_older_revision_is_completed_by_section_and_by_key(tmp_path):
    given = yaml.safe_load((ROOT / "params.yaml").read_text())
    del given["sealed"], given["judging"]["start"]
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(given))
    otherwise = {"sealed": True, "judging": {"start": ["sft"]}}

    assert params.load(tmp_path / "params.yaml", otherwise) == params.load(ROOT / "params.yaml")
