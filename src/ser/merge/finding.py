"""A README: the finding that the report stage writes into it is taken from one side, the rest is merged by line."""

from ser.merge.versions import Merged, Versions, by_line
from ser.report.readme import BLOCK


def merged(of: Versions) -> Merged:
    """Where both sides have a finding of their own, ours stands until `dvc repro` writes that of the merge."""
    blocks = [found.group(0) if (found := BLOCK.search(text)) else "" for text in (of.base, of.ours, of.theirs)]
    if not all(blocks):
        return by_line(of)
    base, ours, theirs = blocks
    kept = theirs if ours == base else ours
    same = [text.replace(block, kept) for text, block in zip((of.base, of.ours, of.theirs), blocks, strict=True)]
    return by_line(Versions(*same))
