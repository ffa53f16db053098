"""Everything that can be set, as frozen types; the meaning of each key stands beside it in `params.yaml`."""

from dataclasses import dataclass
from typing import Annotated, Literal

from ser.desk.strict import Range, Rest

Share = Annotated[float, Range(0, 1, open=True)]
Probability = Annotated[float, Range(0, 1)]
Likely = Annotated[float, Range(0.5, 1)]
Positive = Annotated[float, Range(0, float("inf"), open=True)]
NotNegative = Annotated[float, Range(0, float("inf"))]
Count = Annotated[int, Range(1, 10**12)]
RngSeed = Annotated[tuple[int, ...], Range(0, 2**31 - 1)]
Targets = Literal["hard", "soft", "weighted"]

SEED = "seed"  # the name of generation 0
WORLD = "world"  # the embedded corpus, whose maker knows which response is better


@dataclass(frozen=True)
class Corpus:
    name: str
    how: Rest
    """The adapter's own keys: `ser.corpus.adapters` knows and checks them."""


@dataclass(frozen=True)
class Split:
    seed_share: Share
    holdout_share: Share
    seed_by: Literal["prompt", "pair"]


@dataclass(frozen=True)
class Base:
    kind: str
    max_tokens: Count
    how: Rest
    """The kind's own keys: `ser.desk.bases` knows and checks them."""


@dataclass(frozen=True)
class Lora:
    rank: Count
    alpha: Count
    dropout: Probability


@dataclass(frozen=True)
class Sft:
    tune: Literal["full", "lora", "none"]
    answers_only: bool
    epochs: Count
    batch: Count
    learning_rate: Positive
    schedule: Literal["cosine", "linear"]
    warmup: Probability
    weight_decay: NotNegative
    precision: Literal["float32", "bfloat16"]
    checkpointing: bool
    lora: Lora


@dataclass(frozen=True)
class Reward:
    start: Literal["sft", "parent"]
    tune: Literal["full", "lora"]
    loss: Literal["bradley_terry", "hinge"]
    margin: Positive
    center: NotNegative
    epochs: Count
    batch: Count
    learning_rate: Positive
    schedule: Literal["cosine", "linear"]
    warmup: Probability
    weight_decay: NotNegative
    precision: Literal["float32", "bfloat16"]
    checkpointing: bool
    lora: Lora


@dataclass(frozen=True)
class Rule:
    kind: str
    relabel: Literal["newest", "keep"]
    targets: Targets
    how: Rest
    """The kind's own keys: `ser.reward.rules` knows and checks them, so that a new kind is no change here."""


@dataclass(frozen=True)
class Generation:
    rule: str
    after: str


@dataclass(frozen=True)
class Reference:
    labels: Literal["all", "adopted", "agreed"]
    after: str
    steps: Literal["own", "parent"]


@dataclass(frozen=True)
class Method:
    how: Rest
    """The method's own keys: `ser.policy.settings` knows and checks them."""


@dataclass(frozen=True)
class Policy:
    method: str
    reward: str
    how: Rest
    """What this policy has otherwise than its method."""


@dataclass(frozen=True)
class Judge:
    kind: str
    how: Rest
    """The kind's own keys: `ser.judging` knows and checks them."""


@dataclass(frozen=True)
class Judging:
    prompts: Count
    samples: Count
    tokens: Count
    start: tuple[Literal["sft"], ...]
    judges: dict[str, Judge]
    held_out: tuple[str, ...]


@dataclass(frozen=True)
class Benchmark:
    format: str
    """`ser.elsewhere.formats` knows them."""
    path: str


@dataclass(frozen=True)
class Benchmarks:
    files: dict[str, Benchmark]
    models: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    bins: Count
    resamples: Count


@dataclass(frozen=True)
class Params:
    root: str
    launch: str
    rng_seeds: RngSeed
    corpus: Corpus
    sealed: bool
    split: Split
    base: Base
    sft: Sft
    reward: Reward
    rules: dict[str, Rule]
    reading: bool
    generations: dict[str, Generation]
    references: dict[str, Reference]
    headline: str
    grade: Grade
    benchmarks: Benchmarks
    methods: dict[str, Method]
    policies: dict[str, Policy]
    judging: Judging

    @property
    def models(self) -> tuple[str, ...]:
        """Every reward model, parents first as far as the file lists them so."""
        return (SEED, *self.generations, *self.references)

    def parent(self, model: str) -> str | None:
        plan = self.generations.get(model) or self.references.get(model)
        return plan.after if plan else None

    def targets(self, model: str) -> Targets:
        """How the model's own labels enter its loss; people's are always hard."""
        return self.rules[self.generations[model].rule].targets if model in self.generations else "hard"

    def is_read(self, generation: str) -> bool:
        """Whether its labels come from a reading of the base, not from its parent."""
        return self.rules[self.generations[generation].rule].kind == "elicit"

    def depth(self, model: str) -> int:
        """How many generations lie between the model and the seed."""
        return 0 if model == SEED else 1 + self.depth(self.generations[model].after)

    def arms(self) -> dict[str, str]:
        """Each arm (a generation's name without its number) with its deepest generation."""
        tips: dict[str, str] = {}
        for name in sorted(self.generations, key=self.depth):
            tips[arm(name)] = name
        return tips


def arm(generation: str) -> str:
    return generation.rpartition("-")[0]
