"""What a picture or a table shows, told in a sentence."""

from dataclasses import replace

from reported import compared, figure
from ser.report import answers


def told(found, **more):
    reading = {"accuracy": figure(0.75), "vs_headline": compared(0.05, True)} | more
    return replace(found, summary=found.summary | {"reading": reading})


def test_a_reading_stands_beside_the_model_that_learned_from_it(found):
    assert answers.reading(told(found, gap_closed=figure(0.8))) == (
        "The base's reading is no reward model; asked about the holdout as if it were, it is right in "
        "75.0 [73.0, 77.0] % and would close 80 [78, 82] % of the gap: +5.0 [+3.0, +7.0] points against ser-3."
    )


def test_without_a_gap_no_share_of_it_is_told(found):
    none = {"mean": None, "low": None, "high": None}

    assert "gap" not in answers.reading(told(found, gap_closed=none))
    assert "gap" not in answers.reading(told(found))


def test_without_a_reading_nothing_is_said_of_one(found):
    assert answers.reading(found) == ""
