"""The page itself: a field to search in, a list of hits, the story of the one that was chosen."""

import html

from ser.browse import columns
from ser.report import style, theme

SHEET = """
body { max-width: 74rem; }
input { font: inherit; width: 100%; max-width: 46rem; padding: .5rem .8rem; color: var(--ink); background: var(--paper);
  border: 1px solid var(--rule); border-radius: 8px; }
#hits { list-style: none; margin: .5rem 0; padding: 0; max-width: 46rem; }
#hits a { display: block; padding: .3rem .2rem; text-decoration: none; border-bottom: 1px solid var(--rule); }
#hits a:hover, #hits a:focus { background: color-mix(in srgb, var(--seed) 12%, transparent); }
#hits code { color: var(--soft); margin-right: .6rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; max-width: 52rem; }
dt { color: var(--soft); } dd { margin: 0; }
#story td, #story th { text-align: left; padding: .3rem .6rem; }
#story tr.first > * { border-top: 1px solid var(--ink); }
.yes::after { content: ' ✓'; color: #1a7f37; } .no::after { content: ' ✗'; color: #cf222e; }
"""

SCRIPT = """
const ser = {models: {}, pairs(of) { this.all = of; }, model(name, of) { this.models[name] = of; }};
"""

SEARCH = r"""
(() => {
  const words = {l: 'left', r: 'right', a: 'adopt', h: 'hold', p: "people's", m: '', j: "a judge's", '-': ''};
  const all = ser.all, field = document.getElementById('search'), hits = document.getElementById('hits');
  const story = document.getElementById('story'), most = 12;
  const make = (kind, text, cls) => {
    const one = document.createElement(kind);
    if (text !== undefined) one.textContent = text;
    if (cls) one.className = cls;
    return one;
  };
  const lower = ['prompt', 'left', 'right'].map((name) => all[name].map((text) => text.toLowerCase()));
  const find = (asked) => {
    const wanted = asked.trim().toLowerCase(), found = [];
    for (let at = 0; at < all.pair_id.length && wanted && found.length <= most; at++)
      if (all.pair_id[at].startsWith(wanted) || lower.some((texts) => texts[at].includes(wanted))) found.push(at);
    return found;
  };
  const list = () => {
    const found = find(field.value);
    hits.replaceChildren(...found.slice(0, most).map((at) => {
      const row = make('li'), link = make('a');
      link.href = '#' + all.pair_id[at];
      link.append(make('code', all.pair_id[at]), all.prompt[at]);
      row.append(link);
      return row;
    }));
    if (found.length > most) hits.append(make('li', 'and more: type on', 'read'));
    if (field.value.trim() && !found.length) hits.append(make('li', 'No pair on this page has that.', 'read'));
  };
  const label = (own, at) => own && own.labels.side[at] !== '-' && {
    side: own.labels.side[at], origin: own.labels.origin[at],
    made: own.labels.generations[own.labels.generation[at]],
  };
  const change = (old, now) => {
    if (!old || !now) return now ? 'given' : old ? 'taken back' : 'none';
    if (old.origin === now.origin && old.made === now.made) return 'inherited';
    return old.side === now.side ? 'confirmed' : 'flipped';
  };
  const mark = (side, at) => {
    const right = all.people[at];
    return right === '-' || side === '-' ? '' : side === right ? 'yes' : 'no';
  };
  const verdict = (own, at, after) => {
    const of = own.verdicts;
    if (!of || of.ruling[at] === '-') return ['', '', ''];
    const sure = of.confidence[at] === null ? '' : ' ' + (of.confidence[at] / 100).toFixed(2);
    const by = of.origin[at] === 'j' ? 'a judge' : after;
    return [by, `${words[of.ruling[at]]} ${words[of.side[at]] || 'neither'}${sure}`, of.reasons[of.reason[at]]];
  };
  const scores = (own, at) => {
    const [left, right] = [own.scores.left[at], own.scores.right[at]];
    if (left === null || left === undefined) return ['', '-'];
    const sign = (one) => (one < 0 ? '\u2212' : '+') + Math.abs(one / 100).toFixed(2);
    return [`${sign(left)} ${sign(right)}`, left > right ? 'l' : right > left ? 'r' : '-'];
  };
  const row = (name, rng_seed, own, at, isFirst) => {
    const model = ser.models[name], before = model.after && ser.models[model.after].replicates[rng_seed];
    const [by, ruling, reason] = verdict(own, at, `${model.after}/${rng_seed}`);
    const now = label(own, at), [said, side] = scores(own, at);
    const cells = make('tr', undefined, isFirst ? 'first' : '');
    cells.append(make('th', isFirst ? name : ''), make('td', rng_seed));
    cells.append(make('td', by), make('td', ruling), make('td', reason));
    cells.append(make('td', now ? words[now.side] : '', now ? mark(now.side, at) : ''));
    cells.append(make('td', [now ? words[now.origin] : '', change(before && label(before, at), now)].join(' ').trim()));
    cells.append(make('td', said), make('td', words[side], mark(side, at)));
    return cells;
  };
  const told = (at) => {
    const facts = make('dl'), people = words[all.people[at]] || 'not known';
    const texts = ['prompt', 'left', 'right'].map((name) => [name, all[name][at]]);
    const lines = [['pair', `${all.pair_id[at]}, ${all.splits[all.split[at]]}`], ...texts, ['people say', people]];
    for (const [name, text] of lines) facts.append(make('dt', name), make('dd', text));
    const table = make('table'), head = make('tr'), wide = make('div', undefined, 'wide');
    const names = ['model', 'replicate', 'labelled by', 'verdict', 'because', 'its label', '', 'its scores', 'prefers'];
    for (const name of names) head.append(make('th', name));
    table.append(head);
    for (const [name, model] of Object.entries(ser.models))
      Object.entries(model.replicates).forEach(([rng_seed, own], place) =>
        table.append(row(name, rng_seed, own, at, place === 0)));
    wide.append(table);
    return [facts, wide];
  };
  const open = () => {
    const at = all.pair_id.indexOf(location.hash.slice(1));
    story.replaceChildren(...(at < 0 ? [] : told(at)));
    if (at >= 0) hits.replaceChildren();
  };
  field.addEventListener('input', list);
  addEventListener('hashchange', open);
  open();
})();
"""


def render(models: tuple[str, ...], number: int) -> str:
    held = min(number, columns.MOST)
    of = f"all {number:,}" if held == number else f"{held:,} of {number:,}, drawn by lot"
    sources = [f"{columns.FOLDER.name}/{html.escape(one)}.js" for one in (columns.TEXTS, *models)]
    loaded = "".join(f'<script src="{one}"></script>\n' for one in sources)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Every pair and its story</title><link rel="icon" href="data:,">
<style>{theme.variables()}{style.SHEET}{style.TABLES}{style.SMALL}{SHEET}</style></head><body>
<header><p class="kicker"><a href="index.html">Self-evolved reward learning</a> · pairs on this page: {of}</p>
<h1>Every pair and its story</h1></header>
<main><input id="search" type="search" autofocus placeholder="An id, the start of one, or a piece of text"
aria-label="Search pairs"><ul id="hits"></ul><div id="story"></div></main>
<script>{SCRIPT}</script>
{loaded}<script>{SEARCH}</script>
</body></html>
"""
