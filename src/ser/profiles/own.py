"""The params of a profile on one's own data: the root's, with what the data ask for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import yaml

from ser.desk import paths
from ser.profiles import text

ARMS = ("ser-1", "ser-2", "ser-3", "vanilla-1", "elicit-1")
REFERENCES = ("full", "oracle-3")
FEW = 100  # pairs, below which a seed model is rarely better than chance, and steps, below which it learned little
HALF = 0.5  # of what is not held out: the most that is the seed
MOST = 20  # epochs
TOKENS = 2  # a word, with the small vocabulary of a base from scratch
WINDOW = (192, 1024)  # tokens: the default's, and what a laptop can bear
CORPUS = """corpus:                          # docs/data.md tells which forms are read
  name: own
  labelled: {labelled}
  unlabelled: {unlabelled}
  out_of_domain: {out_of_domain}
  at_most: 0                     # pairs; 0 is all"""


@dataclass(frozen=True)
class Given:
    """The user's files, by what they are."""

    labelled: Sequence[Path]
    unlabelled: Sequence[Path] = ()
    out_of_domain: Sequence[Path] = ()

    @property
    def files(self) -> list[Path]:
        return [*self.labelled, *self.unlabelled, *self.out_of_domain]

    @property
    def is_sealed(self) -> bool:
        """Did people label what will be the pool?"""
        return not self.unlabelled


def first(params: str, given: Given, root: str) -> str:
    """All that does not depend on how much data there are."""
    rules = yaml.safe_load(params)["rules"]
    params = text.put(params, "root", root)
    params = text.put(params, "sealed", str(given.is_sealed).lower())
    places = {kind: _listed(getattr(given, kind)) for kind in ("labelled", "unlabelled", "out_of_domain")}
    params = text.replace(params, "corpus", CORPUS.format(**places))
    params = text.keep(params, "rules", [name for name, rule in rules.items() if rule["kind"] != "judge"])
    params = text.keep(params, "generations", ARMS)
    params = text.keep(params, "references", REFERENCES if given.is_sealed else ())
    params = text.keep(params, "policies", ())
    params = text.put(params, "judging.start", "[]")
    params = text.put(params, "judging.held_out", "[]")
    return _without_judges(params)


def _without_judges(params: str) -> str:
    head, _, rest = params.partition("  judges:\n")
    lines = rest.splitlines(keepends=True)
    while lines and lines[0].startswith("    "):
        lines.pop(0)
    return f"{head}  judges: {{}}\n{''.join(lines)}"


def _listed(files: Sequence[Path]) -> str:
    return json.dumps([(paths.RAW / one.name).as_posix() for one in files])  # every list of JSON is one of YAML


def tried(params: str) -> str:
    """With the most that may be the seed, so that the data are refused only where no share of them would do."""
    return text.put(params, "split.seed_share", HALF)


def fit(params: str, labelled: int, words: int) -> str:
    """To so many labelled pairs, the longest of which have so many words."""
    p = yaml.safe_load(params)
    known = max(labelled * (1 - p["split"]["holdout_share"]), 1)
    share = min(max(p["split"]["seed_share"], FEW / known), HALF) if p["sealed"] else 1.0
    epochs = ceil(FEW * p["reward"]["batch"] / (known * share))
    window = 64 * ceil(TOKENS * words / 64)
    if p["sealed"]:
        params = text.put(params, "split.seed_share", f"{share:.2f}")
    params = text.put(params, "reward.epochs", min(max(p["reward"]["epochs"], epochs), MOST))
    most = p["base"]["max_tokens"] if "model" in p["base"] else WINDOW[1]
    return text.put(params, "base.max_tokens", min(max(window, WINDOW[0]), most))
