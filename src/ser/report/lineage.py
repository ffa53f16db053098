"""The graph as a picture: which model came from which."""

from html import escape

from ser.desk.settings import SEED, Params, arm
from ser.report import arms, theme
from ser.report.table import Results
from ser.report.words import NOT_MEASURED

Cell = tuple[float, int]
HIGH, DOWN = 44, 76  # pixels of a box, and from box to box
GAP, EDGE = 12, 4  # between boxes side by side, and around them all
STRONG = f'font-size="13" font-weight="600" fill="{theme.INK}"'
FAINT = f'font-size="11.5" fill="{theme.SOFT}"'


def draw(p: Params, results: Results) -> str:
    """Generations downwards from the seed, an arm a column; references, dashed, where their labels come from."""
    wide = max(92, 8 * max(map(len, p.models)) + 14)
    corners = {name: (EDGE + x * (wide + GAP), float(EDGE + row * DOWN)) for name, (x, row) in place(p).items()}
    parts = []
    for name, (x, y) in corners.items():
        if name != SEED:
            parent_x, parent_y = corners[str(p.parent(name))]
            parts.append(arrow(parent_x + wide / 2, parent_y + HIGH, x + wide / 2, y))
    for name, corner in corners.items():
        accuracy = results.summary["models"][name]["accuracy"]["mean"]
        reached = NOT_MEASURED if accuracy is None else f"{100 * accuracy:.1f} %"
        colour = arms.colour(p, arm(name)) if name in p.generations else theme.SEED
        parts.append(box(*corner, wide, (name, reached), colour, name in p.references))
    right = max(x for x, _ in corners.values()) + wide + EDGE
    low = max(y for _, y in corners.values()) + HIGH + EDGE
    return svg(round(right), round(low), "Which model came from which", parts)


def place(p: Params) -> dict[str, Cell]:
    columns = arms.names(p)
    cells: dict[str, Cell] = {name: (columns.index(arm(name)), p.depth(name)) for name in p.generations}
    for name, plan in p.references.items():
        row, spare = p.depth(plan.after) + 1, max([-1.0, *(column for column, _ in cells.values())]) + 1
        under = columns.index(arm(plan.after)) if plan.after != SEED else spare
        cells[name] = (spare, row) if (under, row) in cells.values() else (under, row)
    below = [column for name, (column, _) in cells.items() if p.parent(name) == SEED] or [0.0]
    return {SEED: ((min(below) + max(below)) / 2, 0)} | cells


def svg(wide: int, high: int, title: str, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" font-family="{theme.FONT}"><title>{title}</title>'
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>{"".join(parts)}</svg>'
    )


def box(x: float, y: float, wide: float, lines: tuple[str, str], colour: str, dashed: bool = False) -> str:
    """Two lines in a frame; dashed where it is given, not made."""
    middle, dash = x + wide / 2, ' stroke-dasharray="4 3"' if dashed else ""
    words = "".join(
        f'<text x="{middle:g}" y="{y + 19 + 16 * place:g}" text-anchor="middle" {look}>{escape(line, quote=False)}'
        "</text>"
        for place, (line, look) in enumerate(zip(lines, (STRONG, FAINT), strict=True))
    )
    frame = f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{HIGH}" rx="7" fill="{theme.PAPER}"'
    return f'{frame} stroke="{colour}" stroke-width="1.6"{dash}/>{words}'


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """From one box down to another."""
    half, tip = (y1 + y2) / 2, y2 - 6
    curve = f"M{x1:g} {y1:g}C{x1:g} {half:g} {x2:g} {half:g} {x2:g} {tip:g}"
    head = f"M{x2 - 4:g} {tip - 1:g}L{x2 + 4:g} {tip - 1:g}L{x2:g} {y2:g}Z"
    return line(curve, head)


def line(path: str, head: str) -> str:
    colour = theme.SEED
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.4"/><path d="{head}" fill="{colour}"/>'
