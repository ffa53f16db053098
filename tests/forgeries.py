"""Ways to falsify a project: each changes one thing, and says in which file and row the audit must find it."""

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from ser.proof.stored import digest

Told = tuple[str, str]  # the file, and what else must stand beside it
FORGERIES: dict[str, Callable[[random.Random], Told]] = {}
LOCK = Path("dvc.lock")


def forgery(function):
    FORGERIES[function.__name__] = function
    return function


def sign() -> None:
    """Give the lock the digest of whatever lies in the place of each out."""
    text = LOCK.read_text()
    for stage in yaml.safe_load(text)["stages"].values():
        for out in stage["outs"]:
            text = text.replace(out["md5"], digest(Path(out["path"])))
    LOCK.write_text(text)


def rewrite(path: str, change: Callable[[list[dict]], None]) -> None:
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, table.schema), path, compression="zstd")


@contextmanager
def figures(path: str) -> Iterator[dict]:
    """What a metrics file says, to be changed in place."""
    told = json.loads(Path(path).read_text())
    yield told
    Path(path).write_text(json.dumps(told))


def one_row(rng: random.Random, path: str, change: Callable[[dict], None], **having: object) -> Told:
    """Change one row; the file and the row's pair."""
    hit: list[str] = []

    def change_one(rows: list[dict]) -> None:
        row = rng.choice([row for row in rows if all(row[key] == value for key, value in having.items())])
        before = dict(row)
        change(row)
        assert row != before
        hit.append(before["pair_id"])

    rewrite(path, change_one)
    return path, hit[0]


def opposite(row: dict) -> None:
    row["side"] = "left" if row["side"] == "right" else "right"


def put(key: str, value: object) -> Callable[[dict], None]:
    return lambda row: row.update({key: value})


def some(rng: random.Random, folder: str, *names: str) -> str:
    return f"data/{folder}/{rng.choice(names)}.parquet"


GENERATIONS = ("ser-1", "ser-2", "vanilla-1")
POLICIES = ("best-seed", "ppo-ser")
MODELS = ("seed", *GENERATIONS, "full", "oracle-2")


@forgery
def a_label_of_a_ledger_is_flipped(rng):
    return one_row(rng, some(rng, "ledger", *MODELS), opposite)


@forgery
def a_ledger_names_a_foreign_labeller(rng):
    return one_row(rng, some(rng, "ledger", *GENERATIONS), put("labeller", "f" * 64), origin="model")


@forgery
def all_labellers_of_a_ledger_are_foreign(rng):
    path = some(rng, "ledger", *GENERATIONS)
    rewrite(path, lambda rows: [row.update(labeller="f" * 64) for row in rows if row["origin"] == "model"])
    return path, "labeller"


@forgery
def a_model_label_is_passed_off_as_a_persons(rng):
    return one_row(rng, some(rng, "ledger", *GENERATIONS), put("origin", "human"), origin="model")


@forgery
def a_label_moves_to_another_generation(rng):
    return one_row(rng, some(rng, "ledger", *MODELS), put("generation", "ser-9"))


@forgery
def a_ledger_loses_a_label(rng):
    return drop(rng, some(rng, "ledger", *MODELS))


@forgery
def a_ledger_holds_a_label_twice(rng):
    return double(rng, some(rng, "ledger", *MODELS))


@forgery
def a_sealed_label_slips_into_a_ledger(rng):
    path = some(rng, "ledger", "seed", *GENERATIONS)
    leaked = rng.choice(pq.read_table("data/sealed/labels.parquet").to_pylist())

    def add(rows: list[dict]) -> None:
        blank = dict.fromkeys(rows[0])
        known = {"pair_id": leaked["pair_id"], "side": leaked["side"], "origin": "human"}
        rows[:] = [row for row in rows if row["pair_id"] != leaked["pair_id"] or row["rng_seed"] != 13]
        rows.append(blank | known | {"generation": "seed", "rng_seed": 13})

    rewrite(path, add)
    return path, leaked["pair_id"]


@forgery
def a_verdict_is_dropped(rng):
    return drop(rng, some(rng, "verdicts", *GENERATIONS))


@forgery
def a_verdict_stands_twice(rng):
    return double(rng, some(rng, "verdicts", *GENERATIONS))


@forgery
def a_held_label_is_adopted(rng):
    return one_row(rng, some(rng, "verdicts", "vanilla-1", "ser-1"), put("ruling", "adopt"), ruling="hold")


@forgery
def an_adopted_label_is_held(rng):
    return one_row(rng, some(rng, "verdicts", "vanilla-1", "ser-1"), put("ruling", "hold"), ruling="adopt")


@forgery
def a_verdict_points_the_other_way(rng):
    return one_row(rng, some(rng, "verdicts", *GENERATIONS), opposite)


@forgery
def a_verdict_is_surer_than_its_scores(rng):
    return one_row(rng, some(rng, "verdicts", *GENERATIONS), put("confidence", 0.9999))


