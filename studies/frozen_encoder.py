"""Self-labelling on real pairs: `python studies/frozen_encoder.py FILE.jsonl[.gz] --encoder FOLDER` writes a table."""

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits
from transformers import AutoModel, AutoTokenizer

from ser import counts, intervals, ledger, paired, verdicts
from ser.corpus import split
from ser.desk import files, params, paths, records, tables
from ser.desk.parts import Parts
from ser.desk.settings import SEED, Params, Rule, Split
from ser.reward import measure
from ser.reward.examples import targets
from ser.reward.measure import Judged

Floats = np.ndarray
Row = dict[str, Any]
Drawn = tuple[float, Floats]
ARMS = {"ser": 3, "vanilla": 3, "released": 3, "top": 3, "agree": 3, "random": 3, "soft": 3, "one_shot": 1}
HEADLINE, FULL, ORACLE = "ser-3", "full", "oracle-3"
TOGETHER, LONGER = "seeds", "longer"  # the mean score of all replicates' seed models; the longer response
HOLDOUT = 0.30
FEW, FOLDS = 100, 5  # with fewer prompts the holdout goes round in so many folds and the seed is drawn by pair
SALT = 0  # of the holdout, which is the same in every replicate; the rng_seeds draw the seed

TOKENS, OF_PROMPT = 256, 96  # in all, and the prompt's last; the response keeps the rest
AT_ONCE, BUDGET = 512, 8192  # texts a saved part, tokens a batch
LAYERS = {"prompt and response": [7], "response": [6], "response, three layers": [0, 3, 6]}
STRENGTHS = (0.1, 1.0, 10.0, 100.0)  # sklearn's C: the larger, the weaker the penalty


@dataclass(frozen=True)
class Data:
    """Pairs with people's labels, row by row, and their features of shape (pairs, sides, layers, size)."""

    pairs: pa.Table
    labels: pa.Table
    features: Floats

    @cached_property
    def prompts(self) -> Floats:
        return tables.column(self.pairs, "prompt")

    @cached_property
    def left_wins(self) -> Floats:
        return tables.column(self.labels, "side") == "left"

    @cached_property
    def longer(self) -> Floats:
        words = [[len(text.split()) for text in self.pairs[side].to_pylist()] for side in records.SIDES]
        return np.subtract(*words).astype(np.float64)

    @property
    def is_few(self) -> bool:
        return len(np.unique(self.prompts)) < FEW

    def at(self, book: pa.Table) -> Floats:
        return pc.index_in(book["pair_id"], self.pairs["pair_id"]).to_numpy()


@dataclass(frozen=True)
class Head:
    """A linear reward on some layers, without intercept; its strength was chosen on the seed's labels."""

    layers: str
    strength: float

    def see(self, features: Floats) -> Floats:
        return features[..., LAYERS[self.layers], :].reshape(*features.shape[:-2], -1)

    def fit(self, gap: Floats, left: Floats) -> Floats:
        """Bradley-Terry on differences; a pair counts once for each side, by that side's probability."""
        told, weight = np.repeat([True, False], len(left)), np.concatenate([left, 1 - left])
        model = LogisticRegression(C=self.strength, fit_intercept=False, tol=1e-6, max_iter=5000)
        return model.fit(np.concatenate([gap, gap])[weight > 0], told[weight > 0], weight[weight > 0]).coef_[0]


@dataclass(frozen=True)
class Model:
    """A model's ledger, and its scores of shape (replicates, pairs, sides)."""

    book: pa.Table
    scores: Floats


def choose(data: Data, seed: Floats) -> Head:
    """The layers and strength with the least log-loss on seed labels of prompts left out."""
    features, left, folds = data.features[seed], data.left_wins[seed].astype(float), GroupKFold(5)
    parts = list(folds.split(left, groups=data.prompts[seed]))

    def loss(head: Head) -> float:
        gap, toward = _gap(head.see(features)), np.where(left, 1, -1)
        cross = [(gap[there] @ head.fit(gap[here], left[here])) * toward[there] for here, there in parts]
        return float(np.logaddexp(0, -np.concatenate(cross)).mean())

    return min((Head(layers, strength) for layers in LAYERS for strength in STRENGTHS), key=loss)


def train(data: Data, heads: dict[int, Head], book: pa.Table, kind: str) -> Model:
    scores = []
    for rng_seed, head in heads.items():
        own = tables.where(book, rng_seed=rng_seed)
        seen = head.see(data.features)
        scores.append(seen @ head.fit(_gap(seen[data.at(own)]), targets(own, kind)[0]))
    return Model(book, np.stack(scores))


def _gap(features: Floats) -> Floats:
    return features[:, 0] - features[:, 1]


