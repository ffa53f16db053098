"""Near-duplicates among prompts: MinHash finds those that may be, their own words decide."""

import itertools
from collections.abc import Collection, Iterator

from datasketch import MinHash, MinHashLSH

HASHES = 128
SLACK = 0.25  # MinHash only estimates: what comes this near by its account is measured exactly


def nearest(held: Collection[str], learned: Collection[str], least: float) -> dict[str, tuple[str, float]]:
    """For a prompt held out, the learned one most like it and the share of words in common, where `least` is in reach.

    The few that are held out are kept in memory, the many that are learned pass by.
    """
    index = MinHashLSH(threshold=max(least - SLACK, 0.1), num_perm=HASHES)
    with index.insertion_session() as session:
        for prompt, sketch in zip(held, _sketches(held), strict=True):
            session.insert(prompt, sketch, check_duplication=False)
    words = {prompt: shingles(prompt) for prompt in held}
    near: dict[str, tuple[str, float]] = {}
    for prompt, sketch in zip(learned, _sketches(learned), strict=True):
        if hits := index.query(sketch):
            own = shingles(prompt)
            for hit in hits:
                share = len(own & words[hit]) / len(own | words[hit])
                near[hit] = max(near.get(hit, ("", 0.0)), (prompt, share), key=lambda one: one[1])
    return near


def shingles(prompt: str) -> frozenset[str]:
    """Each word with the one after it, whatever the case, the spaces and the marks between them."""
    words = "".join(one if one.isalnum() else " " for one in prompt.casefold()).split()
    return frozenset(words) | frozenset(f"{one} {two}" for one, two in itertools.pairwise(words))


def _sketches(prompts: Collection[str]) -> Iterator[MinHash]:
    return MinHash.generator(([one.encode() for one in shingles(prompt)] for prompt in prompts), num_perm=HASHES)
