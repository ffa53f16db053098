"""Near-duplicates among prompts: MinHash finds those that may be, their own words decide."""

import itertools
from collections.abc import Iterator, Sequence

from datasketch import MinHash, MinHashLSH

HASHES = 128
SLACK = 0.25  # MinHash only estimates: what comes this near by its account is measured exactly


def nearest(asked: Sequence[str], known: Sequence[str], least: float) -> dict[str, tuple[str, float]]:
    """For a prompt asked, the known prompt most like it and the share of words in common, where `least` is in reach."""
    index = MinHashLSH(threshold=max(least - SLACK, 0.1), num_perm=HASHES)
    with index.insertion_session() as session:
        for place, sketch in enumerate(_sketches(known)):
            session.insert(place, sketch)
    words = [shingles(one) for one in known]
    near = {}
    for prompt, sketch in zip(asked, _sketches(asked), strict=True):
        own = shingles(prompt)
        shares = {place: len(own & words[place]) / len(own | words[place]) for place in sorted(index.query(sketch))}
        if shares:
            best = max(shares, key=shares.__getitem__)
            near[prompt] = (known[best], shares[best])
    return near


def shingles(prompt: str) -> frozenset[str]:
    """Each word with the one after it, whatever the case, the spaces and the marks between them."""
    words = "".join(one if one.isalnum() else " " for one in prompt.casefold()).split()
    return frozenset(words) | frozenset(f"{one} {two}" for one, two in itertools.pairwise(words))


def _sketches(prompts: Sequence[str]) -> Iterator[MinHash]:
    return iter(
        MinHash.bulk([[one.encode() for one in sorted(shingles(prompt))] for prompt in prompts], num_perm=HASHES)
    )