def table(data: Data, scores: Floats, rng_seeds: Sequence[int]) -> pa.Table:
    """Scores in the library's columns."""
    size = len(data.pairs)
    parts = [
        {"pair_id": data.pairs["pair_id"], "rng_seed": [rng_seed] * size, "labeller": ["head"] * size}
        | {f"score_{side}": one[:, place].astype(np.float32) for place, side in enumerate(records.SIDES)}
        for rng_seed, one in zip(rng_seeds, scores, strict=True)
    ]
    return pa.concat_tables([pa.table(one).cast(records.SCORES) for one in parts])


def holdouts(data: Data) -> list[Floats]:
    """One holdout by the prompt's hash; of few prompts each is held out once."""
    if not data.is_few:
        return [_assigned(data.prompts, Split(0.5, HOLDOUT, "prompt"), SALT) == "holdout"]
    names, codes = np.unique(data.prompts, return_inverse=True)
    order = np.random.default_rng(SALT).permutation(len(names)) % FOLDS
    return [order[codes] == fold for fold in range(FOLDS)]


def seeds(data: Data, holdout: Floats, p: Params, share: float) -> dict[int, Floats]:
    """Which pairs people label for each replicate: by the prompt's hash, or of few prompts by the pair's."""
    units = tables.column(data.pairs, "pair_id") if data.is_few else data.prompts
    drawn = {one: _assigned(units, Split(share, 0.0, "prompt"), one) for one in p.rng_seeds}
    return {rng_seed: ~holdout & (places == "seed") for rng_seed, places in drawn.items()}


def _assigned(units: Floats, shares: Split, salt: int) -> Floats:
    """All are labelled, and none is out of domain."""
    outside = np.zeros(len(units), bool)
    return split.assign(split.tokens(units, salt), outside, ~outside, shares)


def grow(data: Data, holdout: Floats, p: Params, share: float) -> dict[str, Model]:
    """The seed, every generation of every arm, and the references, for one holdout."""
    pairs = data.pairs.set_column(4, "split", pa.array(np.where(holdout, "holdout", "pool")).dictionary_encode())
    drawn = seeds(data, holdout, p, share)
    heads = {rng_seed: choose(data, mask) for rng_seed, mask in drawn.items()}
    print({name: (head.layers, head.strength) for name, head in heads.items()}, flush=True)
    people = [ledger.human(data.labels.filter(pa.array(mask)), SEED, one) for one, mask in drawn.items()]
    found = {SEED: train(data, heads, pa.concat_tables(people), "hard")}
    for arm, generations in ARMS.items():
        rule, parent = p.rules[arm], found[SEED]
        for number in range(1, generations + 1):
            name, said = f"{arm}-{number}", table(data, parent.scores, p.rng_seeds)
            parent = train(data, heads, _labelled(name, arm, rule, said, pairs, parent.book), rule.targets)
            found[name] = parent
    for name, labels, after in ((FULL, "all", SEED), (ORACLE, "adopted", HEADLINE)):
        books = [_unseal(data, ~holdout & ~mask, found[after], labels, name, one) for one, mask in drawn.items()]
        found[name] = train(data, heads, pa.concat_tables(books), "hard")
    return found


def _labelled(name: str, arm: str, rule: Rule, scores: pa.Table, pairs: pa.Table, book: pa.Table) -> pa.Table:
    """A generation's ledger; people are asked about none of its pairs."""
    said, asked, before = Parts(scores, records.SCORES), Parts(pairs, records.PAIRS), Parts(book, records.LEDGER)
    unread = Parts(records.READINGS.empty_table(), records.READINGS)
    ruled, extended = [], []
    for rng_seed in said.replicates():
        own = [*verdicts.judge(rng_seed, name, arm, rule, said, asked, before, unread)]
        extended += ledger.extend(before.of(rng_seed), own, rule.relabel, [records.LEDGER.empty_table()])
        ruled += own
    done, after = Parts(pa.concat_tables(ruled), records.VERDICTS), pa.concat_tables(extended)
    counted = counts.of_generation(done, Parts(after, records.LEDGER), before, said.replicates())
    print(counts.line(name, counted), flush=True)
    return after


def _unseal(data: Data, sealed: Floats, after: Model, labels: str, name: str, rng_seed: int) -> pa.Table:
    book = tables.where(after.book, rng_seed=rng_seed)
    shown, scores = data.labels.filter(pa.array(sealed)), records.SCORES.empty_table()
    return pa.concat_tables(ledger.unseal([book], [shown], [scores], labels, name, rng_seed))


