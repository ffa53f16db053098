"""A stranger with a fresh clone and the remote can follow a model's labels back to people, as the docs say."""

import re

import pyarrow.parquet as pq
import pytest

from pages import Reader
from ser.desk import card, paths
from ser.desk.paths import Model


@pytest.fixture
def walk(project, tmp_path, monkeypatch):
    """What each step printed, and the names that were found on the way."""
    project.run("dvc", "remote", "add", "-d", "store", str(tmp_path / "store"))
    project.run("dvc", "push", "-q")
    project.commit("a remote")
    with Reader("walk.md", project, tmp_path, PROJECT=str(project.folder)) as reader:
        told = [*reader, reader.type('echo "$pair $maker $person"')]
    monkeypatch.chdir(tmp_path / "walk")
    return told


def label(ledger, pair, rng_seed):
    [row] = [row for row in pq.read_table(ledger).to_pylist() if (row["pair_id"], row["rng_seed"]) == (pair, rng_seed)]
    return row


def test_the_walk_leads_from_a_policy_to_a_persons_opinion(walk):
    proved, of_policy, of_model, of_label, of_people, of_bytes, names = walk
    pair, maker, person = names.splitlines()[0].split()
    model, rng_seed = maker.split("/")
    own = label(Model("ser-2").ledger, pair, int(rng_seed))
    seal = pq.read_table(paths.SEALED_LABELS, filters=[("pair_id", "=", pair)]).to_pylist()[0]
    said = pq.read_table(paths.SEED_LABELS, filters=[("pair_id", "=", person)]).to_pylist()[0]

    assert "holds" in proved
    assert card.weights(Model("ser-2").checkpoint(13))[:12] in of_policy
    assert own["origin"] == "model"
    assert own["labeller"] == card.weights(Model(model).checkpoint(int(rng_seed)))
    assert own["labeller"][:12] in of_model
    assert own["labeller"][:12] in of_label
    assert f"{seal['side']}, {seal['votes_left']} votes for left" in of_label
    assert f"{said['side']}, {said['votes_left']} votes for left" in of_people
    assert own["labeller"] in of_bytes


def test_the_bytes_at_the_end_are_those_of_the_lock(walk):
    digests = re.findall(r"^([0-9a-f]{32})  ", walk[5], re.MULTILINE)

    assert len(digests) == 3
    assert all(f"md5: {one}" in walk[5] for one in digests)
