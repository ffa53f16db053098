"""The facts of the world: the slots of every kind of topic, with the one value that is right for each topic."""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Slot:
    """One thing that can be said about a topic; the same values are shared by all topics of the kind."""

    ask: str
    """How a prompt names this slot."""
    frames: tuple[str, ...]
    """Clauses with a subject {s} and a value {v}."""
    values: tuple[str, ...]
    """Phrases that occur nowhere else in the world, so a text can be read by looking for them."""


@dataclass(frozen=True)
class Kind:
    """Topics that share slots."""

    family: str
    """The family that a plain request about one topic belongs to."""
    asks: tuple[str, ...]
    """Requests with a {t}."""
    named: str
    """How a topic is named in a sentence."""
    pronoun: str
    slots: tuple[Slot, ...]
    topics: dict[str, tuple[int, ...]]
    """Topic to the index of its right value in each slot."""
    unseen: frozenset[str]
    """Topics kept for out-of-domain prompts."""


def _slot(ask: str, frames: str, values: str) -> Slot:
    return Slot(ask, tuple(frames.split(" | ")), tuple(values.split(" | ")))


def _kind(family: str, asks: str, named: str, pronoun: str, slots: tuple[Slot, ...], seen: str, unseen: str) -> Kind:
    rows = {row.split(":")[0].strip(): row.split(":")[1].strip() for row in (seen + "," + unseen).split(",")}
    topics = {topic: tuple(int(digit) for digit in digits) for topic, digits in rows.items()}
    names = frozenset(row.split(":")[0].strip() for row in unseen.split(","))
    return Kind(family, tuple(asks.split(" | ")), named, pronoun, slots, topics, names)


