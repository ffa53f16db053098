"""The report as one page that opens without a network: the finding, the table, the pictures, the labels, the params."""

import html
from typing import Any

from ser.report import table
from ser.report.table import Results
from ser.settings import Params

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.3; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .8rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #8884; }
th:first-child, td:first-child { text-align: left; }
figure { margin: 1rem 0; display: inline-block; background: white; border-radius: 6px; }
svg { max-width: 100%; height: auto; }
pre { font-size: .8rem; overflow-x: auto; background: #8881; padding: 1rem; border-radius: 6px; }
"""

AUDIT_HEAD = ("generation", "status", "adopted", "added", "flipped", "contradicted", "adopted right %", "held right %")


def render(p: Params, results: Results, pictures: dict[str, str], params_text: str) -> str:
    note = (
        f"{len(p.rng_seeds)} replicates; in brackets the 95 % interval of a bootstrap over prompts and replicates. "
        f"The annotators agree with the better response in {100 * results.corpus['ceiling']:.1f} % of the pairs; "
        f"choosing the longer one gets {100 * results.corpus['longer_wins']:.1f} %, "
        f"a bag of words with all labels {100 * results.corpus['tfidf']:.1f} %."
    )
    figures = "".join(f"<figure>{picture}</figure>" for picture in pictures.values())
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Self-evolved reward learning</title><style>{STYLE}</style>
<h1>{html.escape(table.finding(p, results))}</h1>
<p>{html.escape(note)}</p>
{figures}
<h2>All reward models</h2>
{_table(table.HEAD, table.rows(p, results))}
<h2>The labels of each generation</h2>
<p>Means over replicates. "Held right" is how often a label that was not adopted would have been right.</p>
{_table(AUDIT_HEAD, [_audit_row(name, results.audits[name]) for name in p.generations])}
<h2>The params</h2>
<pre>{html.escape(params_text)}</pre>
</html>
"""


def _audit_row(name: str, audit: dict[str, Any]) -> tuple[str, ...]:
    labels, right = audit["labels"], audit["right"].get("human", {})
    counts = tuple(f"{labels[key]:,.0f}" for key in ("adopted", "added", "flipped", "contradicted"))
    statuses = ", ".join(sorted({one["status"] for one in audit["replicates"].values()}))
    shares = tuple(table.percent(right[key]) if key in right else "" for key in ("adopted", "held"))
    return (name, statuses, *counts, *shares)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    def line(cells: tuple[str, ...], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f'<div class="wide"><table>{line(head, "th")}{body}</table></div>'
