"""A verdict for every pair of the pool, adopted or held, with all that is needed to argue with it later."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from ser.candidates import Candidates
from ser.desk import records
from ser.desk.errors import ModelError
from ser.desk.parts import Parts
from ser.desk.settings import Rule
from ser.judges import Opinion
from ser.reward import rules
from ser.reward.pool import Pool
from ser.reward.rules import Ruling

Codes = np.ndarray
Mask = np.ndarray


def judge(
    rng_seed: int,
    generation: str,
    name: str,
    rule: Rule,
    scores: Parts,
    pairs: Parts,
    book: Parts,
    reading: Parts,
) -> Iterator[pa.Table]:
    """One replicate's verdict on each pool pair that no person has labelled, a part at a time."""
    given = Candidates(rng_seed, scores, pairs, book)
    left, right = given.sides
    draw = f"{rng_seed}\n{generation}"
    seen = Pool(left, right, given.margins, given.texts, lambda: given.reading(reading), draw)
    _refuse_not_finite(rng_seed, seen)
    ruling = rules.apply(seen, rule, name)
    found, start = _found(given.is_read, seen, ruling), 0
    del seen  # its columns are not needed any more, and in a large pool they are most of the memory
    for own in given.scored(rng_seed, records.SCORES.names):
        yield _verdicts(own, found.slice(start, len(own)), ruling, generation, name)
        start += len(own)


def _found(read: Mask, seen: Pool, ruling: Ruling) -> pa.Table:
    """What differs from pair to pair; until the end as places in the words that are said."""
    by = ruling.by or Opinion("", seen.left > seen.right, seen.confidence)
    decided = (seen.left != seen.right) | (ruling.by is not None)
    side, passes, reason = (np.full(len(read), code, np.int8) for code in (-1, 0, 3))
    side[read] = np.where(decided, ~by.left_wins, np.int8(-1))
    passes[read] = ruling.passes & decided
    reason[read] = np.where(decided, passes[read], np.int8(2))
    sure = np.full(len(read), np.nan, np.float32)
    sure[read] = by.confidence
    return pa.table(
        {
            "side": _worded(side, records.SIDES),
            "confidence": pa.array(sure, mask=~read),
            "ruling": _worded(passes, ("hold", "adopt")),
            "reason": _worded(reason, (ruling.failed, ruling.passed, "no preference", "longer than the model reads")),
        }
    )


def _worded(codes: Codes, words: Sequence[str]) -> pa.DictionaryArray:
    """The word of each code, none for -1; a word's place follows from where it first stands, as if all were written."""
    first = {one: int((codes == one).argmax()) for one in range(len(words)) if (codes == one).any()}
    used = list(dict.fromkeys(words[one] for one in sorted(first, key=first.__getitem__)))
    places = np.array([used.index(word) if word in used else 0 for word in words], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(places[codes], mask=codes < 0), pa.array(used, pa.string()))


def _verdicts(own: pa.Table, found: pa.Table, ruling: Ruling, generation: str, name: str) -> pa.Table:
    size = len(own)
    told = {
        "origin": ["judge" if ruling.by else "model"] * size,
        "generation": [generation] * size,
        "labeller": [ruling.by.judge] * size if ruling.by else own["labeller"],
        "status": [ruling.status] * size,
        "rule": [name] * size,
    }
    told |= {one: own[one] for one in ("pair_id", "score_left", "score_right", "rng_seed")}
    told |= {one: found[one] for one in found.column_names}
    return pa.table(told).select(records.VERDICTS.names).cast(records.VERDICTS)


def _refuse_not_finite(rng_seed: int, seen: Pool) -> None:
    bad = ~(np.isfinite(seen.left) & np.isfinite(seen.right))
    if bad.any():
        raise ModelError(
            f"replicate {rng_seed}",
            f"{bad.sum()} of {len(bad)} pairs have scores that are not finite",
            "training diverged; lower reward.learning_rate in params.yaml, then `dvc repro`",
        )
