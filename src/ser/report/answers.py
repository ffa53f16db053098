"""What each picture shows, in one sentence made from its figures."""

from ser.desk.settings import SEED, Params
from ser.report import arms
from ser.report.table import Results
from ser.report.words import percent, points
from ser.reward.looks import READING


def labels(p: Params, results: Results) -> str:
    told = []
    for tip in (p.arms()[name] for name in arms.names(p)):
        count = results.audits[tip]["labels"]
        share = 100 * count["ledger"] / max(count["pool"], 1)
        told.append(f"{tip} on {count['ledger']:,.0f} ({share:.0f} % of the pool)")
    return f"Trained on labels of its own: {_listed(told)}. {_changed(p, results)}" if told else ""


def right(p: Params, results: Results) -> str:
    told = []
    for name in arms.names(p):
        shares = {model: results.audits[model]["right"].get("human", {}) for model in arms.trunk(p, name)[1:]}
        ledgers = {model: share["ledger"] for model, share in shares.items() if share}
        known = [model for model, ledger in ledgers.items() if ledger["mean"] is not None]
        told += [f"{percent(ledgers[model])} % of {model}'s" for model in dict.fromkeys([*known[:1], *known[-1:]])]
    return f"People agree with {_listed(told)} own labels.{_predicted(p, results)}" if told else ""


def _predicted(p: Params, results: Results) -> str:
    """What the seed's labels alone had told of them."""
    read = [name for name in p.generations if arms.labeller(p, name) == READING]
    taught = [name for name in read if results.audits[name]["labels"]["adopted"]]
    told = [f"{percent(results.reading['predicted']['all'])} % of {name}'s" for name in taught if results.reading]
    return f" Before anything learned from them, {_listed(told)} were predicted to be right." if told else ""


def sure(p: Params, results: Results) -> str:
    tip = results.summary["headline"]
    if tip == SEED:
        return ""
    moved = []
    for words, measure in (("mean confidence", "confidence"), ("accuracy", "accuracy")):
        start, end = (results.grades[model]["holdout"][measure]["mean"] for model in (SEED, tip))
        if start is None or end is None:
            return ""
        moved.append(f"{words} goes from {100 * start:.1f} to {100 * end:.1f} %")
    return f"From {SEED} to {tip}, {moved[0]}; {moved[1]}."


def bars(results: Results) -> str:
    """What judges that read no meaning reach."""
    corpus = results.corpus
    known = {
        "choosing the longer response gets {} %": corpus.get("longer_wins"),
        "a bag of words with all labels {} %": corpus.get("tfidf"),
    }
    told = [words.format(f"{100 * value:.1f}") for words, value in known.items() if value is not None]
    return f"For comparison, on the holdout {', '.join(told)}." if told else ""


def reading(results: Results) -> str:
    """What holds back a model that learned from it: its labels, or the model."""
    told = results.summary.get("reading")
    if told is None:
        return ""
    closes = told.get("gap_closed", {})
    share = f" and would close {percent(closes, 0)} % of the gap" if closes.get("mean") is not None else ""
    against = f"{points(told['vs_headline'])} points against {results.summary['headline']}"
    return (
        f"The base's reading is no reward model; asked about the holdout as if it were, it is right in "
        f"{percent(told['accuracy'])} %{share}: {against}."
    )


def _changed(p: Params, results: Results) -> str:
    flipped = sum(results.audits[name]["labels"]["flipped"] for name in p.generations)
    if not flipped:
        return "No label was ever flipped on the way."
    return f"On the way, labels were flipped: {flipped:,.1f} on average over the replicates."


def _listed(told: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