@forgery
def a_verdict_gives_another_reason(rng):
    return one_row(rng, some(rng, "verdicts", *GENERATIONS), put("reason", "because"))


@forgery
def a_score_is_changed(rng):
    side = rng.choice(["score_left", "score_right"])
    return one_row(rng, some(rng, "scores", *MODELS), lambda row: row.update({side: row[side] + 0.01}))


@forgery
def the_scores_of_a_pair_change_places(rng):
    def swap(row):
        row["score_left"], row["score_right"] = row["score_right"], row["score_left"]

    return one_row(rng, some(rng, "scores", *MODELS), swap)


@forgery
def a_score_is_infinite(rng):
    return one_row(rng, some(rng, "scores", *MODELS), put("score_left", np.inf))


@forgery
def a_score_is_taken_out(rng):
    return drop(rng, some(rng, "scores", *MODELS))


@forgery
def a_score_names_a_foreign_labeller(rng):
    return one_row(rng, some(rng, "scores", *MODELS), put("labeller", "f" * 64))


@forgery
def a_label_of_people_is_flipped(rng):
    return one_row(rng, some(rng, "labels", "seed", "holdout", "holdout_ood"), opposite)


@forgery
def a_sealed_label_is_flipped(rng):
    return one_row(rng, "data/sealed/labels.parquet", opposite)


@forgery
def votes_are_changed(rng):
    return one_row(rng, some(rng, "labels", "seed", "holdout"), put("votes_left", 9))


@forgery
def a_held_out_prompt_is_planted_in_the_pool(rng):
    rows = pq.read_table("data/pairs.parquet").to_pylist()
    held = rng.choice([row["prompt"] for row in rows if row["split"] == "holdout"])
    said = rng.choice([held, held.upper(), held.replace(" ", "  ") + "!"])
    return one_row(rng, "data/pairs.parquet", put("prompt", said), split="pool")


@forgery
def a_held_out_pair_moves_to_the_pool(rng):
    return one_row(rng, "data/pairs.parquet", put("split", "pool"), split="holdout")


@forgery
def a_response_is_edited(rng):
    return one_row(rng, "data/pairs.parquet", lambda row: row.update(left=row["left"] + " Indeed."))


@forgery
def two_checkpoints_are_swapped(rng):
    one, other = rng.sample([f"models/reward/{name}/{rng_seed}" for name in MODELS for rng_seed in (13, 14)], 2)
    for source, target in ((one, "aside"), (other, one), ("aside", other)):
        shutil.move(source, target)
    return one, ""


@forgery
def a_weight_is_changed(rng):
    path = Path(f"models/reward/{rng.choice(MODELS)}/{rng.choice([13, 14])}/model.safetensors")
    flip(path, rng, -100)
    return str(path.parent), ""


@forgery
def a_card_names_another_ledger(rng):
    return card(rng, "digest: ", "digest: 0000")


@forgery
def a_card_names_another_learning_rate(rng):
    return card(rng, "learning_rate: 0.001", "learning_rate: 0.002")


@forgery
def an_accuracy_is_polished(rng):
    path = f"metrics/reward/{rng.choice(MODELS)}.json"
    with figures(path) as told:
        told["holdout"]["accuracy"]["mean"] += 0.05
    return path, "holdout.accuracy.mean"


@forgery
def an_outcome_is_turned_to_right(rng):
    path = f"metrics/reward/{rng.choice(MODELS)}.json"
    with figures(path) as told:
        told["outcomes"]["holdout"][0] = told["outcomes"]["holdout"][0].replace("0", "1", 1)
    return path, "outcomes.holdout"


@forgery
def the_count_of_right_labels_is_polished(rng):
    path = f"metrics/audit/{rng.choice(GENERATIONS)}.json"
    with figures(path) as told:
        told["right"]["human"]["adopted"]["mean"] = 0.99
    return path, "right.human.adopted.mean"


@forgery
def the_count_of_adopted_labels_is_polished(rng):
    path = f"metrics/labels/{rng.choice(GENERATIONS)}.json"
    with figures(path) as told:
        told["labels"]["adopted"] += 100
    return path, "labels.adopted"


@forgery
def the_summary_claims_a_larger_gap(rng):
    with figures("metrics/summary.json") as told:
        told["gap_closed"]["mean"] = 0.5
    return "metrics/summary.json", "gap_closed.mean"


@forgery
def the_answers_of_a_policy_are_replaced(rng):
    name = rng.choice(POLICIES)

    def change(rows):
        for row in (row for row in rows if row["step"] is None):
            row["response"] = "I cannot help with that, because somebody could be hurt."

    rewrite(f"data/rollouts/{name}.parquet", change)
    return f"metrics/policy/{name}.json", "holdout"


@forgery
def a_policys_worth_is_polished(rng):
    path = f"metrics/policy/{rng.choice(POLICIES)}.json"
    with figures(path) as told:
        told["holdout"]["gold"]["mean"] += 1
    return path, "holdout.gold.mean"


