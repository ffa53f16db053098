"""What each column of the stored tables means, in words and in the types of Arrow."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MEANING = {
    "pair_id": "name of the pair: a digest of its texts",
    "prompt": "what was asked",
    "left": "the first of two responses; the order says nothing about which is better",
    "right": "the second of two responses",
    "split": "seed (labelled from the start), pool (labelled by the method), holdout or holdout_ood (measured on)",
    "family": "kind of task the prompt belongs to",
    "topic": "what the prompt is about",
    "votes_left": "people who preferred left",
    "votes_right": "people who preferred right",
    "gold_left": "utility of left that only the maker of an artificial corpus knows",
    "gold_right": "utility of right that only the maker of an artificial corpus knows",
    "side": "the response that the label prefers: left or right",
    "origin": "who decided: human, model or judge",
    "generation": "the generation that made the label",
    "labeller": "who made it: SHA-256 of the checkpoint's weights, or the judge; empty for people",
    "score_left": "the labeller's score for left; empty where the pair was too long to be scored",
    "score_right": "the labeller's score for right; empty where the pair was too long to be scored",
    "confidence": "the labeller's probability that the side is right",
    "status": "learning status under which the label was ruled on",
    "rule": "rule of selection that ruled on the label",
    "rng_seed": "replicate that the row belongs to",
    "ruling": "adopt or hold: does the label enter the ledger?",
    "reason": "why it was so ruled",
}


def of(path: Path) -> dict[str, pa.DataType]:
    """Name and type of each stored column; a word is text, however it is encoded."""
    schema = pq.read_schema(path)
    return {field.name: _plain(field.type) for field in schema}


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
