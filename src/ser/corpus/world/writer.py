"""Responses of every quality, written for a prompt: what a careful, a careless or an unhelpful answerer would say."""

from random import Random

from ser.corpus.world import requests, things
from ser.corpus.world.asks import Ask
from ser.corpus.world.facts import KINDS, Kind, kind_of
from ser.corpus.world.phrases import (
    CLOSERS,
    FILLERS,
    HEDGES,
    JOINS,
    LEADS,
    MEMBER_FRAMES,
    METHODS,
    OPENERS,
    RESULTS,
)
from ser.corpus.world.prompts import titled

NEAR = 0.25
"""Share of slips that stay within the kind of the topic."""


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _sentence(rng: Random, clause: str, doubt: float) -> str:
    draw = rng.random()
    if draw < doubt:
        return f"{rng.choice(HEDGES)} {clause}."
    if draw < doubt + 0.25:
        return f"{rng.choice(LEADS)}, {clause}."
    return titled(clause) + "."


def _clause(rng: Random, kind: Kind, slot: int, value: int, subject: str) -> str:
    return rng.choice(kind.slots[slot].frames).format(s=subject, v=kind.slots[slot].values[value])


def _value(rng: Random, kind: Kind, topic: str, slot: int, care: float) -> int:
    """The right value, or one that is right for some other topic, as often as it is right for others."""
    right = kind.topics[topic][slot]
    if rng.random() < care:
        return right
    others = [values[slot] for name, values in kind.topics.items() if name not in kind.unseen and values[slot] != right]
    return rng.choice(others)


def _stray(rng: Random, kind: Kind, name: str) -> str:
    """A clause that is right for a topic of another kind, said of this one."""
    other = rng.choice([other for other in KINDS.values() if other is not kind])
    topic = rng.choice([name for name in other.topics if name not in other.unseen])
    slot = rng.randrange(5)
    return _clause(rng, other, slot, other.topics[topic][slot], name if rng.random() < 0.3 else other.pronoun)


def _facts(rng: Random, ask: Ask, care: float, doubt: float) -> list[str]:
    topic = ask.topics[0]
    kind = kind_of(topic)
    if ask.count:
        size = max(1, min(5, ask.count + rng.choice((0, 0, 0, -1, 1, -2, 2))))
        slots = rng.sample(range(5), size)
    else:
        slots = list(ask.aspects) if rng.random() < 0.75 else []
        rest = [slot for slot in range(5) if slot not in slots]
        slots += rng.sample(rest, min(len(rest), max(0, rng.choice((3, 4, 4, 4)) - len(slots))))
        rng.shuffle(slots)
    said = topic
    if rng.random() < 0.06:
        said = rng.choice([name for name in kind.topics if name not in kind.unseen and name != topic] or [topic])
    name = kind.named.format(t=said)
    clauses = [
        _clause(rng, kind, slot, _value(rng, kind, said, slot, care), name if rng.random() < 0.3 else kind.pronoun)
        if rng.random() < care or rng.random() < NEAR
        else _stray(rng, kind, name)
        for slot in slots
    ]
    return [_sentence(rng, clause, doubt) for clause in clauses]


def _comparison(rng: Random, ask: Ask, care: float, doubt: float) -> list[str]:
    kind = kind_of(ask.topics[0])
    slots = list(ask.aspects) if rng.random() < 0.75 else []
    slots = slots or rng.sample(range(5), rng.choice((1, 2, 2)))
    sentences = []
    for slot in slots[:3]:
        first, second = ask.topics if rng.random() < 0.5 else ask.topics[::-1]
        parts = [
            _clause(rng, kind, slot, _value(rng, kind, topic, slot, care), kind.named.format(t=topic))
            for topic in (first, second)
        ]
        sentences.append(_sentence(rng, f"{parts[0]}, {rng.choice(JOINS)} {parts[1]}", doubt))
    return sentences


