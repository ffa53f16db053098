"""The page of pairs says what the tables say, of all pairs or of a stated sample, and needs no network."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from made import ledger, pairs, scores, verdicts
from ser.browse import columns, page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)


def ids(text):
    return pa.chunked_array([list(text)])


def test_each_column_holds_a_letter_or_number_a_pair_and_says_what_is_missing():
    given = scores("ab", [1.234, 0], [-1, 0.5]), ledger("ac", "lr", origin="model"), verdicts("abc", "lr-", "ahh")
    told = columns.of_model("seed", ids("abc"), *given)
    own = told["replicates"][13]

    assert own["labels"]["side"] == "l-r"
    assert own["labels"]["origin"] == "m-m"
    assert own["labels"]["generation"] == [0, -1, 0]
    assert own["scores"] == {"left": [123, 0, None], "right": [-100, 50, None]}
    assert (own["verdicts"]["ruling"], own["verdicts"]["side"]) == ("ahh", "lr-")


def test_a_model_without_verdicts_has_none():
    told = columns.of_model(None, ids("a"), scores("a", [1], [0]), ledger("a", "l"), None)

    assert "verdicts" not in told["replicates"][13]


def test_a_large_pool_is_sampled_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr(columns, "MOST", 3)

    assert columns.shown(pairs("edcba"))["pair_id"].to_pylist() == ["a", "b", "c"]
    assert "3 of 5, drawn by lot" in page.render(("seed",), 5)
    assert "all 3" in page.render(("seed",), 3)


def test_text_cannot_break_out_of_its_script():
    table = pairs("a").set_column(1, "prompt", [["</script><b>"]])
    told = columns.script("pairs", columns.of_pairs(table, ledger("a", "l")))

    assert json.loads(told[len("ser.pairs(") : -2])["prompt"] == ["</script><b>"]


@pytest.fixture
def opened(built):
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if BROWSER is None:
        pytest.skip("needs chromium or chrome")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page, heard = started.new_page(), []
        page.on("console", lambda said: heard.append(said.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda asked: heard.append(asked.url))
        page.goto((built.folder / "report/pairs.html").as_uri())
        yield page, lambda: [one for one in heard if not one.startswith(("file:", "data:"))]
        started.close()


def test_a_pair_is_found_by_its_text_and_its_story_is_that_of_the_tables(opened, built):
    page, heard = opened
    stored = pq.read_table(built.folder / "data/verdicts/ser-1.parquet").to_pylist()
    row = next(one for one in stored if one["ruling"] == "adopt")
    known = pq.read_table(built.folder / "data/pairs.parquet").to_pylist()
    pair = next(one for one in known if one["pair_id"] == row["pair_id"])
    page.fill("#search", pair["left"].upper())
    page.locator("#hits a").first.click()
    story = page.locator("#story").inner_text()

    assert pair["right"] in story
    assert f"adopt {row['side']} {row['confidence']:.2f}" in story
    assert f"seed/{row['rng_seed']}" in story
    assert page.url.endswith(f"#{row['pair_id']}")
    assert heard() == []


def test_what_no_pair_has_is_said(opened):
    page, heard = opened
    page.fill("#search", "zebra-9")

    assert page.locator("#hits").inner_text() == "No pair on this page has that."
    assert heard() == []
