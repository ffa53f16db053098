"""`dvc.lock` as evidence: which stage made which bytes, from which inputs, under which params."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from ser.desk.errors import ProvenanceError

NAME = Path("dvc.lock")
HEAD = "schema: '2.0'\n"
WRITTEN = re.compile(r"^  (\S.*):\n((?:    .*\n|\n)+)", re.MULTILINE)
# The C reader takes a tenth of the time, and is there wherever PyYAML was built with it.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """One input or output of a stage, with the digest of its bytes (`.dir` behind that of a folder's listing)."""

    stage: str
    path: Path
    md5: str

    @property
    def is_folder(self) -> bool:
        return self.md5.endswith(".dir")

    @property
    def cached_as(self) -> Path:
        """Where the bytes lie in a cache or remote of DVC."""
        return Path("files", "md5", self.md5[:2], self.md5[2:])


def inside(listing: Path) -> dict[str, str]:
    """The digest of each file of a folder, by its path in there; `listing` is what the cache holds of the folder."""
    return {one["relpath"]: one["md5"] for one in json.loads(listing.read_bytes())}


@dataclass(frozen=True)
class Lock:
    stages: dict[str, dict[str, Any]]

    @cached_property
    def outs(self) -> dict[Path, Entry]:
        return {entry.path: entry for name in self.stages for entry in self.entries(name, "outs")}

    def entries(self, stage: str, kind: str) -> list[Entry]:
        """`kind` is deps or outs."""
        found = self.stages[stage].get(kind, [])
        return [Entry(stage, Path(one["path"]), one.get("md5", "")) for one in found]

    def params(self, stage: str) -> dict[Path, dict[str, Any]]:
        """What the stage read of each file of values, by dotted key."""
        return {Path(file): dict(values) for file, values in self.stages[stage].get("params", {}).items()}

    def maker(self, path: Path) -> Entry | None:
        """The out that is the path, or the folder that holds it."""
        return next((self.outs[one] for one in (path, *path.parents) if one in self.outs), None)


def parse(text: str, where: str) -> Lock:
    try:
        stages = yaml.load(text, Loader)["stages"]
        return Lock({str(name): dict(body) for name, body in stages.items()})
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as trouble:
        raise ProvenanceError(where, f"not a lock file of DVC ({trouble})", f"`git checkout {NAME}`") from trouble


def written(text: str, where: str) -> dict[str, str]:
    """Each stage's entry, word for word."""
    if not text:
        return {}
    found = dict(WRITTEN.findall(text))
    if set(found) != set(parse(text, where).stages) or joined(found) != text:
        raise ProvenanceError(where, "not laid out as DVC does it", f"`git checkout {NAME}`, then `dvc repro`")
    return found


def joined(entries: dict[str, str]) -> str:
    if not entries:
        return f"{HEAD}stages: {{}}\n"
    return f"{HEAD}stages:\n" + "".join(f"  {name}:\n{entry}" for name, entry in entries.items())
