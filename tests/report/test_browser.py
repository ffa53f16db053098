"""The page in a real browser: drawn, light and dark, wide and narrow, with nothing fetched and nothing gone wrong."""

import shutil
from dataclasses import replace

import pytest

from reported import page_of, results, small, swept

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
OPENING = "#figure-accuracy .live"
LINES = f"{OPENING} .mark-line path[stroke]"

pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs chromium or chrome")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    p = small()
    curve = [
        swept(point, model, role, 0.6 + point / 2, closed)
        for point in (0.05, 0.15, 0.5)
        for model, role, closed in (("seed", "seed", None), ("ser-3", "ser", 0.3), ("full", "full", None))
    ]
    dots = [swept("default", name, name, 0.6 + place / 50) for place, name in enumerate(p.models)]
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(page_of(p, replace(results(p), sweeps={"rules": dots, "seed_share": curve})), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def opened(browser, address):
    """The page as a reader sees it, with what it asked for and complained about."""

    def open_page(size=WIDE, scheme="light", script=True):
        context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=script)
        page, heard = context.new_page(), []
        page.on("console", lambda said: heard.append(said.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda asked: heard.append(asked.url))
        page.goto(address)
        if script:
            page.wait_for_selector("html[data-drawn=yes]", state="attached")
        return page, [one for one in heard if not one.startswith((address, "data:", "blob:"))]

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_chart_is_drawn_within_the_screen_and_nothing_is_fetched_or_goes_wrong(opened, size, scheme):
    page, heard = opened(size, scheme)
    panels = page.locator(".panel")

    assert heard == []
    assert panels.count() >= 10
    assert panels.locator("svg.marks").count() == panels.count()
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert page.locator(".still:visible").count() == 0
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def test_a_chart_keeps_to_the_room_that_was_left_for_it(opened):
    page, _ = opened()
    cut = "[...document.querySelectorAll('.panel')].filter((one) => one.scrollHeight > one.clientHeight).length"

    assert page.evaluate(cut) == 0


def test_a_point_tells_its_model_and_figures(opened):
    page, _ = opened()
    page.locator(f"{OPENING} .mark-symbol path").last.hover()
    told = page.locator("#vg-tooltip-element.visible").inner_text()

    assert "vanilla-3" in told
    assert "70.0" in told
    assert "68.0 to 72.0" in told


def test_an_arm_that_is_switched_off_leaves_the_chart_and_comes_back(opened):
    page, _ = opened()
    switch, drawn = page.locator("#figure-accuracy button").last, f"document.querySelectorAll('{LINES}').length"
    before = page.evaluate(drawn)
    switch.click()
    page.wait_for_function(f"{drawn} == {before - 1}")
    names = page.locator(f"{OPENING} svg.marks").text_content()

    assert switch.get_attribute("aria-pressed") == "false"
    assert "vanilla-3" not in names
    assert "ser-3" in names
    switch.click()
    page.wait_for_function(f"{drawn} == {before}")


def test_without_scripts_and_on_paper_the_still_pictures_stand_in(opened):
    plain, _ = opened(script=False)
    printed, _ = opened(scheme="dark")
    printed.emulate_media(media="print")

    for page in (plain, printed):
        assert page.locator(".still:visible").count() == page.locator("figure").count()
        assert page.locator(".legend:visible").count() == 0
    assert printed.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')") == "#ffffff"
