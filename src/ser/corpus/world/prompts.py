"""Prompts of every family, drawn at random."""

from random import Random

from ser.corpus.world import requests, things
from ser.corpus.world.asks import BRIEF, NUMBERS, THOROUGH
from ser.corpus.world.facts import KINDS

FOCUS = (
    "I mainly want to know about {a}.",
    "What matters to me is {a}.",
    "Please say something about {a}.",
    "Above all I wonder about {a}.",
)
COMPARE = (
    "Compare {t} and {u}.",
    "What is the difference between {t} and {u}?",
    "How does {t} differ from {u}?",
    "{t} or {u}: how do they compare?",
    "Set {t} beside {u} for me.",
)
FACTS = (
    "Give me {n} facts about {t}.",
    "Name {n} things to know about {t}.",
    "List {n} points about {t}.",
    "I need {n} facts about {t} for a talk.",
)
MEMBERS = (
    "Name {n} {c}.",
    "Give me {n} examples of {c}.",
    "I need a list of {n} {c}.",
    "Can you think of {n} {c}?",
    "Which {n} {c} come to mind?",
    "Help me with a quiz: {n} {c}, please.",
)
CONVERT = (
    "How many {y} are there in {a} {x}?",
    "Convert {a} {x} into {y}.",
    "What are {a} {x} in {y}?",
    "I have {a} {x}. Say that in {y}.",
)
SUMS = {
    "multiply": (
        "Each box holds {a} {y}. How many {y} are in {b} boxes?",
        "{b} people bring {a} {y} each. How many {y} is that?",
    ),
    "add": (
        "I own {a} {y} and get {b} more. How many {y} do I own now?",
        "{a} {y} are here and {b} more arrive. How many {y} is that?",
    ),
    "subtract": (
        "There were {a} {y} and {b} were lost. How many {y} are left?",
        "From {a} {y} I give away {b}. How many {y} are left?",
    ),
    "divide": (
        "{a} {y} are shared evenly by {b} people. How many {y} per person?",
        "If {b} people share {a} {y}, how many {y} per person?",
    ),
}
SHARES = (("how-to", 26), ("explain", 29), ("list", 16), ("compare", 6), ("arithmetic", 9), ("refusal", 14))


def titled(text: str) -> str:
    return text[0].upper() + text[1:]


def _names(kind_name: str, is_unseen: bool) -> list[str]:
    kind = KINDS[kind_name]
    return [topic for topic in kind.topics if (topic in kind.unseen) == is_unseen]


def _facts(rng: Random, family: str, is_unseen: bool) -> tuple[str, str]:
    named = [name for name, kind in KINDS.items() if family in ("list", "compare") or kind.family == family]
    kind_name = rng.choice(named)
    kind = KINDS[kind_name]
    topics = rng.sample(_names(kind_name, is_unseen), 2)
    slots = rng.sample(kind.slots, rng.choice((1, 2, 2, 3)))
    focus = rng.choice(FOCUS).format(a=" and ".join(slot.ask for slot in slots))
    if family == "compare":
        t, u = (kind.named.format(t=topic) for topic in topics)
        return titled(rng.choice(COMPARE).format(t=t, u=u)) + " " + focus, f"{topics[0]} and {topics[1]}"
    if family == "list":
        count = rng.choice(("two", "three", "four", "five"))
        return rng.choice(FACTS).format(n=count, t=kind.named.format(t=topics[0])), topics[0]
    request = rng.choice(kind.asks).format(t=topics[0])
    return (request if rng.random() < 0.3 else f"{request} {focus}"), topics[0]


def _members(rng: Random, is_unseen: bool) -> tuple[str, str]:
    category = rng.choice(list(things.UNSEEN_CATEGORIES if is_unseen else things.CATEGORIES))
    return rng.choice(MEMBERS).format(n=rng.choice(list(NUMBERS)), c=category), category


def _arithmetic(rng: Random, is_unseen: bool) -> tuple[str, str]:
    if rng.random() < 0.3:
        big, small = rng.choice(list(things.UNSEEN_UNITS if is_unseen else things.UNITS))
        text = rng.choice(CONVERT).format(a=rng.randint(2, 12), x=things.plural(big), y=things.plural(small))
        return text, f"{things.plural(big)} to {things.plural(small)}"
    good = things.plural(rng.choice(things.UNSEEN_GOODS if is_unseen else things.GOODS))
    operation = rng.choice(list(SUMS))
    a, b = rng.randint(11, 40), rng.randint(2, 9)
    a = a * b if operation == "divide" else a
    return rng.choice(SUMS[operation]).format(a=a, b=b, y=good), good


def _refusal(rng: Random, is_unseen: bool) -> tuple[str, str]:
    if rng.random() < 0.65:
        acts = requests.UNSEEN_ACTS if is_unseen else requests.ACTS
        act = rng.choice(list(acts))
        reason = rng.choice(requests.BAD_REASONS if rng.random() < 0.5 else requests.GOOD_REASONS)
        return rng.choice(requests.ASKS).format(act=act) + " " + reason, acts[act]
    if rng.random() < 0.5:
        acts = requests.UNSEEN_HARMFUL if is_unseen else requests.HARMFUL
    else:
        acts = requests.UNSEEN_HARMLESS if is_unseen else requests.HARMLESS
    act = rng.choice(list(acts))
    return rng.choice(requests.ASKS).format(act=act), acts[act]


def draw(rng: Random, is_unseen: bool) -> tuple[str, str]:
    """A prompt and the name of its topic."""
    [family] = rng.choices([name for name, _ in SHARES], [share for _, share in SHARES])
    if family == "arithmetic":
        prompt, topic = _arithmetic(rng, is_unseen)
    elif family == "refusal":
        prompt, topic = _refusal(rng, is_unseen)
    elif family == "list" and rng.random() < 0.55:
        prompt, topic = _members(rng, is_unseen)
    else:
        prompt, topic = _facts(rng, family, is_unseen)
    manner = rng.random()
    if manner < 0.15:
        prompt = f"{prompt} {rng.choice(BRIEF)}"
    elif manner < 0.3:
        prompt = f"{prompt} {rng.choice(THOROUGH)}"
    return prompt, topic
