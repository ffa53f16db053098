"""Plain dicts to frozen dataclasses: every key known, every key present, every value of its type and range."""

import dataclasses
import difflib
import types
import typing
from dataclasses import dataclass
from typing import Any

from ser.errors import ParamsError


@dataclass(frozen=True)
class Range:
    """Bounds on a number, for use in `Annotated`; `low` and `high` themselves are allowed unless `open`."""

    low: float
    high: float
    open: bool = False

    def holds(self, value: float) -> bool:
        return self.low < value < self.high if self.open else self.low <= value <= self.high

    def __str__(self) -> str:
        return f"a number {'strictly ' if self.open else ''}between {self.low:g} and {self.high:g}"


def build(kind: Any, value: Any, where: str) -> Any:
    """`value` as the type `kind`; `where` names the place in messages."""
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _in_range(build(kind.__origin__, value, where), kind.__metadata__[0], where)
    if origin in (typing.Union, types.UnionType):
        return _tagged(typing.get_args(kind), value, where)
    if origin is typing.Literal:
        return _one_of(value, typing.get_args(kind), where)
    if origin is dict:
        return {name: build(typing.get_args(kind)[1], item, f"{where}.{name}") for name, item in _names(value, where)}
    if origin is tuple:
        return tuple(build(typing.get_args(kind)[0], item, where) for item in _typed(value, list, where))
    if dataclasses.is_dataclass(kind):
        return _record(kind, value, where)
    return _typed(value, kind, where)


def _record(kind: Any, value: Any, where: str) -> Any:
    kinds = typing.get_type_hints(kind, include_extras=True)
    given = dict(_names(value, where))
    for key in given:
        if key not in kinds:
            close = difflib.get_close_matches(key, kinds, n=1)
            hint = f'did you mean "{close[0]}"? ' if close else ""
            raise ParamsError(
                where,
                f'unknown key "{key}"; known keys are: {", ".join(sorted(kinds))}',
                f"{hint}Unknown keys stop the run so that a typo cannot become a default.",
            )
    missing = [key for key in kinds if key not in given]
    if missing:
        raise ParamsError(where, f"missing key {', '.join(missing)}", "add it; no default hides in the code")
    return kind(**{key: build(kinds[key], given[key], f"{where}.{key}") for key in kinds})


def _tagged(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    """The dataclass whose `kind` field names the value's `kind`."""
    by_tag = {typing.get_args(typing.get_type_hints(kind)["kind"])[0]: kind for kind in kinds}
    tag = dict(_names(value, where)).get("kind")
    return build(by_tag[_one_of(tag, tuple(by_tag), f"{where}.kind")], value, where)


def _names(value: Any, where: str) -> list[tuple[str, Any]]:
    pairs = list(_typed(value, dict, where).items())
    for name, _ in pairs:
        if not isinstance(name, str):
            raise ParamsError(where, f"the key {name!r} is not text", f'quote it: "{name}"')
    return pairs


def _one_of(value: Any, allowed: tuple[Any, ...], where: str) -> Any:
    if value not in allowed:
        raise ParamsError(where, f"found {value!r}", f"use one of: {', '.join(map(str, allowed))}")
    return value


def _in_range(value: Any, bounds: Range, where: str) -> Any:
    for item in value if isinstance(value, tuple) else (value,):
        if not bounds.holds(item):
            raise ParamsError(where, f"found {item!r}", f"needed {bounds}")
    return value


def _typed(value: Any, kind: type, where: str) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        hint = "; YAML wants a point in such numbers: 1.0e-5" if kind is float and isinstance(value, str) else ""
        raise ParamsError(where, f"found {value!r} ({type(value).__name__})", f"needed a {kind.__name__}{hint}")
    return value