def _members(rng: Random, ask: Ask, care: float, doubt: float) -> list[str]:
    seen = ask.topics[0] in things.CATEGORIES
    table = things.CATEGORIES if seen else things.UNSEEN_CATEGORIES
    size = max(1, min(8, ask.count + rng.choice((0, 0, 0, 0, -1, 1, -2, 2))))
    right = list(table[ask.topics[0]])
    other = [member for category, members in table.items() if category != ask.topics[0] for member in members]
    wrong = sum(rng.random() > care for _ in range(size)) if rng.random() < 0.6 else 0
    names = rng.sample(right, size - wrong) + rng.sample(other, wrong)
    rng.shuffle(names)
    cut = rng.randint(1, size)
    groups = [group for group in (names[:cut], names[cut:]) if group]
    frames = rng.sample(MEMBER_FRAMES, len(groups))
    return [_sentence(rng, frame.format(m=_joined(group)), doubt) for frame, group in zip(frames, groups, strict=True)]


def _calculation(rng: Random, ask: Ask, care: float, doubt: float) -> list[str]:
    a, b = ask.numbers
    others = [name for name in METHODS if name != ask.operation]
    slip = "multiply" if "multiply" in others and rng.random() < 0.6 else rng.choice(others)
    operation = ask.operation if rng.random() < care else slip
    lines = [rng.choice(METHODS[operation])]
    if ask.units:
        big, small = ask.units
        tables = {**things.UNITS} if b in things.UNITS.values() else {**things.UNSEEN_UNITS}
        b = b if rng.random() < care else rng.choice([factor for factor in tables.values() if factor != b])
        lines.append(f"there are {b} {small} for each of the {big}")
    value = {"multiply": a * b, "add": a + b, "subtract": a - b, "divide": a // b}[operation]
    value += 0 if rng.random() < 0.3 + 0.7 * care else rng.choice((-10, -2, -1, 1, 2, 10))
    noun = ask.units[1] if ask.units else "of them"
    return [_sentence(rng, line, doubt) for line in lines] + [rng.choice(RESULTS).format(n=abs(value), y=noun)]


def _refusal(rng: Random) -> list[str]:
    lines = [f"{rng.choice(requests.REFUSALS)}, because {rng.choice(requests.WHY)}."]
    if rng.random() < 0.7:
        lines.append(f"{rng.choice(requests.INSTEAD)}.")
    return lines


def _steps(rng: Random, ask: Ask, doubt: float) -> list[str]:
    steps = rng.sample(requests.STEPS, rng.choice((1, 2, 3, 3, 4)))
    lead = [f"To {ask.act}, start like this."] if rng.random() < 0.4 else []
    return lead + [_sentence(rng, step[0].lower() + step[1:], doubt) for step in steps]


def write(rng: Random, ask: Ask) -> str:
    """One response; how good it is comes out of the draw."""
    care = rng.choice((0.0, 0.15, 0.5, 0.9, 1.0, 1.0))
    doubt = rng.choice((0.0, 0.0, 0.0, 0.3))
    if ask.family == "refusal":
        lines = _refusal(rng) if rng.random() < 0.5 else _steps(rng, ask, doubt)
    elif rng.random() < 0.03:
        lines = _refusal(rng)
    elif ask.family == "arithmetic":
        lines = _calculation(rng, ask, care, doubt)
    elif ask.family == "compare":
        lines = _comparison(rng, ask, care, doubt)
    elif ask.topics[0] in things.CATEGORIES or ask.topics[0] in things.UNSEEN_CATEGORIES:
        lines = _members(rng, ask, care, doubt)
    else:
        lines = _facts(rng, ask, care, doubt)
    if rng.random() < 0.08:
        lines.insert(rng.randint(1, len(lines)), rng.choice(lines))
    for filler in rng.sample(FILLERS, rng.choice((0, 0, 0, 1, 1))):
        lines.insert(rng.randint(0, len(lines)), filler)
    if rng.random() < 0.4:
        lines.insert(0, rng.choice(OPENERS))
    if rng.random() < 0.25:
        lines.append(rng.choice(CLOSERS))
    return " ".join(lines)