def judge(data: Data, runs: list[tuple[Floats, dict[str, Model]]]) -> dict[str, Judged]:
    """What each model, and the longer response, say of every pair that was held out."""
    held = np.any([holdout for holdout, _ in runs], axis=0)
    margins = {}
    for name in runs[0][1]:
        folds = [
            np.where(holdout, models[name].scores[..., 0] - models[name].scores[..., 1], 0) for holdout, models in runs
        ]
        margins[name] = np.sum(folds, axis=0)[:, held]
    margins[TOGETHER] = np.tile(margins[SEED].mean(axis=0), (len(margins[SEED]), 1))
    margins[LONGER] = np.tile(data.longer[held], (len(margins[SEED]), 1))
    return {name: Judged(one, data.left_wins[held], data.longer[held]) for name, one in margins.items()}


def own(data: Data, books: list[pa.Table], p: Params) -> tuple[Floats, Floats]:
    """How often each replicate labelled each pair itself, over the holdouts, and how often people say the same."""
    labelled, right = np.zeros((2, len(p.rng_seeds), len(data.pairs)))
    for book in books:
        for place, rng_seed in enumerate(p.rng_seeds):
            said = ledger.not_of_people(tables.where(book, rng_seed=rng_seed))
            labelled[place, data.at(said)] += 1
            right[place, data.at(said)] += (tables.column(said, "side") == "left") == data.left_wins[data.at(said)]
    return labelled, right


def tests(judged: dict[str, Judged], prompts: Floats) -> dict[tuple[str, str], Row]:
    """Every model against the seed and every arm's last against the headline, corrected for all that is asked."""
    right = {name: (np.sign(np.where(one.left_wins, one.margin, -one.margin)) + 1) / 2 for name, one in judged.items()}
    tips = [f"{arm}-{last}" for arm, last in ARMS.items()] + [FULL, ORACLE]
    table = paired.Comparison(right, prompts, [SEED, *tips])
    asked = [(name, SEED) for name in judged if name != SEED]
    asked += [(name, HEADLINE) for name in (*tips, TOGETHER, LONGER) if name != HEADLINE]
    found = [table.difference(*both) for both in asked]
    p_holm = paired.holm(np.array([one.p for one in found]))
    return {both: one.figures() | {"p_holm": f"{p:.2g}"} for both, one, p in zip(asked, found, p_holm, strict=True)}


def rows(data: Data, runs: list[tuple[Floats, dict[str, Model]]], p: Params) -> list[Row]:
    """A line a model; label counts are means over replicates and holdouts."""
    judged, held = judge(data, runs), np.any([holdout for holdout, _ in runs], axis=0)
    boot = _boot(data.prompts[held], len(p.rng_seeds), p)
    asked, drawn = tests(judged, data.prompts[held]), {}
    told, runs_each = [], len(runs) * len(p.rng_seeds)
    for name, one in judged.items():
        drawn[name] = boot.values(measure.accuracy(one))
        books = [models[name].book for _, models in runs if name in models]
        labelled, right = own(data, books, p)
        people = (sum(map(len, books)) - labelled.sum()) / runs_each
        if name == TOGETHER:
            people = np.mean([len(pc.unique(models[SEED].book["pair_id"])) for _, models in runs])
        told.append(
            {"model": name, "people": round(people), "own": round(labelled.sum() / runs_each)}
            | _wide("right", _right(data, labelled, right, p))
            | _wide("accuracy", intervals.interval(*drawn[name]))
            | {"balanced": intervals.number(boot.values(measure.balanced_accuracy(one))[0])}
            | {"confidence": intervals.number(boot.values(measure.confidence(one))[0])}
            | _wide("vs_seed", asked.get((name, SEED), {}), "p_holm")
            | _wide("vs_ser", asked.get((name, HEADLINE), {}), "p_holm")
        )
    return [row | _wide("closed", _closed(*(drawn[one] for one in (row["model"], SEED, FULL)))) for row in told]


def _boot(prompts: Floats, replicates: int, p: Params) -> intervals.Bootstrap:
    return intervals.Bootstrap(prompts, replicates, p.grade.resamples, p.rng_seeds[0])


def _right(data: Data, labelled: Floats, right: Floats, p: Params) -> Row:
    """Of the replicates that labelled anything."""
    used = labelled.any(axis=1)
    if not used.any():
        return {}
    some, every = right[used], labelled[used]
    drawn = _boot(data.prompts, len(some), p).values(lambda weights, k: _divide(weights @ some[k], weights @ every[k]))
    return intervals.interval(*drawn)


def _closed(one: Drawn, seed: Drawn, full: Drawn) -> Row:
    """The share of the gap between seed and full, by the draws they share."""
    [value] = _divide(np.array([one[0] - seed[0]]), np.array([full[0] - seed[0]]))
    return intervals.interval(value, _divide(one[1] - seed[1], full[1] - seed[1]))


def _divide(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full(len(below), np.nan), where=below != 0)


def _wide(word: str, figures: Row, *more: str) -> Row:
    """An interval as columns of a table."""
    return {word: figures.get("mean")} | {f"{word}_{end}": figures.get(end) for end in ("low", "high", *more)}


