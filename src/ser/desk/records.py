"""The columns of every stored table, and the names of splits and sides that stand in them."""

import pyarrow as pa

SPLITS = ("seed", "pool", "holdout", "holdout_ood")
HOLDOUTS = ("holdout", "holdout_ood")
SIDES = ("left", "right")

_word = pa.dictionary(pa.int32(), pa.string())

PAIRS = pa.schema(
    [
        ("pair_id", pa.string()),
        ("prompt", pa.string()),
        ("left", pa.string()),
        ("right", pa.string()),
        ("split", _word),
        ("family", _word),
        ("topic", _word),
    ]
)

# A raw row of which no pair was made, or a pair that was not taken; `row` counts from 1 in its file.
LEFT_OUT = pa.schema([("file", _word), ("row", pa.int64()), ("reason", _word), ("excerpt", pa.string())])

# What a person said. `gold_*` is the maker's own utility: known in the embedded world, null everywhere else,
# and never stored beside labels that something learns from.
LABELS = pa.schema(
    [
        ("pair_id", pa.string()),
        ("side", _word),
        ("votes_left", pa.int8()),
        ("votes_right", pa.int8()),
        ("gold_left", pa.float64()),
        ("gold_right", pa.float64()),
    ]
)

# The side on which most of those asked agree; none, where as many chose the other.
SETTLED = pa.schema(
    [
        ("pair_id", pa.string()),
        ("side", _word),
        ("generation", _word),
        ("draw", _word),
        ("people", pa.int32()),
    ]
)

# A null score means: not scored, because the pair is longer than the model's window.
SCORES = pa.schema(
    [
        ("pair_id", pa.string()),
        ("rng_seed", pa.int64()),
        ("labeller", _word),
        ("score_left", pa.float32()),
        ("score_right", pa.float32()),
    ]
)

# What the base makes of a pair before any label: pictures as numbers, and the mean log-likelihood of a token of each
# response, NaN of a base that writes none. Pairs longer than the model's window are not in it.
VIEWS = pa.schema(
    [
        ("pair_id", pa.string()),
        ("seen", pa.list_(pa.float32())),
        ("seen_left", pa.list_(pa.float32())),
        ("seen_right", pa.list_(pa.float32())),
        ("likely_left", pa.float32()),
        ("likely_right", pa.float32()),
    ]
)

# What a reading says of the pool: a logit for left; and whether it was found to beat the replicate that it would teach,
# in log loss on labels that neither has seen.
READINGS = pa.schema(
    [
        ("pair_id", pa.string()),
        ("rng_seed", pa.int64()),
        ("labeller", _word),
        ("margin", pa.float32()),
        ("helps", pa.bool_()),
    ]
)

# Of the benchmarks' responses: the better ones of an item first. A null score means: not scored, as above.
ELSEWHERE = pa.schema(
    [
        ("benchmark", _word),
        ("item", pa.int32()),
        ("response", pa.int32()),
        ("rng_seed", pa.int64()),
        ("labeller", _word),
        ("score", pa.float32()),
    ]
)

LEDGER = pa.schema(
    [
        ("pair_id", pa.string()),
        ("side", _word),
        ("origin", _word),
        ("generation", _word),
        ("labeller", _word),
        ("score_left", pa.float32()),
        ("score_right", pa.float32()),
        ("confidence", pa.float32()),
        ("status", _word),
        ("rule", _word),
        ("rng_seed", pa.int64()),
    ]
)

VERDICTS = pa.schema([*LEDGER, ("ruling", _word), ("reason", _word)])

# What a policy answered. `step` is null in what it says when done; `kl` where nothing was learned, as in best of n.
ROLLOUTS = pa.schema(
    [
        ("prompt", pa.string()),
        ("split", _word),
        ("rng_seed", pa.int64()),
        ("step", pa.int32()),
        ("sample", pa.int32()),
        ("response", pa.string()),
        ("tokens", pa.int32()),
        ("ended", pa.bool_()),
        ("reward", pa.float32()),
        ("kl", pa.float32()),
    ]
)
