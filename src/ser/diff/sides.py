"""Who is compared: `model`, `arm`, `revision` or `revision:model`; an experiment of this commit is a revision, too."""

from dataclasses import dataclass

from ser import git
from ser.desk.errors import ParamsError, ProvenanceError
from ser.desk.settings import SEED, Params
from ser.evidence import Evidence


@dataclass(frozen=True)
class Side:
    evidence: Evidence
    model: str

    def __str__(self) -> str:
        return f"{self.evidence}:{self.model}" if self.evidence.commit else self.model


def of(word: str) -> Side:
    """A name of the working tree's comes before a revision of the same name; a revision alone means its headline."""
    here = Evidence()
    revision, colon, name = word.rpartition(":")
    if not colon and (model := _model(here.params, word)):
        return Side(here, model)
    there = _at(revision if colon else word, here.params, colon == "")
    model = _model(there.params, name if colon else there.params.headline)
    if model is None:
        raise ParamsError(f"params.yaml of {there}", f"no model or arm {name!r}", f"use one of: {_known(there.params)}")
    return Side(there, model)


def _model(p: Params, word: str) -> str | None:
    """An arm stands for its last generation."""
    return word if word in p.models else p.arms().get(word, SEED if word == p.headline else None)


def _at(revision: str, p: Params, could_be_model: bool) -> Evidence:
    try:
        return Evidence(git.experiment(revision) or revision or None)
    except ProvenanceError as trouble:
        if could_be_model:
            needed = f"use a revision, revision:model, or one of: {_known(p)}"
            raise ParamsError("ser diff", f"{revision!r} is no model, arm or revision", needed) from trouble
        raise


def _known(p: Params) -> str:
    return ", ".join((*p.models, *p.arms()))
