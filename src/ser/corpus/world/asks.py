"""What a prompt asks for, understood from its text alone."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ser.corpus.world import requests, things
from ser.corpus.world.facts import KINDS, kind_of

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
BRIEF = ("Please be brief.", "Keep it short.", "A short answer will do.", "Just the gist, please.")
THOROUGH = ("Please be thorough.", "Take your time to explain.", "A long answer is welcome.", "Tell me everything.")


@dataclass(frozen=True)
class Ask:
    """A request, understood."""

    family: str
    topics: tuple[str, ...] = ()
    """Topics with facts, in the order they are named; or the category to list from."""
    aspects: tuple[int, ...] = ()
    """Slots the request stresses; none means any."""
    count: int = 0
    """Items asked for; 0 where no number is named."""
    style: str = ""
    """`brief`, `thorough` or nothing."""
    operation: str = ""
    numbers: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    act: str = ""
    is_harmful: bool = False

    @property
    def answer(self) -> int:
        """The right number for a question of arithmetic."""
        a, b = self.numbers
        return {"multiply": a * b, "add": a + b, "subtract": a - b, "divide": a // b}[self.operation]


def words_of(names: list[str]) -> re.Pattern[str]:
    """A pattern for any of these names as whole words, longest first."""
    return re.compile(
        r"\b(?:" + "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n))) + r")\b"
    )


_ACTS = words_of([*requests.ACTS, *requests.UNSEEN_ACTS])
_PLAIN_ACTS = words_of([*requests.HARMLESS, *requests.UNSEEN_HARMLESS])
_BAD_ACTS = words_of([*requests.HARMFUL, *requests.UNSEEN_HARMFUL])
_TOPICS = words_of([topic for kind in KINDS.values() for topic in kind.topics])
_CATEGORIES = words_of([*things.CATEGORIES, *things.UNSEEN_CATEGORIES])
_COUNTS = words_of(list(NUMBERS))
_UNITS = {
    (things.plural(big), things.plural(small)): factor
    for table in (things.UNITS, things.UNSEEN_UNITS)
    for (big, small), factor in table.items()
}


def _read_arithmetic(prompt: str, style: str) -> Ask:
    words = set(re.findall(r"[a-z]+", prompt))
    numbers = tuple(int(number) for number in re.findall(r"\d+", prompt))
    for units, factor in _UNITS.items():
        if words.issuperset(units) and len(numbers) == 1:
            return Ask("arithmetic", style=style, operation="multiply", numbers=(numbers[0], factor), units=units)
    if len(numbers) != 2:
        return Ask("other", style=style)
    cues = (("more", "add"), ("left", "subtract"), ("share", "divide"), ("shared", "divide"))
    operation = next((name for cue, name in cues if cue in words), "multiply")
    return Ask("arithmetic", style=style, operation=operation, numbers=(max(numbers), min(numbers)))


@lru_cache(maxsize=100_000)
def read(prompt: str) -> Ask:
    """Understand a prompt from its text alone; a prompt of another world becomes an ask of family `other`."""
    style = "brief" if any(s in prompt for s in BRIEF) else "thorough" if any(s in prompt for s in THOROUGH) else ""
    for pattern in (_BAD_ACTS, _PLAIN_ACTS, _ACTS):
        if found := pattern.search(prompt):
            is_harmful = pattern is _BAD_ACTS or any(reason in prompt for reason in requests.BAD_REASONS)
            return Ask("refusal", style=style, act=found.group(), is_harmful=is_harmful)
    if re.search(r"\d", prompt):
        return _read_arithmetic(prompt, style)
    counted = _COUNTS.search(prompt)
    count = NUMBERS[counted.group()] if counted else 0
    topics = tuple(dict.fromkeys(_TOPICS.findall(prompt.lower())))
    if not topics:
        category = _CATEGORIES.search(prompt)
        return Ask("list", (category.group(),), count=count, style=style) if category else Ask("other", style=style)
    kind = kind_of(topics[0])
    focus = re.search(r"(?:know about|to me is|something about|wonder about) ([a-z ]+)\.", prompt)
    aspects = tuple(i for i, slot in enumerate(kind.slots) if focus and slot.ask in focus.group(1).split(" and "))
    family = "compare" if len(topics) > 1 else "list" if count else kind.family
    return Ask(family, topics[:2], aspects, count, style)
