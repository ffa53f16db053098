"""The table of tests, each difference with a small picture of its interval."""

from typing import Any

from ser.report import claims, markup, theme
from ser.report.markup import Markup
from ser.report.plot import reach
from ser.report.table import Results
from ser.report.words import points

HEAD = ("compared", "difference, points", "interval", "p", "p, corrected", "verdict")
WIDE, HIGH = 150, 16


def table(results: Results) -> Markup:
    tests = results.summary["tests"]
    asked = [(one, other, test) for one, others in tests.items() for other, test in others.items()]
    near = reach([0.0, *(test[key] for _, _, test in asked for key in ("low", "high"))], 0.04)
    rows = [
        (
            f"{one} against {other}",
            points(test),
            _interval(test, near),
            _chance(test["p"]),
            _chance(test["p_holm"]),
            claims.verdict(tests, one, other),
        )
        for one, other, test in asked
    ]
    return markup.table(HEAD, rows, [f"{one} against {other}" for one, other, test in asked if test["holds"]])


def answer(results: Results) -> str:
    tests = [test for others in results.summary["tests"].values() for test in others.values()]
    held = sum(test["holds"] for test in tests)
    return f"Of {len(tests)} comparisons, {held or 'none'} {'holds' if held < 2 else 'hold'} after correction."


def _interval(test: dict[str, Any], near: tuple[float, float]) -> Markup:
    if None in (test["mean"], test["low"], test["high"]):
        return Markup()
    zero, low, mean, high = (_at(value, near) for value in (0.0, test["low"], test["mean"], test["high"]))
    colour, middle = theme.INK if test["holds"] else theme.SEED, HIGH / 2
    return Markup(
        f'<svg class="span" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">'
        f'<path d="M{zero} 0V{HIGH}" stroke="{theme.SEED}" stroke-dasharray="2 2"/>'
        f'<path d="M{low} {middle:g}H{high}" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{mean}" cy="{middle:g}" r="4" fill="{colour}"/></svg>'
    )


def _at(value: float, near: tuple[float, float]) -> float:
    return round(WIDE * (value - near[0]) / (near[1] - near[0]), 1)


def _chance(p: float | None) -> str:
    if p is None:
        return ""
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"
