"""How sure each generation is: its confidence against being right, and where its rewards lie."""

from ser.desk.settings import Params
from ser.report import arms, theme
from ser.report.figure import Figure, Key, Row, Spec
from ser.report.plot import Plot, reach
from ser.report.table import Results
from ser.reward.looks import READING
from ser.summary import full

HALF, WHOLE = 50.0, 100.0
RELIABILITY = ("arm", "generation", "labeller", "by", "confidence", "right", "labels")


def reliability_rows(p: Params, results: Results) -> list[Row]:
    """Pool labels, adopted or not, by the confidence of who gave them."""
    found = []
    for arm in arms.names(p):
        for generation, model in enumerate(arms.trunk(p, arm)[1:], 1):
            bins, labeller = results.audits[model]["bins"], arms.labeller(p, model)
            names = ("confidence", "right", "labels") if bins else ()
            by = READING if labeller == READING else arms.depth_name(generation - 1)
            for sure, right, labels in zip(*(bins[name] for name in names), strict=True):
                row = {"arm": arm, "generation": generation, "labeller": labeller, "by": by}
                found.append(row | {"confidence": _percent(sure), "right": _percent(right), "labels": labels})
    return found


def reliability(p: Params, results: Results) -> Figure:
    drawn = reliability_rows(p, results)
    every = [*arms.depth_keys(p), Key(READING, theme.INK)]
    keys = [key for key in every if key.name in {row["by"] for row in drawn}]
    low = min([HALF, *(row["right"] for row in drawn)])
    scale = {"domain": [HALF, WHOLE], "nice": False, "zero": False}
    axis = {"title": "confidence, %", "scale": scale, "axis": {"values": [50, 60, 70, 80, 90, 100]}}
    panels = []
    for arm in arms.names(p) if drawn else []:
        own = [row | {"model": f"labels of {row['labeller']}"} for row in drawn if row["arm"] == arm]
        plot = Plot(own, "confidence", "right", "by", keys, (low - 2, WHOLE), axis, height=250)
        facts = {"field": "confidence", "format": ".1f"}, {"field": "labels", "format": ",.0f"}
        panels.append(plot.spec(f"{arm}: right, %", _diagonal(plot), plot.line(), _sized(plot.points(*facts))))
    return Figure("reliability", "Labels right, by confidence", panels, keys, min(2, len(panels) or 1))


def reward_rows(p: Params, results: Results) -> list[Row]:
    found = []
    for model in p.models:
        curves = results.grades[model]["curves"]
        for score, density in zip(curves["score"], curves["density"], strict=True):
            found.append({"model": model, "score": score, "density": density})
    return found


def rewards(p: Params, results: Results) -> Figure:
    """Arm by arm, from the seed to the last generation; beside them the model that has all labels."""
    drawn, top = reward_rows(p, results), full(p)
    keys = [*arms.depth_keys(p), *([Key(top, arms.COLOURS[2])] if top else [])]
    high = max(row["density"] for row in drawn)
    near = reach([row["score"] for row in drawn], 0)
    scale = {"domain": list(near), "nice": False}
    axis = {"title": "reward", "scale": scale}
    panels = []
    for arm in arms.names(p):
        by = {model: arms.depth_name(depth) for depth, model in enumerate(arms.trunk(p, arm))}
        by |= {top: top} if top else {}
        own = [row | {"by": by[row["model"]]} for row in drawn if row["model"] in by]
        plot = Plot(own, "score", "density", "by", keys, (0, 1.05 * high), axis, height=190, digits=2)
        line = plot.line(interpolate="monotone", tooltip={"expr": "{title: datum.model}"})
        panels.append(plot.spec(f"{arm}: density of the pool's rewards", line))
    return Figure("rewards", "Rewards of the pool", panels, keys, min(2, len(panels) or 1))


def _diagonal(plot: Plot) -> Spec:
    """Where a model would lie that is right as often as it says."""
    ends = [{"confidence": HALF, "right": HALF}, {"confidence": WHOLE, "right": WHOLE}]
    x = {"x": {"field": "confidence", "type": "quantitative"} | plot.x_axis, "y": plot.at("right")}
    mark = {"type": "line", "strokeDash": [4, 4], "color": theme.SEED, "strokeWidth": 1.3}
    return {"data": {"values": ends}, "mark": mark, "encoding": x}


def _sized(points: Spec) -> Spec:
    """The larger the point, the more labels it stands for."""
    size = {"field": "labels", "type": "quantitative", "legend": None, "scale": {"type": "sqrt", "range": [25, 220]}}
    return points | {"encoding": points["encoding"] | {"size": size}}


def _percent(share: float) -> float:
    return round(100 * share, 3)
