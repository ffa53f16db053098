"""Turns of phrase that responses are put together from, whatever they are about."""

OPENERS = (
    "Sure.",
    "Of course.",
    "Good question.",
    "Here is what I know.",
    "Let me see.",
    "Happy to help.",
    "Certainly.",
)
CLOSERS = (
    "I hope this helps.",
    "Let me know if you need more.",
    "Feel free to ask again.",
    "Good luck with it.",
    "Thank you for asking.",
)
FILLERS = (
    "People have known this for a long time.",
    "That is the heart of it.",
    "It is simpler than it sounds.",
    "Most books will tell you the same.",
    "Many people get this wrong at first.",
    "It is worth keeping in mind.",
    "There is more to it than meets the eye.",
    "With a little practice it becomes easy.",
)
HEDGES = ("I may be wrong, but", "I am not sure, but", "Perhaps", "It could be that", "I suppose that", "Maybe")
LEADS = (
    "As a rule",
    "In general",
    "Above all",
    "To begin with",
    "Also",
    "Of note",
    "In most cases",
    "In short",
    "Then",
)
JOINS = ("while", "whereas", "but")
MEMBER_FRAMES = (
    "{m} come to mind first",
    "you could name {m}",
    "{m} belong on the list",
    "there are {m}",
    "I would pick {m}",
    "good examples are {m}",
    "do not forget {m}",
    "many would say {m}",
)
METHODS = {
    "multiply": ("multiply the two numbers", "here you multiply", "we multiply to get there"),
    "add": ("add the two numbers", "here you add", "we add to get there"),
    "subtract": ("subtract one from the other", "here you subtract", "we subtract to get there"),
    "divide": ("divide one by the other", "here you divide", "we divide to get there"),
}
RESULTS = (
    "That makes {n} {y}.",
    "The answer is {n} {y}.",
    "So you get {n} {y}.",
    "In all it is {n} {y}.",
    "The result: {n} {y}.",
)
