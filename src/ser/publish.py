"""A checkpoint's card as a model hub wants it: what training wrote, and the grades that came later."""

from typing import Any

from ser import outcomes
from ser.desk import card, files, paths
from ser.desk.settings import Params

PLACES = {"holdout": "held-out prompts", "holdout_ood": "held-out topics"}

# Where a hub has each benchmark, and what its own score is called.
DATASETS = {
    "reward_bench": ("allenai/reward-bench", "RewardBench score, without prior sets"),
    "reward_bench_2": ("allenai/reward-bench-2", "RewardBench 2 score"),
    "rm_bench": ("THU-KEG/RM-Bench", "RM-Bench overall"),
    "llmbar": ("princeton-nlp/LLMBar", "LLMBar average accuracy"),
    "judge_bench": ("ScalerLab/JudgeBench", "JudgeBench overall"),
}


def completed(model: str, rng_seed: int, p: Params) -> str:
    """The grades stay out of the checkpoint itself: with them, training would depend on the holdout."""
    folder = paths.Model(model).checkpoint(rng_seed)
    card.read(folder)  # the weights are those the card names
    head, body = card.front(folder)
    right = files.read_json(paths.Model(model).metrics)["outcomes"]
    at = p.rng_seeds.index(rng_seed)
    shares = {split: outcomes.mean(right[split][at]) for split in right}
    results = [_result(p.corpus.name, split, share) for split, share in shares.items()]
    elsewhere = _elsewhere(model, rng_seed, p)
    results += [_benchmark(name, *found) for name, found in elsewhere.items()]
    head |= {"metrics": ["accuracy"], "model-index": [{"name": f"{model}-{rng_seed}", "results": results}]}
    rows = "\n".join(f"| accuracy, {PLACES[split]} | {100 * share:.1f} % |" for split, share in shares.items())
    more = "".join(f"| {name}, {told} | {100 * share:.1f} % |\n" for name, (_, told, share) in elsewhere.items())
    return card.text(head, f"{body}{rows}\n{more}")


def _elsewhere(model: str, rng_seed: int, p: Params) -> dict[str, tuple[str, str, float]]:
    """Where a hub has each benchmark, what is measured, and the replicate's score; none where it has none."""
    if model not in p.benchmarks.models:
        return {}
    found = {}
    for name, told in files.read_json(paths.Model(model).elsewhere).items():
        share = told.get("replicates", {}).get(str(rng_seed))
        dataset, score = DATASETS[told["format"]]
        read = told["items"] - told["not_scored"]
        if share is not None:
            whole = "" if not told["not_scored"] else f", on the {read:,} of {told['items']:,} items that fit"
            found[name] = (dataset, f"{score}{whole}", share)
    return found


def _result(corpus: str, split: str, share: float) -> dict[str, Any]:
    return {
        "task": {"type": "text-classification", "name": "which of two responses is better"},
        "dataset": {"type": corpus, "name": f"{corpus}, {PLACES[split]}", "split": split},
        "metrics": [{"type": "accuracy", "value": round(share, 5)}],
    }


def _benchmark(name: str, dataset: str, told: str, share: float) -> dict[str, Any]:
    return {
        "task": {"type": "text-classification", "name": "which of two responses is better"},
        "dataset": {"type": dataset, "name": name, "split": "test"},
        "metrics": [{"type": "accuracy", "name": told, "value": round(share, 5)}],
    }
