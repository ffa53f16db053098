"""What a question's answer depends on: one sweep as curves over its points, or as a row of dots."""

from ser.desk.settings import SEED, Params
from ser.report import arms, theme
from ser.report.figure import Figure, Key, Row, Spec
from ser.report.plot import Plot, colours, reach, sheet
from ser.report.table import Results

Table = list[dict[str, str]]
PREFIX = "sweep-"
DOT = 26  # pixels a row of dots
SPARE = [theme.INK, *arms.COLOURS, theme.SOFT]
MEASURES = {"accuracy": "accuracy on the holdout, %", "gap_closed": "share of the gap closed, %"}


def figures(p: Params, results: Results) -> list[Figure]:
    return [_figure(p, name, table) for name, table in results.sweeps.items() if table]


def together(found: list[Figure]) -> Figure:
    """All sweeps on one sheet, each panel under its question."""
    keys = {key.name: key for one in found for key in one.keys}
    panels = [panel | {"title": {"text": one.alt, "subtitle": panel["title"]}} for one in found for panel in one.panels]
    return Figure("sweeps", "Sweeps", panels, list(keys.values()), 2)


def is_curve(table: Table) -> bool:
    """Several points, all of them numbers."""
    points = {row["point"] for row in table}
    return len(points) > 1 and all(map(_is_number, points))


def _figure(p: Params, name: str, table: Table) -> Figure:
    roles = list(dict.fromkeys(row["role"] for row in table))
    if not is_curve(table):
        return Figure(PREFIX + name, table[0]["asks"], [_dots(table, _keys(p, roles, [theme.INK]))])
    keys = _keys(p, roles, SPARE)
    panels = [_curves(_measured(table, measure), keys, measure, table[0]["axis"]) for measure in MEASURES]
    panels = [panel for panel in panels if panel["data"]["values"]]
    return Figure(PREFIX + name, table[0]["asks"], panels, keys, max(len(panels), 1))


def _curves(drawn: list[Row], keys: list[Key], measure: str, axis: str) -> Spec:
    ticks = {"values": sorted({row["point"] for row in drawn}), "labelExpr": "toString(datum.value)"}
    x = {"title": axis, "axis": ticks, "scale": {"zero": False, "nice": False, "padding": 14}}
    near = reach([row[key] for row in drawn for key in ("low", "high")])
    plot = Plot(drawn, "point", "value", "role", keys, near, x, height=250, word=measure.replace("_", " "))
    return plot.spec(MEASURES[measure], plot.band(), plot.line(), plot.points({"field": "point", "title": axis}))


def _dots(table: Table, keys: list[Key]) -> Spec:
    """Models by accuracy where there is one point; else in the order of the table."""
    drawn, alone = _measured(table, "accuracy"), len({row["point"] for row in table}) == 1
    drawn.sort(key=lambda row: -row["value"] if alone else 0)
    names = [row["model"] if alone else f"{row['point']}, {row['role']}" for row in drawn]
    values = [row | {"name": name} for row, name in zip(drawn, names, strict=True)]
    x: Spec = {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False}}
    y = {"field": "name", "type": "nominal", "axis": {"title": None, "grid": True}, "scale": {"domain": names}}
    colour = {"color": {"field": "role", "type": "nominal", "legend": None, "scale": colours(keys)}}
    told = [{"field": "model", "title": "title"}, {"field": "value", "title": "accuracy", "format": ".1f"}]
    told += [{"field": end, "format": ".1f"} for end in ("low", "high")]
    dot = {"type": "point", "filled": True, "size": 80, "opacity": 1}
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}}},
        {"mark": dot, "encoding": {"x": x, "tooltip": told}},
    ]
    size, data = DOT * len(names), {"values": values}
    return sheet(MEASURES["accuracy"], size, data=data, encoding={"y": y} | colour, layer=layers)


def ends(measure: str) -> tuple[str, str]:
    """The columns of a measure's interval."""
    return ("low", "high") if measure == "accuracy" else (f"{measure}_low", f"{measure}_high")


def _measured(table: Table, measure: str) -> list[Row]:
    """One measure in percent, where it was measured."""
    low, high = ends(measure)
    return [
        {"point": float(row["point"]) if _is_number(row["point"]) else row["point"]}
        | {key: row[key] for key in ("role", "model")}
        | {word: _percent(row[key]) for word, key in (("value", measure), ("low", low), ("high", high))}
        for row in table
        if row[measure]
    ]


def _keys(p: Params, roles: list[str], spare: list[str]) -> list[Key]:
    """Roles that params.yaml does not know as arms take in turn the spare colours that no arm has."""
    known = {key.name: key for key in [Key(SEED, theme.SEED), *arms.keys(p)]}
    free = [colour for colour in spare if colour not in {key.colour for key in known.values()}]
    others = [role for role in roles if role not in known]
    return [known.get(role) or Key(role, free[others.index(role) % len(free)]) for role in roles]


def _percent(text: str) -> float | None:
    return round(100 * float(text), 3) if text else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
