"""The colours that page and pictures share, by day and by night, as CSS variables."""

import re
from typing import Any

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "soft": "#5c6670",
    "rule": "#e3e6ea",
    "seed": "#7d8791",
    "arm1": "#0a68ad",
    "arm2": "#c2510a",
    "arm3": "#0b7d5e",
    "arm4": "#a8427f",
    "arm5": "#856800",
    "arm6": "#4b5c9e",
    "arm7": "#b3261e",
    "arm8": "#00788a",
    "arm9": "#7a4a1f",
    "depth1": "#b79fdc",
    "depth2": "#9a78cc",
    "depth3": "#7b52b8",
    "depth4": "#5d2fa0",
    "depth5": "#3f1480",
}
DARK = {
    "paper": "#14171b",
    "ink": "#e8eaed",
    "soft": "#a3acb6",
    "rule": "#2c3239",
    "seed": "#8d97a1",
    "arm1": "#5fb4f2",
    "arm2": "#f59c5b",
    "arm3": "#48c9a1",
    "arm4": "#e58cc6",
    "arm5": "#d8b743",
    "arm6": "#9fb0f0",
    "arm7": "#ff8a80",
    "arm8": "#4dd0e1",
    "arm9": "#c9a27e",
    "depth1": "#6e53a3",
    "depth2": "#8b6cc4",
    "depth3": "#a98bdb",
    "depth4": "#c6aef0",
    "depth5": "#e3d6ff",
}
FONT = "Helvetica, Arial, sans-serif"  # as wide in a browser as where the pictures are drawn

INK, SOFT, RULE, SEED, PAPER = (f"var(--{name})" for name in ("ink", "soft", "rule", "seed", "paper"))


def variables() -> str:
    """The palette as style sheet; paper is always white."""
    by_day, by_night = ("".join(f"--{name}:{colour};" for name, colour in one.items()) for one in (LIGHT, DARK))
    return (
        f":root{{{by_day}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{{by_night}}}}}\n"
        f"@media print{{:root{{{by_day}}}}}\n"
    )


def painted(picture: str) -> str:
    """The picture with colours in place of variables, for programs that know no style sheet."""
    return re.sub(r"var\(--(\w+)\)", lambda name: LIGHT[name[1]], picture)


def quiet() -> dict[str, Any]:
    """What all charts look like: a light grid, no frame, text of one size."""
    small = {"subtitleColor": SOFT, "subtitleFontSize": 12}
    text = {"labelColor": SOFT, "titleColor": SOFT, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "aria": False,
        "font": FONT,
        "view": {"stroke": None},
        "axis": text | {"gridColor": RULE, "domainColor": RULE, "tickColor": RULE, "titleFontWeight": "normal"},
        "axisX": {"grid": False, "titlePadding": 6},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6, "title": None, "tickCount": 5},
        "title": {"anchor": "start", "color": INK, "fontSize": 13, "fontWeight": 600, "offset": 10} | small,
        "text": {"fontSize": 12},
    }