def load(file: Path, encoder: Path) -> Data:
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as stream:
        found = sorted((json.loads(line) for line in stream), key=lambda one: one["id"])
    texts = sorted({(one["prompt"], one[f"response_{side}"]) for one in found for side in "ab"})
    place = {text: at for at, text in enumerate(texts)}
    digest = files.digest(file, *(encoder / name for name in ("config.json", "tokenizer.json", "model.safetensors")))
    features = embed(texts, encoder, paths.SCRATCH / "features" / f"{digest[:16]}-{OF_PROMPT}-{TOKENS}")
    return Data(
        *_tables(found), features[[[place[one["prompt"], one[f"response_{side}"]] for side in "ab"] for one in found]]
    )


def _tables(found: list[Row]) -> tuple[pa.Table, pa.Table]:
    """The library's pairs, where `a` is left, and people's labels."""
    size = len(found)
    known: Row = {"pair_id": [one["id"] for one in found], "prompt": [one["prompt"] for one in found]}
    known |= {
        side: [one[f"response_{letter}"] for one in found] for side, letter in zip(records.SIDES, "ab", strict=True)
    }
    pairs = known | {"split": ["pool"] * size, "family": [""] * size, "topic": [""] * size}
    labels = {"pair_id": known["pair_id"], "side": ["left" if one["preferred"] == "a" else "right" for one in found]}
    labels |= {name: pa.nulls(size) for name in records.LABELS.names if name not in labels}
    return pa.table(pairs).cast(records.PAIRS), pa.table(labels).cast(records.LABELS)


def embed(texts: Sequence[tuple[str, str]], encoder: Path, home: Path) -> Floats:
    """Each prompt and response, read together: layer by layer the mean over the response, at last over both."""
    read = AutoTokenizer.from_pretrained(encoder, local_files_only=True, model_max_length=10**9)
    model = AutoModel.from_pretrained(encoder, local_files_only=True).eval()
    prompts, answers = (read(list(side), add_special_tokens=False)["input_ids"] for side in zip(*texts, strict=True))
    starts = [[read.cls_token_id, *one[-OF_PROMPT:], read.sep_token_id] for one in prompts]
    both = zip(starts, answers, strict=True)
    rows = [(len(a), [*a, *b[: TOKENS - len(a) - 1], read.sep_token_id]) for a, b in both]
    order = sorted(range(len(rows)), key=lambda at: (len(rows[at][1]), at))
    parts = {at: [rows[one] for one in order[at : at + AT_ONCE]] for at in range(0, len(order), AT_ONCE)}
    found = [_part(model, part, home / f"{at}.npy") for at, part in parts.items()]
    return np.concatenate(found)[np.argsort(order)].astype(np.float32)


def _part(model: torch.nn.Module, rows: list[tuple[int, list[int]]], path: Path) -> Floats:
    """The rows, already in order of length, batch by batch; read back where an earlier run saved them."""
    if not path.exists():
        size = max(1, BUDGET // len(rows[-1][1]))
        found = np.concatenate([_forward(model, rows[at : at + size]) for at in range(0, len(rows), size)])
        with files.replacing(path) as partial, partial.open("wb") as stream:
            np.save(stream, found.astype(np.float16))
        print(path, flush=True)
    return np.load(path)


@torch.inference_mode()
def _forward(model: torch.nn.Module, rows: list[tuple[int, list[int]]]) -> Floats:
    """Rows of tokens, each with the place where its response starts."""
    ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for _, row in rows], batch_first=True)
    place = torch.arange(ids.shape[1])
    mask = place < torch.tensor([[len(row)] for _, row in rows])
    answer = mask & (place >= torch.tensor([[at] for at, _ in rows]))
    told = model(ids, mask.long(), answer.long(), output_hidden_states=True)
    layers = [_mean(one, answer) for one in told.hidden_states] + [_mean(told.last_hidden_state, mask)]
    return torch.nn.functional.normalize(torch.stack(layers, dim=1), dim=2).numpy()


def _mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return (states * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="a JSON object a line: id, prompt, response_a, response_b, preferred")
    parser.add_argument("--encoder", type=Path, required=True, help="a folder that transformers can load")
    parser.add_argument("--seed-share", type=float, default=0.15, help="of the labels that are not held out")
    parser.add_argument("--out", type=Path, help="the table to write")
    given, p = parser.parse_args(), params.load()
    torch.set_num_threads(1)  # here and below: the number of threads is part of the result
    with threadpool_limits(1):
        data = load(given.file, given.encoder)
        runs = [(holdout, grow(data, holdout, p, given.seed_share)) for holdout in holdouts(data)]
        told = rows(data, runs, p)
    files.write_csv(told, given.out or Path("studies") / f"{given.file.name.split('.')[0]}.csv")


if __name__ == "__main__":
    main()
