"""Which pair is meant: by its id, the start of its id, or a piece of its text."""

from string import hexdigits

import pyarrow as pa
import pyarrow.compute as pc

from ser.desk import paths, records
from ser.desk.errors import TableError
from ser.evidence import Evidence

SHOWN = 5
WIDTH = 60
HEX = frozenset(hexdigits.lower())


def pair(evidence: Evidence, asked: str) -> dict[str, str]:
    """The one pair that fits, with its texts."""
    start = asked.strip().lower()
    if start and set(start) <= HEX:
        begun = (pc.field("pair_id") >= start) & (pc.field("pair_id") < f"{start}g")  # behind f, the last digit
        if len(fitting := evidence.table(paths.PAIRS, records.PAIRS, ["pair_id"], begun)["pair_id"]):
            return _only(evidence, fitting, asked)
    pairs = evidence.table(paths.PAIRS, records.PAIRS, ["pair_id", "prompt", *records.SIDES])
    wanted = " ".join(asked.split())
    hits = [pc.match_substring(pairs[name], wanted, ignore_case=True) for name in ("prompt", *records.SIDES)]
    found = pairs.filter(pc.or_(pc.or_(hits[0], hits[1]), hits[2])) if wanted else pairs.slice(0, 0)
    if not len(found):
        raise TableError(
            f"{paths.PAIRS} of {evidence}",
            f"none of {len(pairs):,} pairs has the id, the start of an id or the text {asked!r}",
            "copy an id from a table or the report, or a piece of a prompt or response as it is written",
        )
    return _only(evidence, found["pair_id"], asked)


def _only(evidence: Evidence, ids: pa.ChunkedArray, asked: str) -> dict[str, str]:
    pairs = evidence.table(paths.PAIRS, records.PAIRS, only=pc.field("pair_id").isin(ids[:SHOWN].combine_chunks()))
    if len(ids) > 1:
        some = "\n".join(f"  {row['pair_id']}  {_short(row['prompt'])}" for row in pairs.to_pylist())
        raise TableError(
            f"{paths.PAIRS} of {evidence}",
            f"{len(ids):,} pairs fit {asked!r}, such as\n{some}",
            "type more of the id or of the text",
        )
    found: dict[str, str] = pairs.to_pylist()[0]
    return found


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
