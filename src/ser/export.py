"""A checkpoint as a folder that transformers alone can load, tried as a stranger would before it gets its name."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedTokenizerBase,
)

from ser import adapters, machine, publish, start, text, usage
from ser.desk import bases, card, files, paths
from ser.desk.errors import ModelError
from ser.desk.settings import Params
from ser.reward import model
from ser.reward.read import Reader, of_texts
from ser.usage import Way

SUPERVISED = "sft"
CLOSE = 1e-3  # merging an adapter moves the last digits; more than this is another model
ROUNDED = 5e-2  # the same where the base is held in fewer bits, and computes with few digits
PROBES = [
    ("What is two and two?", "Four."),
    ("What is two and two?", "It is five, I believe, and I have counted twice."),
    ("Two lines\n\nand a space ", "  - one\n  - two\n"),
    ("", "1234 + 5678 = 6912"),
    ("Öffne die Tür 🙂", ""),
]
ASKED = [prompt for prompt, _ in PROBES]


def reward_model(name: str, rng_seed: int, p: Params, to: Path) -> float:
    """By how much a stranger's score differs from ours, at most, on a few texts."""
    machine.begin(threads=2)
    folder = paths.Model(name).checkpoint(rng_seed)
    with _whole(to) as partial:
        judge, tokenizer = model.load(folder), start.tokenizer()
        here = of_texts(Reader(judge, tokenizer, p.base.max_tokens), PROBES, "")
        responses = text.response_ids(tokenizer, [response for _, response in PROBES])
        needed = [a + b for a, b in zip(text.prompt_ids(tokenizer, ASKED), responses, strict=True)]
        found = _way(usage.TO_SCORE, tokenizer, PROBES, needed, partial)
        plain = _plain(model.load(folder) if _in_four_bits(judge) else judge, folder).cpu()  # reading may pack them
        plain.config.pad_token_id = tokenizer.pad_token_id
        plain.config.id2label, plain.config.label2id = {0: "reward"}, {"reward": 0}
        plain.config.problem_type = "regression"  # a pipeline gives the score itself, not its sigmoid
        _save(plain, tokenizer, partial, p)
        files.write_text(publish.completed(name, rng_seed, p), partial / card.FILE)
        _tell(partial, folder, usage.told(usage.SCORE, found, p.base.max_tokens))
        return _apart(partial, found, here, ROUNDED if bases.is_rounded(p.base) else CLOSE)


def policy(name: str, rng_seed: int, p: Params, to: Path) -> None:
    machine.begin(threads=2)
    folder = paths.SFT if name == SUPERVISED else paths.Policy(name).checkpoint(rng_seed)
    card.read(folder)
    with _whole(to) as partial:
        tokenizer = start.tokenizer()
        found = _way(usage.TO_ASK, tokenizer, ASKED, text.prompt_ids(tokenizer, ASKED), partial)
        _save(_policy(folder).float(), tokenizer, partial, p)
        shutil.copy(folder / card.FILE, partial)
        _tell(partial, folder, usage.told(usage.ANSWER, found, p.base.max_tokens))


def _policy(folder: Path) -> Any:
    if folder == paths.SFT:
        return start.policy()
    if (folder / adapters.CONFIG).exists():
        return _plain(adapters.load(start.policy(), folder, False), folder)
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A neighbour of `folder` that takes its place when the block ends well; what stands there is never replaced."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise ModelError(folder, "there is something already", "name a folder that is new or empty")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _way(
    ways: Sequence[Way], tokenizer: PreTrainedTokenizerBase, texts: Sequence[Any], needed: list[list[int]], to: Path
) -> Way:
    found = usage.way(ways, tokenizer, texts, needed)
    if found is None:
        problem = "no way of putting texts together that we know gives the tokens it was trained on"
        raise ModelError(to, problem, "add one to ser.usage, beside those for other tokenizers")
    return found


def _plain(learned: Any, folder: Path) -> Any:
    """Without its adapter, whose change is added to the weights; those of four bits would round it away."""
    if not adapters.has(learned):
        return learned
    if _in_four_bits(learned):
        learned = adapters.load(learned.unload().dequantize(), folder, trainable=False)
    return learned.merge_and_unload()


def _in_four_bits(learned: Any) -> bool:
    return getattr(learned, "is_quantized", False)


def _save(plain: Any, tokenizer: PreTrainedTokenizerBase, folder: Path, p: Params) -> None:
    tokenizer.model_max_length = p.base.max_tokens
    plain.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


@torch.inference_mode()
def _apart(folder: Path, found: Way, here: list[float | None], allowed: float) -> float:
    """How far a stranger's scores are from ours, where ours has one."""
    plain = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    there = plain(**found.batch(AutoTokenizer.from_pretrained(folder), PROBES)).logits.squeeze(-1).tolist()
    gap = max((abs(one - other) for one, other in zip(here, there, strict=True) if one is not None), default=0.0)
    if gap > allowed:
        problem = f"its scores differ by {gap:.1e} from the checkpoint's, more than {allowed:.0e}"
        raise ModelError(
            folder, problem, "nothing was written: the adapter does not merge, or the model reads more than tokens"
        )
    return gap


def _tell(folder: Path, origin: Path, use: str) -> None:
    """The card names the folder's own weights, and the checkpoint's, which is the labeller that ledgers name."""
    head, body = card.front(folder)
    head["ser"] |= {"exported": {"folder": str(origin), "weights": head["ser"]["weights"]}}
    head["ser"]["weights"] = card.weights(folder)
    files.write_text(card.text(head, f"{body}\n{use}"), folder / card.FILE)
