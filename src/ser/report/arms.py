"""Each arm from the seed to its last generation, with the colour it has in every picture."""

from ser.desk.settings import SEED, Params
from ser.report import theme
from ser.report.figure import Key
from ser.reward.looks import READING

COLOURS = [f"var(--arm{place})" for place in range(1, 10)]
SHAPES = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down"]
DEPTHS = [f"var(--depth{place})" for place in range(1, 6)]


def names(p: Params) -> list[str]:
    """The headline first, so that it always has the first colour."""
    return sorted(p.arms(), key=lambda name: name != p.headline)


def trunk(p: Params, arm: str) -> list[str]:
    """The arm's models, parents first; one that branches off shares its trunk with another."""
    found = [p.arms()[arm]]
    while found[-1] != SEED:
        found.append(str(p.parent(found[-1])))
    return found[::-1]


def labeller(p: Params, generation: str) -> str:
    """Who gave the labels that a generation chose from: its parent, or a reading of the base."""
    return READING if p.is_read(generation) else p.generations[generation].after


def keys(p: Params) -> list[Key]:
    return [
        Key(name, COLOURS[place % len(COLOURS)], SHAPES[place % len(SHAPES)]) for place, name in enumerate(names(p))
    ]


def colour(p: Params, arm: str) -> str:
    return next(key.colour for key in keys(p) if key.name == arm)


def depth_name(depth: int) -> str:
    return f"generation {depth}" if depth else SEED


def depth_keys(p: Params) -> list[Key]:
    """The seed, then every generation with more contrast than the last."""
    deepest = max(map(p.depth, p.arms().values()), default=0)
    found = [Key(depth_name(0), theme.SEED)]
    for depth in range(1, deepest + 1):
        step = (depth - 1) / (deepest - 1) if deepest > 1 else 0.5
        found.append(Key(depth_name(depth), DEPTHS[round(step * (len(DEPTHS) - 1))]))
    return found