@forgery
def the_standings_claim_a_larger_gain(rng):
    path, name = "metrics/policy.json", rng.choice(POLICIES)
    with figures(path) as told:
        told["against_sft"]["holdout"][name]["gain"]["mean"] += 1
    return path, f"against_sft.holdout.{name}.gain.mean"


@forgery
def a_policy_names_another_payer(rng):
    path = Path(f"models/policy/{rng.choice(POLICIES)}/{rng.choice([13, 14])}/README.md")
    text = path.read_text()
    path.write_text(re.sub(r"(models/reward/\S+: )\w{4}", r"\g<1>0000", text, count=1))
    assert path.read_text() != text
    return str(path), "checkpoints"


@forgery
def a_policy_learns_on_a_held_out_prompt(rng):
    held = pq.read_table("data/rollouts/sft.parquet")["prompt"][0].as_py()

    def change(rows):
        rng.choice([row for row in rows if row["step"] is not None])["prompt"] = held

    rewrite("data/rollouts/ppo-ser.parquet", change)
    return "data/rollouts/ppo-ser.parquet", held


@forgery
def a_threshold_in_the_lock_is_edited(rng):
    locked = yaml.safe_load(LOCK.read_text())
    locked["stages"]["select@vanilla-1"]["params"]["params.yaml"]["rules.vanilla"]["confidence"] = 0.9
    LOCK.write_text(yaml.safe_dump(locked, sort_keys=False))
    return "dvc.lock", "rules.vanilla"


@forgery
def a_threshold_in_the_params_is_edited(rng):
    given = yaml.safe_load(Path("params.yaml").read_text())
    given["rules"]["vanilla"]["confidence"] = 0.9
    Path("params.yaml").write_text(yaml.safe_dump(given, sort_keys=False))
    return "dvc.lock, select@vanilla-1", "rules.vanilla"


@forgery
def the_lock_forgets_that_a_stage_read_something(rng):
    locked = yaml.safe_load(LOCK.read_text())
    name = rng.choice([f"{verb}@{one}" for verb in ("select", "train", "score") for one in GENERATIONS])
    gone = locked["stages"][name]["deps"].pop(rng.randrange(len(locked["stages"][name]["deps"])))
    LOCK.write_text(yaml.safe_dump(locked, sort_keys=False))
    return f"dvc.lock, {name}", Path(gone["path"]).as_posix()


@forgery
def the_lock_loses_a_stage(rng):
    locked = yaml.safe_load(LOCK.read_text())
    name = rng.choice(sorted(locked["stages"]))
    del locked["stages"][name]
    LOCK.write_text(yaml.safe_dump(locked, sort_keys=False))
    return f"dvc.lock, {name}", ""


@forgery
def selection_is_made_to_read_the_seal(rng):
    graph, told = Path("dvc.yaml"), "data/pairs.parquet, data/labels/people.parquet,"
    assert told in graph.read_text()
    graph.write_text(graph.read_text().replace(told, f"{told} data/sealed/labels.parquet,", 1))
    return "dvc.yaml, select@", "data/sealed/labels.parquet"


@forgery
def a_cached_byte_rots(rng):
    path = rng.choice(sorted(one for one in Path(".dvc/cache/files").rglob("*") if one.is_file() and named(one)))
    path.chmod(0o644)
    flip(path, rng)
    return str(path), ""


@forgery
def a_module_is_edited(rng):
    folder = "src/ser/reward"
    path, named = rng.choice(
        [("src/ser/verdicts.py",) * 2, *((f"{folder}/{one}.py", folder) for one in ("rules", "train"))]
    )
    Path(path).write_text(Path(path).read_text() + "\n# edited\n")
    return named, ""


def drop(rng: random.Random, path: str) -> Told:
    gone: list[dict] = []
    rewrite(path, lambda rows: gone.append(rows.pop(rng.randrange(len(rows)))))
    return path, gone[0]["pair_id"]


def double(rng: random.Random, path: str) -> Told:
    twice: list[dict] = []

    def insert(rows: list[dict]) -> None:
        at = rng.randrange(len(rows))
        rows.insert(at, dict(rows[at]))
        twice.append(rows[at])

    rewrite(path, insert)
    return path, twice[0]["pair_id"]


def card(rng: random.Random, old: str, new: str) -> Told:
    path = Path(f"models/reward/{rng.choice(MODELS)}/{rng.choice([13, 14])}/README.md")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return str(path), ""


def flip(path: Path, rng: random.Random, at: int | None = None) -> None:
    found = bytearray(path.read_bytes())
    found[rng.randrange(len(found)) if at is None else at] ^= 0x40
    path.write_bytes(found)


def named(path: Path) -> bool:
    """Does the lock name the object, or a folder that does?"""
    return f"{path.parent.name}{path.name}" in LOCK.read_text()
