"""The page from figures made by hand: what it says, what it leaves out, and that it needs nothing else."""

import re
from dataclasses import replace

import pytest

from reported import audit, compared, figure, page_of, results, swept
from ser.report import pictures, script, theme

SEALED = {
    "labels": "Which labels did",
    "right": "Were they right?",
    "tests": "more than chance?",
    "sweeps": "depend on?",
}


@pytest.fixture(scope="module")
def found(p):
    dots = [swept("default", name, name, 0.6 + place / 50) for place, name in enumerate(p.models)]
    return replace(results(p), sweeps={"rules": dots})


@pytest.fixture(scope="module")
def whole(p, found):
    return page_of(p, found)


def test_the_page_stands_alone(whole):
    own = whole.replace(script.whole(), "")
    links = re.findall(r'(?:src|href)="([^"]*)"', re.sub(r'xmlns(:\w+)?="[^"]*"', "", own))

    assert {link for link in links if not link.startswith("#")} == {"data:,", "pairs.html"}
    assert not re.search(r"url\((?!#)|@import", own)
    assert whole.count("</script>") == whole.count("<script")
    assert "a: &lt;b&gt;" in whole
    assert "<code>0123abc</code>, with changes not committed" in whole


def test_links_within_the_page_lead_somewhere(whole):
    for name in re.findall(r'href="#([^"]+)"', whole):
        assert f'id="{name}"' in whole


def test_every_reward_model_has_a_row_and_a_place_in_the_graph(p, whole):
    for name in p.models:
        assert f'<th scope="row">{name}</th>' in whole
        assert f">{name}</text>" in whole


def test_flips_of_few_replicates_are_not_rounded_away(p, found):
    rare = audit() | {"labels": audit()["labels"] | {"flipped": 0.3333}}
    none = audit() | {"labels": audit()["labels"] | {"flipped": 0.0}}
    audits = dict.fromkeys(p.generations, none)

    assert "No label was ever flipped" in page_of(p, replace(found, audits=audits))
    assert "were flipped: 0.3 on average" in page_of(p, replace(found, audits=audits | {"ser-3": rare}))


def test_that_one_beats_another_is_said_only_where_the_test_holds(p, found, whole):
    tests = found.summary["tests"] | {"vanilla-3": {"seed": compared(0.06, True)}}
    one = page_of(p, replace(found, summary=found.summary | {"tests": tests}))
    words = re.compile(r"\S+ beats \S+?(?=<)")

    assert not words.findall(whole)
    assert re.findall(r">(\S+ beats [^<]+)<", one) == ["vanilla-3 beats seed"]


@pytest.mark.parametrize("missing", SEALED)
def test_what_was_not_measured_leaves_no_section(p, found, missing):
    blind = {name: audit() | {"right": {}, "bins": {}} for name in p.generations}
    less = {
        "labels": (replace(p, generations={}, references={}), results(replace(p, generations={}, references={}))),
        "right": (p, replace(found, audits=blind)),
        "tests": (p, replace(found, summary=found.summary | {"tests": {}})),
        "sweeps": (p, replace(found, sweeps={})),
    }
    without = page_of(*less[missing])

    assert SEALED[missing] in page_of(p, found)
    assert SEALED[missing] not in without
    assert f'href="#{missing}"' not in without


@pytest.mark.parametrize(
    "change",
    [
        {"generations": ["ser-1"], "references": []},
        {"generations": ["ser-1", "ser-2", "ser-3"], "references": ["full"]},
        {"generations": [], "references": []},
    ],
)
def test_any_set_of_models_makes_a_page(p, change):
    few = replace(p, **{group: {name: getattr(p, group)[name] for name in names} for group, names in change.items()})

    for name in few.models:
        assert f'<th scope="row">{name}</th>' in page_of(few, results(few))


@pytest.mark.parametrize("model", ["seed", "ser-2", "full"])
def test_what_has_no_value_is_left_out_of_the_drawing_and_named_in_the_table(p, found, model):
    nothing = {"mean": None, "low": None, "high": None}
    blank = found.grades[model] | {"holdout": dict.fromkeys(found.grades[model]["holdout"], nothing)}
    unknown = audit() | {"right": {"human": {"adopted": nothing, "held": figure(0.5), "ledger": nothing}}}
    models = found.summary["models"] | {model: found.summary["models"][model] | {"accuracy": nothing}}
    less = replace(
        found,
        grades=found.grades | {model: blank},
        audits={name: unknown if name == model else one for name, one in found.audits.items()},
        summary=found.summary | {"models": models, "gap_closed": nothing},
    )

    assert f'<th scope="row">{model}</th>' in page_of(p, less)
    assert "not measured" in page_of(p, less)


def test_the_same_figures_make_the_same_bytes(p, found, whole):
    assert page_of(p, found) == whole


def test_a_picture_for_paper_has_colours_and_no_variables(p, found):
    drawn = pictures.drawn(p, found, pictures.figures(p, found))

    for picture in map(theme.painted, drawn.values()):
        assert picture.startswith("<svg")
        assert "var(" not in picture


def test_what_was_not_measured_still_has_its_picture_and_the_columns_of_its_table(p, found):
    blind = replace(found, audits={name: audit() | {"right": {}, "bins": {}} for name in p.generations}, sweeps={})
    drawn = pictures.drawn(p, blind, pictures.figures(p, blind))

    for name in ("right", "reliability", "sweeps"):
        assert "not measured" in drawn[name]
    assert pictures.tables(p, blind)["right"] == "arm,generation,model,labels,right,low,high\n"
