"""A profile made whole or not at all: the data copied, params and graph derived from the root's."""

import os
import shutil
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

import numpy as np
import pyarrow as pa

from ser.corpus import build
from ser.desk import files, params, paths, records
from ser.desk.errors import CorpusError, ParamsError
from ser.profiles import laid, own, pretrained
from ser.profiles.own import Given

STORY = """# {name}

On {data}; made by `ser new`. How a profile works: [`docs/profiles.md`](../../docs/profiles.md).

<!-- results -->
Not run yet.
<!-- /results -->
"""


def make(name: str, given: Given, model: str | None, root: Path) -> Path:
    """On a base from scratch, unless a model is named."""
    folder = root / laid.HOME / name
    if folder.exists():
        raise ParamsError(folder, "there is such a profile already", "choose another --name; nothing was changed")
    partial = folder.with_name(f".{name}.{os.getpid()}")
    try:
        _copy(given.files, partial / paths.RAW)
        _describe(name, given, partial)
        text = (root / paths.PARAMS).read_text(encoding="utf-8")
        _fit(given, partial, pretrained.use(text, model, folder) if model else text)
        laid.out(partial, given.is_sealed)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def refuse_missing(given: Sequence[Path]) -> None:
    for one in given:
        if not one.is_file():
            raise CorpusError(one, "no such file", "name the files that hold your pairs")
        if sum(other.name == one.name for other in given) > 1:
            raise CorpusError(one, "another file of that name was given as well", "rename one of them")


def _copy(given: Sequence[Path], raw: Path) -> None:
    refuse_missing(given)
    raw.mkdir(parents=True)
    for one in given:
        shutil.copy(one, raw)


def _describe(name: str, given: Given, folder: Path) -> None:
    data = ", ".join(f"`{one.name}`" for one in given.files)
    files.write_text(STORY.format(name=name, data=data), folder / paths.README)


def _fit(given: Given, folder: Path, text: str) -> None:
    """The params are tried on the data once, and then fitted to what was found."""
    text = own.first(text, given, "../..")
    files.write_text(own.tried(text), folder / paths.PARAMS)
    with chdir(folder):
        pairs, labels = build.build(params.load())[:2]
    labelled = len(labels) - labels["side"].null_count
    files.write_text(own.fit(text, labelled, _words(pairs)), folder / paths.PARAMS)
    params.load(folder / paths.PARAMS)


def _words(pairs: pa.Table) -> int:
    """As many as 99 of a hundred pairs have no more of, in the prompt and the longer response."""
    counts = [[len(one.split()) for one in pairs[name].to_pylist()] for name in ("prompt", *records.SIDES)]
    prompts, left, right = map(np.array, counts)
    return int(np.percentile(prompts + np.maximum(left, right), 99))
