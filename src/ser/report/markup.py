"""The page's HTML: texts set with care, tables that scroll, figures that are still until they come alive."""

import html
import re
from collections.abc import Collection, Sequence

from ser.report.figure import Figure, Key, live

AROUND = 70  # pixels that title, axis and padding take around a plot


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def typeset(text: str) -> Markup:
    """Escaped, with real minus signs, code where there are backticks, and intervals that step back."""
    if isinstance(text, Markup):
        return text
    safe = html.escape(text, quote=False)
    safe = re.sub(r"(?<![\w-])-(?=\d)", "\N{MINUS SIGN}", safe)
    safe = re.sub(r"`([^`]*)`", r"<code>\1</code>", safe)
    safe = re.sub(r" ?\[([^\]]*)\]", r' <span class="interval">[\1]</span>', safe)
    return Markup(safe.replace(" %", "\N{NO-BREAK SPACE}%"))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], strong: Collection[str] = ()) -> Markup:
    """The first column stays in sight while the others scroll."""
    wordy = [all(cell[:1].isalpha() for cell in column) for column in zip(*rows, strict=True)] or [False] * len(head)
    body = "".join(_row(row, row[0] in strong, wordy) for row in rows)
    columns = "".join(f"<th{_kind(is_word)}>{typeset(cell)}</th>" for cell, is_word in zip(head, wordy, strict=True))
    return Markup(
        f'<div class="wide" tabindex="0"><table><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def figure(one: Figure, drawn: str, source: str = "") -> Markup:
    """The still picture, for print and where no script runs, and the panels that a script brings to life."""
    panels = "".join(_panel(one, place) for place in range(len(one.panels)))
    legend = "".join(map(_switch, one.keys)) if len(one.keys) > 1 else ""
    origin = f'<p class="source">Data: {typeset(source)}</p>' if source else ""
    return Markup(
        f'<figure id="figure-{one.name}" aria-label="{html.escape(one.alt)}"><div class="legend">{legend}</div>'
        f'<div class="live columns-{one.columns}">{panels}</div><div class="still">{drawn}</div>{origin}</figure>'
    )


def section(name: str, title: str, *parts: str) -> Markup:
    return Markup(f'<section id="{name}"><h2>{typeset(title)}</h2>{"".join(parts)}</section>\n')


def paragraph(text: str, kind: str = "") -> Markup:
    return Markup(f'<p class="{kind}">{typeset(text)}</p>' if kind else f"<p>{typeset(text)}</p>") if text else Markup()


def _panel(one: Figure, place: int) -> str:
    panel = one.panels[place]
    spec = f'<script type="application/json">{live(panel)}</script>'
    return f'<div class="panel" style="height:{panel["height"] + AROUND}px"><div class="chart"></div>{spec}</div>'


def _switch(key: Key) -> str:
    return (
        f'<button type="button" aria-pressed="true" data-series="{html.escape(key.name)}">'
        f'<i style="background:{key.colour}"></i>{html.escape(key.name)}</button>'
    )


def _row(cells: Sequence[str], strong: bool, wordy: Sequence[bool]) -> str:
    pairs = zip(cells[1:], wordy[1:], strict=True)
    rest = "".join(f"<td{_kind(is_word)}>{typeset(cell)}</td>" for cell, is_word in pairs)
    return f'<tr{" class=strong" if strong else ""}><th scope="row">{typeset(cells[0])}</th>{rest}</tr>'


def _kind(is_word: bool) -> str:
    return ' class="word"' if is_word else ""