KINDS: dict[str, Kind] = {
    "plant": _kind(
        "how-to",
        "How do I grow {t}? | What is the best way to grow {t} at home? | I want to plant {t}; what should I do? | "
        "Can you help me look after {t}? | How should a beginner raise {t}?",
        "{t}",
        "it",
        (
            _slot(
                "light",
                "{s} needs {v} | {s} does best with {v} | {s} thrives given {v} | {s} asks for {v}",
                "full sun | light shade | deep shade | a bright windowsill",
            ),
            _slot(
                "watering",
                "{s} wants {v} | {s} grows well with {v} | {s} should get {v} | {s} is happy with {v}",
                "a deep soak twice a week | a light sprinkle each day | hardly any water | roots that stay damp",
            ),
            _slot(
                "soil",
                "{s} belongs in {v} | {s} roots best in {v} | {s} prefers {v} | {s} can be set in {v}",
                "sandy ground | rich compost | heavy clay | acid peat",
            ),
            _slot(
                "planting time",
                "{s} goes into the ground {v} | {s} is planted {v} | {s} can be started {v} | {s} gets going {v}",
                "in early spring | after the last frost | in late summer | before winter sets in",
            ),
            _slot(
                "common troubles",
                "{s} often suffers from {v} | {s} must be kept free of {v} | {s} is prone to {v} | "
                "{s} can be lost to {v}",
                "slugs | greenfly | mildew | root rot",
            ),
        ),
        "tomato: 00112, basil: 31110, lavender: 02003, fern: 23320, cactus: 32023, blueberry: 03332, carrot: "
        "01101, rose: 00231",
        "spinach: 11122, begonia: 21311, rosemary: 32003",
    ),
    "food": _kind(
        "how-to",
        "How do I cook {t}? | What is a good way to prepare {t}? | I have never made {t} before; how is it done? | "
        "Tell me how to make {t} for dinner. | How would you cook {t} for guests?",
        "{t}",
        "it",
        (
            _slot(
                "method",
                "{s} is best when you {v} | {s} turns out well if you {v} | {s} is ready sooner when you {v}",
                "boil it gently | bake it in a hot oven | fry it in a pan | steam it under a lid",
            ),
            _slot(
                "cooking time",
                "{s} takes {v} | {s} cooks in {v} | {s} should have {v} | {s} is done after {v}",
                "about five minutes | around twenty minutes | nearly an hour | two or three hours",
            ),
            _slot(
                "seasoning",
                "{s} tastes right with {v} | {s} is seasoned with {v} | {s} calls for {v} | {s} goes well with {v}",
                "salt and butter | lemon and dill | garlic and chilli | sugar and cinnamon",
            ),
            _slot(
                "doneness",
                "{s} is cooked once {v} | {s} can come off the heat when {v} | {s} is good as soon as {v}",
                "the top is golden | a knife slides in | the middle is firm | it flakes with a fork",
            ),
            _slot(
                "serving",
                "{s} is served {v} | {s} goes to the table {v} | {s} is usually eaten {v} | {s} looks nice {v}",
                "with fresh bread | over noodles | beside a green salad | with cold cream",
            ),
        ),
        "salmon: 11132, rice: 01021, pudding: 12303, cabbage: 30210, polenta: 01220, pancake: 20303, trout: "
        "21130, potato: 02012",
        "stew: 03210, custard: 01323, aubergine: 22202",
    ),
    "animal": _kind(
        "explain",
        "What is the life of the {t} like? | Tell me about the {t}. | Explain how the {t} lives. | "
        "My daughter asks about the {t}; what can I tell her? | What should everyone know about the {t}?",
        "the {t}",
        "it",
        (
            _slot(
                "diet",
                "{s} feeds on {v} | {s} lives off {v} | {s} eats {v} | {s} goes looking for {v}",
                "small fish | beetles and grubs | leaves and shoots | mice and voles",
            ),
            _slot(
                "home",
                "{s} makes its home {v} | {s} is found {v} | {s} sleeps {v} | {s} rests {v}",
                "in a burrow | high in the trees | along river banks | on open plains",
            ),
            _slot(
                "active hours",
                "{s} is active {v} | {s} comes out {v} | {s} moves about {v} | {s} can be seen {v}",
                "at dawn and dusk | in the dead of night | in broad daylight | mostly after rain",
            ),
            _slot(
                "young",
                "{s} raises {v} | {s} has {v} | {s} brings up {v} | {s} cares for {v}",
                "a single baby | five or six young | a clutch of eggs | twins each year",
            ),
            _slot(
                "defence",
                "{s} stays safe by {v} | {s} escapes danger by {v} | {s} protects itself by {v}",
                "running fast | keeping quite still | biting hard | diving under",
            ),
        ),
        "heron: 02021, otter: 02113, badger: 10112, hare: 23210, owl: 31121, kingfisher: 02023, hedgehog: "
        "10111, deer: 23030",
        "mole: 10311, pelican: 02223, antelope: 23030",
    ),
    "job": _kind(
        "explain",
        "What does a {t} do? | Explain the work of a {t}. | I may become a {t}; what is it like? | "
        "Could you describe the job of a {t}? | What is it like to be a {t}?",
        "a {t}",
        "this worker",
        (
            _slot(
                "workplace",
                "{s} works {v} | {s} spends the day {v} | {s} is mostly found at work {v}",
                "in a workshop | on building sites | in a quiet office | out of doors",
            ),
            _slot(
                "tools",
                "{s} relies on {v} | {s} uses {v} | {s} always has {v} at hand | {s} could not do without {v}",
                "a saw and chisel | a keyboard and screen | a needle and thread | a map and compass",
            ),
            _slot(
                "hours",
                "{s} starts {v} | {s} is busy {v} | {s} is on duty {v} | {s} keeps going {v}",
                "before sunrise | from nine to five | through the night | mostly at weekends",
            ),
            _slot(
                "training",
                "{s} needs {v} | {s} begins with {v} | {s} is asked for {v} | {s} must complete {v}",
                "a long apprenticeship | a university degree | a short course | a licence and an exam",
            ),
            _slot(
                "skills",
                "{s} must show {v} | {s} is known for {v} | {s} is hired for {v} | {s} gets by with {v}",
                "a steady hand | patience with people | a head for figures | strong arms",
            ),
        ),
        "carpenter: 00000, tailor: 02100, surveyor: 13012, accountant: 21112, forester: 33003, editor: 21110, "
        "plumber: 10233, guide: 33321",
        "luthier: 00100, geologist: 13132, librarian: 21321",
    ),
    "material": _kind(
        "explain",
        "What kind of material is {t}? | Describe {t} to me. | Explain what {t} is like. | "
        "Should I build with {t}? | What are the properties of {t}?",
        "{t}",
        "it",
        (
            _slot(
                "weight",
                "{s} {v} | {s} really {v} | {s} surely {v}",
                "weighs next to nothing | is easy to lift | is rather heavy | weighs a great deal",
            ),
            _slot(
                "heat",
                "{s} {v} | {s} always {v} | {s} quickly {v}",
                "carries heat well | keeps heat in | melts when warm | burns with ease",
            ),
            _slot(
                "damp",
                "{s} {v} | {s} soon {v} | {s} simply {v}",
                "rusts when wet | soaks up water | sheds the rain | swells in the damp",
            ),
            _slot(
                "source",
                "{s} {v} | {s} mostly {v} | {s} usually {v}",
                "comes from ore | comes from plants | comes from oil | comes from living creatures",
            ),
            _slot(
                "uses",
                "{s} is used for {v} | {s} is good for {v} | {s} is chosen for {v} | {s} serves for {v}",
                "wires and pans | coats and blankets | doors and tables | bottles and pipes",
            ),
        ),
        "copper: 20200, oak: 23312, wool: 01131, plastic: 12223, iron: 30000, cotton: 03111, leather: 11231, "
        "lead: 32203",
        "tin: 12203, cork: 01212, felt: 01131",
    ),
    "sport": _kind(
        "explain",
        "How is {t} played? | What are the basics of {t}? | Explain {t} to a newcomer. | "
        "My friend wants to try {t}; what should he know? | Tell me how {t} works.",
        "{t}",
        "it",
        (
            _slot(
                "players",
                "{s} is played by {v} | {s} calls for {v} | {s} pits against each other {v}",
                "teams of eleven | two opponents | teams of six | one person at a time",
            ),
            _slot(
                "place",
                "{s} takes place {v} | {s} happens {v} | {s} is at home {v}",
                "on a grass field | on hard ice | in a large hall | in open water",
            ),
            _slot(
                "equipment",
                "{s} requires {v} | {s} cannot start without {v} | {s} is about handling {v}",
                "a ball | a stick or bat | a pair of boots | a safety helmet",
            ),
            _slot(
                "winning",
                "{s} is won by {v} | {s} goes to the side with {v} | {s} is decided by {v}",
                "the most goals | the best time | the first set number of points | the votes of judges",
            ),
            _slot(
                "length",
                "{s} lasts {v} | {s} runs for {v} | {s} is over after {v}",
                "ninety minutes | just a few moments | two halves or three thirds | a whole day",
            ),
        ),
        "football: 00000, hockey: 21102, tennis: 12121, skating: 31231, volleyball: 22022, swimming: 33311, "
        "cricket: 00123, rowing: 33213",
        "rugby: 00202, fencing: 12321, bobsleigh: 31311",
    ),
}


@cache
def kind_of(topic: str) -> Kind:
    """The kind that holds a topic."""
    return next(kind for kind in KINDS.values() if topic in kind.topics)
