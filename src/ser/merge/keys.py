"""`params.yaml`, key by key: lines that both sides added are both kept, a value that both changed is for people."""

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ser.merge.versions import Merged, Versions, by_line

ABSENT = object()


class BothChangedError(Exception):
    """The same key, to different values."""


def merged(of: Versions) -> Merged:
    """The text, comments and all, is merged by line; it is taken only where it says what the merged keys say."""
    plain = by_line(of)
    try:
        wanted = three_way(*(_read(text) for text in (of.base, of.ours, of.theirs)))
    except (BothChangedError, YAMLError):
        return Merged(plain.text, is_whole=False, told="both sides changed the same key")
    for found in (plain, by_line(of, "--union")):
        if found.is_whole and _says(found.text, wanted):
            return found
    return Merged(plain.text, is_whole=False, told="by line it would say something else than both sides together")


def three_way(base: Any, ours: Any, theirs: Any) -> Any:
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        raise BothChangedError
    before = base if isinstance(base, dict) else {}
    found = {key: three_way(*(side.get(key, ABSENT) for side in (before, ours, theirs))) for key in {**ours, **theirs}}
    return {key: value for key, value in found.items() if value is not ABSENT}


def _says(text: str, wanted: Any) -> bool:
    try:
        return bool(_read(text) == wanted)
    except YAMLError:
        return False


def _read(text: str) -> Any:
    """A key that stands twice is an error here; for PyYAML the last one would hold."""
    return YAML(typ="safe", pure=True).load(text)
