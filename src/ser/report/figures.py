"""The pictures, as Vega-Lite with their data inside: accuracy by generation, and where the rewards lie."""

import json
from typing import Any

import vl_convert

from ser.report.table import Results
from ser.settings import SEED, Params, arm
from ser.summary import full

Spec = dict[str, Any]
COLOURS = ["#2a6fbb", "#d1722a", "#4b9b5f", "#8a5fb0", "#b0475a"]
GREY = "#6b7480"
WIDTH, HEIGHT = 440, 280
DODGE = 0.07  # generations between two arms drawn side by side


def svg(spec: Spec) -> str:
    return str(vl_convert.vegalite_to_svg(json.dumps(spec)))


def accuracy_rows(p: Params, results: Results) -> list[dict[str, Any]]:
    """Each arm from the seed to its last generation; an arm that branches off shares its trunk's points."""
    models = results.summary["models"]
    found = []
    for name, tip in p.arms().items():
        trunk: list[str] = [tip]
        while trunk[-1] != SEED:
            trunk.append(str(p.parent(trunk[-1])))
        for generation, model in enumerate(reversed(trunk)):
            found.append({"arm": name, "generation": generation, "model": model} | _scaled(models[model]["accuracy"]))
    return found


def level_rows(p: Params, results: Results) -> list[dict[str, Any]]:
    """The lines to compare with: each reference, and the ceiling that the annotators' noise sets."""
    models = results.summary["models"]
    found = [{"level": name, "accuracy": 100 * models[name]["accuracy"]["mean"]} for name in p.references]
    return [*found, {"level": "ceiling", "accuracy": 100 * results.corpus["ceiling"]}]


def accuracy(p: Params, results: Results) -> Spec:
    rows, arms = accuracy_rows(p, results), list(p.arms())
    beside = [row | {"at": row["generation"] + DODGE * (arms.index(row["arm"]) - (len(arms) - 1) / 2)} for row in rows]
    generations = sorted({row["generation"] for row in rows})
    axis: Spec = {"values": generations, "format": "d", "grid": False}
    reach: Spec = {"domain": [-0.25, generations[-1] + 0.25], "nice": False}
    place: Spec = {
        "x": {"field": "at", "type": "quantitative", "title": "generation", "axis": axis, "scale": reach},
        "color": {"field": "arm", "type": "nominal", "title": None, "scale": {"range": COLOURS}},
    }
    y: Spec = {"type": "quantitative", "title": "accuracy on the holdout, %", "scale": {"zero": False}}
    values: Spec = {"values": beside}
    levels: Spec = {"values": level_rows(p, results)}
    value, ends = {"y": y | {"field": "accuracy"}}, {"y": y | {"field": "low"}, "y2": {"field": "high"}}
    named = value | {"x": {"value": WIDTH}, "text": {"field": "level"}}
    return _sheet(
        title="Accuracy by generation, with 95 % intervals",
        layer=[
            {"data": levels, "mark": {"type": "rule", "strokeDash": [4, 4], "color": GREY}, "encoding": value},
            {"data": levels, "mark": {"type": "text", "align": "left", "dx": 5, "color": GREY}, "encoding": named},
            {"data": values, "mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.6}, "encoding": place | ends},
            {"data": values, "mark": {"type": "line", "point": True}, "encoding": place | value},
        ],
    )


def reward_rows(results: Results, models: list[str]) -> list[dict[str, Any]]:
    found = []
    for model in models:
        curves = results.grades[model]["curves"]
        for score, density in zip(curves["score"], curves["density"], strict=True):
            found.append({"model": model, "score": score, "density": density})
    return found


def rewards(p: Params, results: Results) -> Spec:
    """The seed, the headline arm and the full reference: is the model better, or only more spread out?"""
    shown = [SEED, *(name for name in p.generations if arm(name) == p.headline), *filter(None, [full(p)])]
    return _sheet(
        title="Rewards of the pool, by reward model",
        data={"values": reward_rows(results, shown)},
        mark={"type": "line", "interpolate": "monotone"},
        encoding={
            "x": {"field": "score", "type": "quantitative", "title": "reward"},
            "y": {"field": "density", "type": "quantitative", "title": "density"},
            "color": {"field": "model", "type": "nominal", "title": None, "sort": shown, "scale": {"range": COLOURS}},
        },
    )


def _scaled(figure: dict[str, float]) -> dict[str, float]:
    return {word: round(100 * figure[key], 3) for word, key in (("accuracy", "mean"), ("low", "low"), ("high", "high"))}


def _sheet(**parts: Any) -> Spec:
    quiet: Spec = {
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": {"gridColor": "#e6e8eb"},
        "legend": {"orient": "bottom"},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "background": "white",
        "padding": 12,
        "config": quiet,
    } | parts
