"""`params.yaml` as a frozen, checked value; the meaning of each key stands beside it in that file."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml

from ser import paths, strict
from ser.errors import ParamsError
from ser.strict import Range

Share = Annotated[float, Range(0, 1, open=True)]
Probability = Annotated[float, Range(0, 1)]
Positive = Annotated[float, Range(0, float("inf"), open=True)]
NotNegative = Annotated[float, Range(0, float("inf"))]
Count = Annotated[int, Range(1, 10**12)]
RngSeed = Annotated[tuple[int, ...], Range(0, 2**31 - 1)]
Relabel = Literal["newest", "keep"]

SEED = "seed"  # the name of generation 0


@dataclass(frozen=True)
class Corpus:
    name: Literal["world"]
    pairs: Count
    out_of_domain: Count
    annotators: Count
    temperature: Positive
    length_bias: NotNegative
    slip: Probability


@dataclass(frozen=True)
class Split:
    seed_share: Share
    holdout_share: Share


@dataclass(frozen=True)
class Base:
    vocabulary: Count
    hidden: Count
    layers: Count
    heads: Count
    feed_forward: Count
    max_tokens: Count


@dataclass(frozen=True)
class Sft:
    epochs: Count
    batch: Count
    learning_rate: Positive
    warmup: Probability
    weight_decay: NotNegative


@dataclass(frozen=True)
class Lora:
    rank: Count
    alpha: Count
    dropout: Probability


@dataclass(frozen=True)
class Reward:
    start: Literal["sft", "parent"]
    tune: Literal["full", "lora"]
    loss: Literal["bradley_terry", "hinge"]
    margin: Positive
    center: NotNegative
    targets: Literal["hard", "soft", "weighted"]
    epochs: Count
    batch: Count
    learning_rate: Positive
    warmup: Probability
    weight_decay: NotNegative
    lora: Lora


@dataclass(frozen=True)
class SerRule:
    kind: Literal["ser"]
    apart_above: Probability
    apart_below: Probability
    amplify: Probability
    enough: Probability
    relabel: Relabel


@dataclass(frozen=True)
class VanillaRule:
    kind: Literal["vanilla"]
    confidence: Probability
    relabel: Relabel


@dataclass(frozen=True)
class Generation:
    rule: str
    after: str


@dataclass(frozen=True)
class Reference:
    labels: Literal["all", "adopted"]
    after: str


@dataclass(frozen=True)
class Grade:
    bins: Count
    resamples: Count


@dataclass(frozen=True)
class Params:
    root: str
    rng_seeds: RngSeed
    corpus: Corpus
    split: Split
    base: Base
    sft: Sft
    reward: Reward
    rules: dict[str, SerRule | VanillaRule]
    generations: dict[str, Generation]
    references: dict[str, Reference]
    headline: str
    grade: Grade

    @property
    def models(self) -> tuple[str, ...]:
        """Every reward model, parents first as far as the file lists them so."""
        return (SEED, *self.generations, *self.references)

    def parent(self, model: str) -> str | None:
        plan = self.generations.get(model) or self.references.get(model)
        return plan.after if plan else None

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


def load(path: Path = paths.PARAMS) -> Params:
    if not path.exists():
        raise ParamsError(path, "the file is missing", "run from the folder that holds it")
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as trouble:
        raise ParamsError(path, f"not valid YAML: {trouble}", "mend the line it names") from trouble
    params: Params = strict.build(Params, given, str(path))
    _check_names(params)
    _check_parents(params)
    _check_values(params)
    return params


def _check_names(p: Params) -> None:
    for group, pattern, form in (
        (p.generations, r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*-[1-9]\d*", "<arm>-<number>, such as ser-4"),
        (p.references, r"[a-z][a-z0-9_-]*", "lower-case letters, digits, - and _"),
    ):
        for name in group:
            if not re.fullmatch(pattern, name) or name == SEED:
                raise ParamsError(paths.PARAMS, f'"{name}" cannot name a model', f"needed {form}, and not {SEED}")
    for name in set(p.generations) & set(p.references):
        raise ParamsError(paths.PARAMS, f'"{name}" is both a generation and a reference', "rename one of them")


def _check_parents(p: Params) -> None:
    for name in (*p.generations, *p.references):
        seen, at = [name], p.parent(name)
        while at != SEED:
            where = f"{paths.PARAMS}, {'generations' if seen[-1] in p.generations else 'references'}.{seen[-1]}"
            if at not in p.generations:
                known = ", ".join((SEED, *p.generations))
                raise ParamsError(where, f'after: "{at}" is not a generation', f"use one of: {known}")
            if at in seen:
                circle = " -> ".join([*seen, at])
                raise ParamsError(where, f"the generations form a circle: {circle}", f"start one with after: {SEED}")
            seen.append(at)
            at = p.parent(at)
    for name, plan in p.generations.items():
        if plan.rule not in p.rules:
            raise ParamsError(
                f"{paths.PARAMS}, generations.{name}", f'no rule "{plan.rule}"', f"use one of: {', '.join(p.rules)}"
            )


def _check_values(p: Params) -> None:
    if p.generations and p.headline not in p.arms():
        raise ParamsError(f"{paths.PARAMS}, headline", f'no arm "{p.headline}"', f"use one of: {', '.join(p.arms())}")
    if not p.rng_seeds or len(set(p.rng_seeds)) < len(p.rng_seeds):
        raise ParamsError(f"{paths.PARAMS}, rng_seeds", f"found {list(p.rng_seeds)}", "list at least one, each once")
    if p.corpus.annotators % 2 == 0:
        raise ParamsError(f"{paths.PARAMS}, corpus.annotators", "an even number can tie", "use an odd number")
    if p.base.hidden % (2 * p.base.heads):
        raise ParamsError(
            f"{paths.PARAMS}, base", f"hidden {p.base.hidden} over {p.base.heads} heads", "needed an even share a head"
        )
    for name, rule in p.rules.items():
        if isinstance(rule, SerRule) and rule.apart_below > rule.apart_above:
            raise ParamsError(
                f"{paths.PARAMS}, rules.{name}",
                f"apart_below {rule.apart_below} lies over apart_above {rule.apart_above}",
                "swap them",
            )
        if isinstance(rule, VanillaRule) and rule.confidence < 0.5:
            raise ParamsError(
                f"{paths.PARAMS}, rules.{name}.confidence",
                f"found {rule.confidence}",
                "needed at least 0.5: the favoured side is never less likely than that",
            )
