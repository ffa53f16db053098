"""How the page looks, on a screen of any size, by day and by night, and on paper."""

from ser.report import theme

SHEET = """
:root { color-scheme: light dark; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: var(--paper); }
h1 { font-size: clamp(1.15rem, .95rem + 1vw, 1.45rem); line-height: 1.4; font-weight: 500; letter-spacing: -.01em;
     margin: .4rem 0 1.2rem; text-wrap: pretty; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .5rem; letter-spacing: -.01em; }
h3 { font-size: 1.02rem; margin: 2rem 0 .5rem; }
section { margin-top: 3.5rem; padding-top: 1.5rem; border-top: 1px solid var(--rule); }
p { margin: .5rem 0; max-width: 46rem; text-wrap: pretty; }
.kicker, .read, .source, nav, footer { color: var(--soft); font-size: .875rem; }
.kicker { margin: 0; }
.answer { font-size: 1.02rem; }
.source { font-size: .78rem; margin: .25rem 0 0; }
.interval { color: var(--soft); font-weight: 400; white-space: nowrap; }
h1 .interval { font-size: .82em; }
code { font: .92em ui-monospace, Menlo, Consolas, monospace; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin-top: 1.5rem; }
a { color: inherit; text-decoration-color: var(--seed); text-underline-offset: .2em; }
"""

FIGURES = """
figure { margin: 1rem 0 1.25rem; }
.still { overflow-x: auto; }
.still svg { display: block; width: 100%; min-width: 34rem; height: auto; }
.legend, .live { display: none; }
.js .still { display: none; }
.js .legend { display: flex; flex-wrap: wrap; gap: .4rem; margin-bottom: .6rem; }
.legend:empty { display: none !important; }
.js .live { display: grid; gap: 1rem 1.75rem; }
@media (min-width: 44rem) { .js .live.columns-2 { grid-template-columns: 1fr 1fr; } }
.panel { min-width: 0; overflow: hidden; }
.panel .chart { display: block; width: 100%; }
.chart svg { display: block; }
.legend button { display: inline-flex; align-items: center; gap: .45rem; padding: .2rem .7rem; cursor: pointer;
  font: inherit; font-size: .82rem; color: var(--ink); background: none; border: 1px solid var(--rule);
  border-radius: 99px; }
.legend button:hover { border-color: var(--seed); }
.legend i { width: .85rem; height: .6rem; border-radius: 2px; }
.legend button[aria-pressed=false] { color: var(--soft); text-decoration: line-through; }
.legend button[aria-pressed=false] i { opacity: .25; }
.pair { display: flex; flex-wrap: wrap; gap: 2rem 3.5rem; align-items: flex-start; }
.pair > div { max-width: 100%; overflow-x: auto; }
#vg-tooltip-element { position: fixed; z-index: 9; visibility: hidden; padding: .5rem .75rem; font-size: .8rem;
  color: var(--ink); background: var(--paper); border: 1px solid var(--rule); border-radius: 8px;
  box-shadow: 0 4px 16px #0003; pointer-events: none; }
#vg-tooltip-element.visible { visibility: visible; }
#vg-tooltip-element h2 { font-size: .9rem; margin: 0 0 .2rem; }
#vg-tooltip-element td { border: 0; padding: .05rem .4rem .05rem 0; position: static; text-align: left; }
#vg-tooltip-element .key { color: var(--soft); }
"""

TABLES = """
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: separate; border-spacing: 0; font-size: .84rem; font-variant-numeric: tabular-nums; }
th, td { padding: .42rem .8rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap;
  font-weight: 400; vertical-align: top; }
thead th { color: var(--soft); vertical-align: bottom; white-space: normal; min-width: 4.2rem; line-height: 1.3; }
th:first-child { text-align: left; padding-left: 0; position: sticky; left: 0; background: var(--paper); }
td:last-child { padding-right: 0; }
td .interval { display: block; font-size: .92em; }
.strong > * { font-weight: 650; }
.strong .interval { font-weight: 400; }
td.word, th.word { text-align: left; }
.span { display: block; margin: .15rem 0; }
details { margin: .5rem 0 1rem; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
pre { font: .8rem/1.5 ui-monospace, Menlo, Consolas, monospace; overflow: auto; max-height: 26rem; padding: 1rem;
  border: 1px solid var(--rule); border-radius: 8px; }
footer { margin-top: 3rem; }
"""

SMALL = """
@media (max-width: 30rem) {
  body { padding: 1.25rem 1rem 3rem; }
  section { margin-top: 2.5rem; }
  th, td { padding: .4rem .6rem; }
}
"""

PAPER = """
@page { margin: 16mm 14mm; }
@media print {
  :root { font-size: 10.5pt; color-scheme: light; }
  body { padding: 0; max-width: none; }
  nav, .js .legend, summary { display: none; }
  .js .still { display: block; }
  .js .live { display: grid; position: absolute; visibility: hidden; height: 0; overflow: hidden; }
  .still, .wide, pre, .pair > div { overflow: visible; }
  .still svg { min-width: 0; }
  p { break-inside: avoid; }
  pre { max-height: none; white-space: pre-wrap; font-size: 6.8pt; }
  table { font-size: 7.6pt; }
  th, td { padding: .25rem .35rem; }
  section { margin-top: 1.5rem; }
  h2, h3, .answer, .read:has(+ figure) { break-after: avoid; }
  figure, tr { break-inside: avoid; }
}
"""


def sheet() -> str:
    return theme.variables() + SHEET + FIGURES + TABLES + SMALL + PAPER
