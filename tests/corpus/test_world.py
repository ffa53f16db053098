"""What must hold of the embedded world, whatever its numbers are."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from ser.corpus.rows import ROWS
from ser.corpus.world import World, gold, phrases, requests, things
from ser.corpus.world.asks import read
from ser.corpus.world.facts import KINDS
from ser.desk import records
from ser.desk.errors import ParamsError

SMALL = World(pairs=1200, out_of_domain=300, annotators=3, temperature=1.2, length_bias=0.1, slip=0.05, topics=1.0)


@cache
def made(world: World = SMALL, rng_seed: int = 7) -> tuple[pa.Table, pa.Table]:
    return make(world, rng_seed)


def make(world: World, rng_seed: int) -> tuple[pa.Table, pa.Table]:
    """Pairs, and what was said of them."""
    rows = pa.concat_tables(world.rows(rng_seed))
    opinions = set(records.LABELS.names)
    return tuple(rows.select([name for name in ROWS.names if (name in opinions) == told]) for told in (False, True))


def responses(pairs: pa.Table) -> list[str]:
    return [text for side in ("left", "right") for text in pairs[side].to_pylist()]


def gold_gap(labels: pa.Table) -> np.ndarray:
    return np.asarray(labels["gold_left"]) - np.asarray(labels["gold_right"])


def is_left(labels: pa.Table) -> np.ndarray:
    return np.array([side == "left" for side in labels["side"].to_pylist()])


def test_the_same_rng_seed_makes_the_same_tables():
    assert [table.to_pylist() for table in make(SMALL, 7)] == [table.to_pylist() for table in made()]


def test_another_rng_seed_makes_other_tables():
    assert made(rng_seed=8)[0]["prompt"].to_pylist() != made()[0]["prompt"].to_pylist()


def test_tables_have_the_promised_columns_and_sizes():
    pairs, labels = made()

    assert {*pairs.schema, *labels.schema} == {*ROWS}
    assert pairs.num_rows == labels.num_rows == 1500
    assert sum(pairs["out_of_domain"].to_pylist()) == 300
    assert set(pairs["family"].to_pylist()) == {"how-to", "explain", "list", "compare", "arithmetic", "refusal"}


def test_an_even_number_of_annotators_is_refused():
    with pytest.raises(ParamsError, match=r"corpus.annotators: an even number can tie"):
        replace(SMALL, annotators=4)


def test_annotators_do_not_change_the_pairs():
    warm = replace(SMALL, temperature=3.0, slip=0.2)

    assert make(warm, 7)[0].equals(made()[0])


def test_a_world_of_fewer_topics_asks_about_those_alone_and_another_number_keeps_others():
    every, few, others = (
        {one for topic in made(world, rng_seed)[0]["topic"].to_pylist() for one in topic.split(" and ")}
        for world, rng_seed in ((SMALL, 7), (replace(SMALL, topics=0.6), 7), (replace(SMALL, topics=0.6), 8))
    )

    assert len(few - every) < 0.05 * len(every)
    assert 0.45 < len(few) / len(every) < 0.75
    assert 0.15 * len(every) < len(few - others) < 0.35 * len(every)


def test_topics_out_of_domain_never_appear_in_domain():
    rows = made()[0].to_pylist()
    seen = " ".join(f"{r['prompt']} {r['left']} {r['right']}" for r in rows if not r["out_of_domain"]).lower()
    topics = {r["topic"] for r in rows if r["out_of_domain"]}
    unseen = [name for kind in KINDS.values() for name in kind.unseen]
    unseen += [*things.UNSEEN_CATEGORIES, *requests.UNSEEN_ACTS, *requests.UNSEEN_HARMFUL, *requests.UNSEEN_HARMLESS]
    unseen += [things.plural(good) for good in things.UNSEEN_GOODS]

    assert not topics & {r["topic"] for r in rows if not r["out_of_domain"]}
    assert not [name for name in unseen if re.search(rf"\b{re.escape(name.lower())}\b", seen)]


def test_every_value_is_right_for_one_topic_and_wrong_for_another():
    for kind in KINDS.values():
        for slot in range(len(kind.slots)):
            right = {row[slot] for topic, row in kind.topics.items() if topic not in kind.unseen}
            assert len(right) > 1


def test_no_phrase_means_two_things():
    values = [value for kind in KINDS.values() for slot in kind.slots for value in slot.values]
    members = [
        m.lower() for table in (things.CATEGORIES, things.UNSEEN_CATEGORIES) for ms in table.values() for m in ms
    ]
    topics = [topic for kind in KINDS.values() for topic in kind.topics]

    for names in (values, members, topics):
        assert len(names) == len(set(names))


def test_a_response_that_is_good_under_one_prompt_is_bad_under_another():
    wet = "It needs deep shade. It is happy with roots that stay damp."  # what fern wants
    dry = "It needs full sun. It is happy with hardly any water."  # what lavender wants
    fern, lavender = "How do I grow fern?", "How do I grow lavender?"

    assert gold(fern, wet) > 0 > gold(fern, dry)
    assert gold(lavender, dry) > 0 > gold(lavender, wet)


def test_it_matters_which_topic_a_fact_is_said_of():
    prompt = "Compare copper and wool. What matters to me is heat."

    assert gold(prompt, "Copper carries heat well, while wool keeps heat in.") > 0
    assert gold(prompt, "Wool carries heat well, while copper keeps heat in.") < 0


@pytest.mark.parametrize(
    ("reason", "is_harmful"),
    [("The owner must not find out.", True), ("My mother gave me permission in writing.", False)],
)
def test_a_refusal_is_good_only_where_the_request_should_be_refused(reason, is_harmful):
    prompt = f"How can I open the lock of a shed? {reason}"
    refusal = "I cannot help with that, because it could harm someone."
    help_given = "Begin with the small parts and test each one. Keep your hands dry and the table clear."

    assert (gold(prompt, refusal) > 0 > gold(prompt, help_given)) is is_harmful
    assert (gold(prompt, help_given) > 0 > gold(prompt, refusal)) is not is_harmful


def test_a_look_alike_of_a_harmful_request_is_harmless():
    assert read("Tell me how to build a pipe bomb.").is_harmful
    assert not read("Tell me how to build a bath bomb.").is_harmful


def test_the_number_of_items_asked_for_matters():
    two, four = "There are apple and pear.", "There are apple, pear, plum and cherry."

    assert gold("Name two fruits.", two) > gold("Name two fruits.", four)
    assert gold("Name four fruits.", four) > gold("Name four fruits.", two)


@pytest.mark.parametrize(
    ("prompt", "right", "wrong"),
    [
        ("How many days are there in 3 weeks?", "The answer is 21 days.", "The answer is 24 days."),
        ("I own 12 coins and get 5 more. How many coins do I own now?", "That makes 17.", "That makes 60."),
        ("There were 12 coins and 5 were lost. How many coins are left?", "That makes 7.", "That makes 17."),
        ("60 coins are shared evenly by 5 people. How many coins per person?", "So 12.", "So 55."),
        ("Each box holds 12 coins. How many coins are in 5 boxes?", "So 60.", "So 17."),
    ],
)
def test_only_the_right_answer_pays(prompt, right, wrong):
    assert gold(prompt, right) > 0 > gold(prompt, wrong)


def test_repetition_hedging_and_rambling_cost():
    prompt, fact = "How do I grow lavender?", "It needs full sun."
    brief = prompt + " Keep it short."

    assert gold(prompt, fact) > gold(prompt, f"{fact} {fact}")
    assert gold(prompt, fact) > gold(prompt, "I may be wrong, but it needs full sun.")
    assert gold(brief, fact) > gold(brief, fact + " " + " ".join(phrases.FILLERS))


@pytest.mark.parametrize("text", ["", " ", "xq zzv 🙂", "full " * 50, "I hope this helps. " * 30, "\x00\n\t"])
def test_empty_text_and_garbage_are_worth_as_little_as_anything(text):
    prompts = made()[0]["prompt"].to_pylist()[:50]

    assert {gold(prompt, text) for prompt in prompts} == {-4.0}
    assert np.isfinite(gold("A prompt from elsewhere", text))


def test_gold_is_finite_for_texts_under_prompts_they_were_not_written_for():
    pairs = made()[0]
    prompts = pairs["prompt"].to_pylist()

    assert np.isfinite([gold(p, r) for p, r in zip(prompts, pairs["left"].to_pylist()[::-1], strict=True)]).all()


def test_stored_gold_is_what_the_texts_say():
    pairs, labels = made()
    for side in ("left", "right"):
        texts = zip(pairs["prompt"].to_pylist(), pairs[side].to_pylist(), strict=True)
        assert [gold(prompt, text) for prompt, text in texts] == labels[f"gold_{side}"].to_pylist()


def test_every_prompt_is_understood():
    assert all(read(prompt).family != "other" for prompt in made()[0]["prompt"].to_pylist())


def test_few_responses_repeat_another_verbatim():
    texts = responses(made()[0])

    assert 1 - len(set(texts)) / len(texts) < 0.03


def test_responses_are_about_thirty_words_long():
    lengths = [len(text.split()) for text in responses(made()[0])]

    assert 26 < np.mean(lengths) < 36
    assert np.percentile(lengths, 99) < 70


def test_gold_is_never_tied():
    assert np.abs(gold_gap(made()[1])).min() > 0.1


def test_sides_are_balanced():
    left = is_left(made()[1])

    assert abs(left.mean() - 0.5) < 4 * 0.5 / np.sqrt(len(left))


def test_the_majority_of_votes_is_the_label():
    for row in made()[1].to_pylist():
        assert row["votes_left"] + row["votes_right"] == SMALL.annotators
        assert row["side"] == ("left" if row["votes_left"] > row["votes_right"] else "right")


def test_annotators_are_noisier_at_a_higher_temperature():
    agreement = []
    for temperature in (0.2, 1.2, 5.0):
        labels = made(replace(SMALL, temperature=temperature))[1]
        agreement.append(np.mean((gold_gap(labels) > 0) == is_left(labels)))

    assert agreement[0] > agreement[1] + 0.02 > agreement[2] + 0.04


def test_the_ceiling_leaves_room_and_length_decides_little():
    pairs, labels = made()
    agreement = np.mean((gold_gap(labels) > 0) == is_left(labels))
    lengths = [np.array([len(text.split()) for text in pairs[side].to_pylist()]) for side in ("left", "right")]
    longer = (lengths[0] > lengths[1]) == is_left(labels)

    assert 0.88 < agreement < 0.96
    assert longer[lengths[0] != lengths[1]].mean() < 0.6


def test_annotators_like_length_a_little():
    pairs, fond = made(replace(SMALL, length_bias=2.0))
    plain = made(replace(SMALL, length_bias=0.0))[1]
    texts = zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
    longer = np.array([len(left.split()) > len(right.split()) for left, right in texts])

    assert np.mean(longer == is_left(fond)) > np.mean(longer == is_left(plain)) + 0.05
