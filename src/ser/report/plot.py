"""The parts that charts of curves are put together from: bands, lines, points, levels with their names beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ser.report import theme
from ser.report.figure import SCHEMA, Key, Row, Spec

LINE = 16  # pixels that a name needs to itself
SHOWN = "indexof(off, datum.{by}) < 0"  # `off` holds the series that a reader switched off


@dataclass(frozen=True)
class Plot:
    """Rows, the fields that place and colour them, and how far both axes reach."""

    rows: Sequence[Row]
    x: str
    y: str
    by: str
    keys: Sequence[Key]
    reach: tuple[float, float]
    x_axis: Spec
    height: int = 200
    digits: int = 1
    word: str = ""
    """What a reader is told that the values are."""

    @property
    def place(self) -> Spec:
        return {"x": {"field": self.x, "type": "quantitative"} | self.x_axis, "y": self.at(self.y)} | self.coloured()

    def at(self, field: str) -> Spec:
        scale = {"domain": list(self.reach), "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale}

    def coloured(self, channel: str = "color") -> Spec:
        return {channel: {"field": self.by, "type": "nominal", "legend": None, "scale": colours(self.keys)}}

    def shaped(self) -> Spec:
        names, shapes = [key.name for key in self.keys], [key.shape for key in self.keys]
        return {"shape": {"field": self.by, "type": "nominal", "legend": None, "scale": _scale(names, shapes)}}

    def band(self, **mark: Any) -> Spec:
        ends = {"y": self.at("low"), "y2": {"field": "high"}}
        look: Spec = {"type": "area", "opacity": 1, "fillOpacity": 0.1, "strokeWidth": 1, "strokeOpacity": 0.3}
        return {"mark": look | mark, "encoding": self.place | ends | self.coloured("stroke")}

    def line(self, **mark: Any) -> Spec:
        return {"mark": {"type": "line", "strokeWidth": 2.2} | mark, "encoding": self.place}

    def points(self, *facts: Spec, **mark: Any) -> Spec:
        """Larger than they look, so that a finger finds them; each tells its model and figures."""
        look: Spec = {"type": "point", "filled": True, "size": 70, "opacity": 1}
        look |= {"stroke": theme.PAPER, "strokeWidth": 1.2}
        return {"mark": look | mark, "encoding": self.place | self.shaped() | {"tooltip": self.told(*facts)}}

    def told(self, *facts: Spec) -> list[Spec]:
        value = {"field": self.y, "title": self.word or self.y, "format": f".{self.digits}f"}
        return [{"field": "model", "title": "title"}, value, {"field": "interval", "title": "95 % interval"}, *facts]

    def levels(self, levels: Sequence[Row]) -> list[Spec]:
        """Dashed lines across, and the names of all levels beside the plot, apart from each other."""
        if not levels:
            return []
        values = {"data": {"values": self._placed(levels)}}
        shown, own = SHOWN.format(by=self.by), {"color": {"field": "colour", "type": "nominal", "scale": None}}
        told = {"tooltip": [{"field": "name", "title": "title"}, {"field": "told", "title": self.word or self.y}]}
        dash = {"type": "rule", "strokeDash": [4, 4], "color": theme.SEED, "strokeWidth": 1.3}
        thin = {"type": "rule", "strokeWidth": 1, "opacity": 0.6}
        name = {"type": "text", "align": "left", "baseline": "middle"}
        across = {"y": self.at("value")}
        leader = {"x": _right(3), "x2": _right(12), "y": self.at("value"), "y2": {"field": "place"}}
        named = {"x": _right(15), "y": self.at("place"), "text": {"field": "text"}}
        return [
            values | _layer(f"{shown} && datum.across", dash, across | told),
            values | _layer(f"{shown} && !datum.off", thin, leader | own),
            values | _layer(shown, name, named | own | told),
        ]

    def _placed(self, levels: Sequence[Row]) -> list[Row]:
        low, high = self.reach
        held = [one | {"value": min(one["value"], high), "off": one["value"] > high} for one in levels]
        shown = sorted(held, key=lambda one: one["value"])
        places = apart([one["value"] for one in shown], LINE * (high - low) / self.height, low, high)
        return [one | {"place": place} for one, place in zip(shown, places, strict=True)]

    def spec(self, title: str, *layers: Spec) -> Spec:
        fixed = f".{self.digits}f"
        interval = f"isValid(datum.low) ? format(datum.low, '{fixed}') + ' to ' + format(datum.high, '{fixed}') : ''"
        return sheet(
            title,
            self.height,
            data={"values": [row for row in self.rows if row[self.y] is not None]},
            transform=[{"filter": SHOWN.format(by=self.by)}, {"calculate": interval, "as": "interval"}],
            layer=list(layers),
        )


def sheet(title: str, height: int, **parts: Any) -> Spec:
    return {
        "$schema": SCHEMA,
        "title": title,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": None,
        "padding": 2,
        "params": [{"name": "off", "value": []}],
        "config": theme.quiet(),
    } | parts


def reach(values: Iterable[float | None], room: float = 0.06) -> tuple[float, float]:
    """From the smallest to the largest, with some room at both ends."""
    known = [value for value in values if value is not None] or [0.0, 1.0]
    low, high = min(known), max(known)
    margin = room * (high - low) or 0.5
    return low - margin, high + margin


def apart(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending values moved as little as can be, so that all lie `gap` apart between low and high."""
    gap = min(gap, (high - low) / max(len(values) - 1, 1))
    blocks: list[tuple[float, int]] = []
    for place, value in enumerate(values):
        blocks.append((value - place * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, few), (other, more) = blocks.pop(), blocks.pop()
            blocks.append(((one * few + other * more) / (few + more), few + more))
    flat = [min(max(middle, low), high - (len(values) - 1) * gap) for middle, size in blocks for _ in range(size)]
    return [round(start + place * gap, 4) for place, start in enumerate(flat)]


def colours(keys: Sequence[Key]) -> Spec:
    """The scale that gives each series its own."""
    return _scale([key.name for key in keys], [key.colour for key in keys])


def _layer(shown: str, mark: Spec, encoding: Spec) -> Spec:
    return {"transform": [{"filter": shown}], "mark": mark, "encoding": encoding}


def _right(pixels: int) -> Spec:
    return {"value": {"expr": f"width + {pixels}"}}


def _scale(names: list[str], values: list[str]) -> Spec:
    return {"domain": names, "range": values}
