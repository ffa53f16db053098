"""A figure: panels in Vega-Lite, drawn still for paper or handed to the page alive."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import vl_convert

from ser.report import theme
from ser.report.words import NOT_MEASURED

Row = dict[str, Any]
Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, GUTTER, MARGIN = 760, 28, 16
LETTER = 6.6  # pixels, about, of one letter in a legend


@dataclass(frozen=True)
class Key:
    """One series: its name in the data, which the legend shows, and its colour."""

    name: str
    colour: str
    shape: str = "circle"


@dataclass(frozen=True)
class Figure:
    name: str
    alt: str
    panels: Sequence[Spec]
    keys: Sequence[Key] = ()
    columns: int = 1


def live(panel: Spec) -> str:
    """The panel as JSON that may stand inside HTML and is as wide as its place there."""
    return json.dumps(panel | {"width": "container"}, separators=(",", ":")).replace("<", "\\u003c")


def still(figure: Figure) -> str:
    """All panels under one legend; a figure without panels says why it is empty."""
    if not figure.panels:
        return _svg(60, _text(MARGIN, 36, f"{figure.alt}: {NOT_MEASURED}", theme.SOFT))
    top = MARGIN + (28 if figure.keys else 0)
    parts = [_legend(figure.keys)]
    width = (WIDTH - 2 * MARGIN - GUTTER * (figure.columns - 1)) // figure.columns
    for start in range(0, len(figure.panels), figure.columns):
        row = [_drawn(panel, width) for panel in figure.panels[start : start + figure.columns]]
        for place, (body, height) in enumerate(row):
            x = MARGIN + place * (width + GUTTER)
            parts.append(f'<svg x="{x}" y="{top}" width="{width}" height="{height}" overflow="visible">{body}</svg>')
        top += max(height for _, height in row) + GUTTER
    return _svg(top - GUTTER + MARGIN, "".join(parts))


def _drawn(panel: Spec, width: int) -> tuple[str, int]:
    """What lies inside the panel's <svg>, and its height."""
    drawn = str(vl_convert.vegalite_to_svg(json.dumps(panel | {"width": width})))
    found = re.fullmatch(r'<svg[^>]* height="(\d+)"[^>]*>(.*)</svg>', drawn, re.DOTALL)
    assert found  # the form that Vega writes
    return found[2], int(found[1])


def _legend(keys: Sequence[Key]) -> str:
    x, parts = float(MARGIN), []
    for key in keys:
        parts.append(f'<rect x="{x:g}" y="{MARGIN}" width="14" height="10" rx="2" fill="{key.colour}"/>')
        parts.append(_text(x + 20, MARGIN + 10, key.name, theme.INK))
        x += 44 + LETTER * len(key.name)
    return "".join(parts)


def _text(x: float, y: float, words: str, colour: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="13" fill="{colour}">{escape(words, quote=False)}</text>'


def _svg(height: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="{theme.FONT}"><rect width="100%" height="100%" fill="{theme.PAPER}"/>{body}</svg>'
    )
