"""Where every artefact lies, relative to the folder that holds `params.yaml`."""

from dataclasses import dataclass
from pathlib import Path

PARAMS = Path("params.yaml")
CODE = Path("code.json")
RAW = Path("data/raw")
PAIRS = Path("data/pairs.parquet")
LEFT_OUT = Path("data/left_out.parquet")
SEED_LABELS = Path("data/labels/seed.parquet")
SEALED_LABELS = Path("data/sealed/labels.parquet")
ANSWERS = Path("data/answers")
PEOPLE_LABELS = Path("data/labels/people.parquet")
SPOTCHECK_LABELS = Path("data/labels/spotcheck.parquet")
SFT = Path("models/sft")
CORPUS_METRICS = Path("metrics/corpus.json")
SUMMARY = Path("metrics/summary.json")
LATEST = Path("metrics/latest.json")
AUDIT = Path("metrics/audit.json")
PEOPLE_METRICS = Path("metrics/people.json")
REPORT = Path("report")
README = Path("README.md")
VIEWS = Path("data/views.parquet")
HELD_VIEWS = Path("data/views_held.parquet")
CROSSFIT = Path("data/crossfit.parquet")
READING = Path("data/reading.parquet")
READING_METRICS = Path("metrics/reading.json")
HELD_OUT = Path("metrics/held_out")
BENCHMARKS = Path("data/benchmarks")
SAMPLES = Path("data/rollouts/sft.parquet")
POLICY_METRICS = Path("metrics/policy.json")
SWEEPS = Path("metrics/sweeps")
SCRATCH = Path(".scratch")


def holdout_labels(split: str) -> Path:
    return Path(f"data/labels/{split}.parquet")


@dataclass(frozen=True)
class Model:
    """The artefacts of one reward model."""

    name: str

    @property
    def ledger(self) -> Path:
        return Path(f"data/ledger/{self.name}.parquet")

    @property
    def verdicts(self) -> Path:
        return Path(f"data/verdicts/{self.name}.parquet")

    @property
    def scores(self) -> Path:
        return Path(f"data/scores/{self.name}.parquet")

    @property
    def checkpoints(self) -> Path:
        return Path(f"models/reward/{self.name}")

    @property
    def metrics(self) -> Path:
        return Path(f"metrics/reward/{self.name}.json")

    @property
    def training(self) -> Path:
        return Path(f"metrics/training/{self.name}.json")

    @property
    def counts(self) -> Path:
        return Path(f"metrics/labels/{self.name}.json")

    @property
    def audit(self) -> Path:
        return Path(f"metrics/audit/{self.name}.json")

    @property
    def spotcheck(self) -> Path:
        return Path(f"metrics/spotcheck/{self.name}.json")

    @property
    def scores_elsewhere(self) -> Path:
        return Path(f"data/elsewhere/{self.name}.parquet")

    @property
    def elsewhere(self) -> Path:
        return Path(f"metrics/elsewhere/{self.name}.json")

    def checkpoint(self, rng_seed: int) -> Path:
        return self.checkpoints / str(rng_seed)


@dataclass(frozen=True)
class Policy:
    """The artefacts of one aligned policy."""

    name: str

    @property
    def checkpoints(self) -> Path:
        return Path(f"models/policy/{self.name}")

    @property
    def rollouts(self) -> Path:
        return Path(f"data/rollouts/{self.name}.parquet")

    @property
    def opinions(self) -> Path:
        return Path(f"data/opinions/{self.name}.jsonl")

    @property
    def alignment(self) -> Path:
        return Path(f"metrics/alignment/{self.name}.json")

    @property
    def metrics(self) -> Path:
        return Path(f"metrics/policy/{self.name}.json")

    def checkpoint(self, rng_seed: int) -> Path:
        return self.checkpoints / str(rng_seed)
