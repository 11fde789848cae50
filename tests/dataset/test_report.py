from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from mayadeen.dataset.release import Order, build
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import article, link, write

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"needs Chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(params=[(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")], ids=str)
def page(browser, release, request):
    width, scheme = request.param
    with browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    ) as context:
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda asked: page.asked.append(asked.url))
        page.goto((release / "report.html").as_uri())
        yield page


def test_it_opens_quietly_and_alone(page, release):
    assert page.title() == "Invented posts: report"
    assert page.said == []
    assert page.asked == [(release / "report.html").as_uri()]


def test_it_fits_the_width(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_table_that_goes_on_beyond_the_edge_shows_a_shadow(page):
    edge = "node => getComputedStyle(node).backgroundAttachment"
    table = page.locator("#runs .scroll")
    assert table.evaluate(edge) == "local, local, scroll, scroll"
    if page.viewport_size["width"] == 390:  # on a desk, what became of posts may just fit
        assert table.evaluate("node => node.scrollWidth > node.clientWidth")


def test_paper_is_as_wide_as_every_table(page):
    page.set_viewport_size({"width": 680, "height": 960})  # A4 between margins of 1.5 cm
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.scrollWidth") == 680


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")


def test_plots_are_seen_and_named(page):
    unfold(page)
    plots = page.locator("figure svg[role=img]").all()
    names = [page.locator(f"#{plot.get_attribute('aria-labelledby').split()[0]}") for plot in plots]
    assert [name.text_content() for name in names] == [
        "Days",
        "Posts by day",
        "Categories by month",
        "Posts by kind",
        "Posts by section and category",
        "Posts by region",
        "Most used tags",
        "Most frequent authors",
        "Sources",
        "Agencies",
        "Warnings",
    ]
    for plot in plots:
        box = plot.bounding_box()
        assert box["width"] > 250
        assert box["height"] > 20
        assert plot.locator("desc").text_content()


def test_ink_stands_out_from_paper(page):
    """WCAG's contrast for text, on the page and in the plots."""
    ratio = """(node, property) => {
        const paint = document.createElement("canvas").getContext("2d");
        const light = (colour) => {
            paint.fillStyle = colour;
            paint.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => {
                v /= 255;
                return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ink = light(getComputedStyle(node)[property]);
        const paper = light(getComputedStyle(node.closest("section")).backgroundColor);
        return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    }"""
    for selector, name, least in (
        ("section h2", "color", 4.5),
        ("section h3", "color", 4.5),
        ("section > p", "color", 4.5),
        ("td a", "color", 4.5),
        ("figure svg text", "fill", 4.5),
        ("#kinds figure svg .mark-rect path", "fill", 3),
    ):
        found = page.locator(selector).first.evaluate(f"node => ({ratio})(node, '{name}')")
        assert found >= least, selector


def test_a_table_sorts_by_a_click_and_by_the_keyboard(page):
    unfold(page)
    table = page.locator("#categories table")
    column = table.locator("tbody td:nth-child(1)")
    assert column.all_text_contents() == ["News", "Articles", "Videos"]
    head = table.get_by_role("button", name="section")
    head.click()
    assert column.all_text_contents() == ["Articles", "News", "Videos"]
    assert head.locator("..").get_attribute("aria-sort") == "ascending"
    head.press("Enter")
    assert column.all_text_contents() == ["Videos", "News", "Articles"]
    table.get_by_role("button", name="posts").click()
    assert table.locator("tbody td:nth-child(3)").all_text_contents() == ["1", "1", "2"]


def test_print_unfolds_every_table_that_no_plot_draws(page):
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    folded = (
        "[...document.querySelectorAll('details:not([open])')].map((part) => part.parentElement.id)"
    )
    drawn = {"calendar", "days", "category_months", "kinds", "categories", "regions"}
    drawn |= {"tags", "authors", "sources", "agencies", "warnings"}
    assert set(page.evaluate(folded)) == drawn
    assert not page.locator("#kinds table").is_visible()
    assert page.locator("#coverage table").is_visible()


def test_a_doubt_leads_to_its_rows_and_unfolds_them(page):
    assert not page.locator("#dates table").is_visible()
    page.get_by_role("link", name="Posts without a date, which stand in no day: 1.").click()
    assert page.locator("#dates table").is_visible()


@pytest.mark.parametrize(
    ("typed", "told", "titles"),
    [
        ("HARBOUR", "2 found", ["Harbour dredged at last", "Harbour is dredged"]),
        ("harbour farah", "1 found", ["Harbour is dredged"]),
        ("opinion", "1 found", ["=A bridge, at last"]),
        ("afp", "1 found", ["Harbour dredged at last"]),
        ("coasts", "1 found", ["Harbour dredged at last"]),
        ("nowhere", "0 found", []),
    ],
)
def test_posts_are_found_by_words_of_several_fields(page, typed, told, titles):
    found = page.locator("#found")
    assert found.text_content().endswith("a tag or a region, of all 4 posts.")
    page.get_by_label("Find a post").fill(typed)
    assert found.text_content() == told
    links = page.locator("#search li a")
    assert links.all_text_contents() == titles
    for hit in links.all():
        assert hit.get_attribute("href").startswith("https://english.almayadeen.net/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_a_finger_presses_is_large_enough(page):
    """WCAG 2.2's size of a target: 24 by 24 pixels."""
    unfold(page)
    for button in page.locator("th button").all():
        assert button.bounding_box()["height"] >= 24


def test_the_search_folds_as_the_release_does(browser, tmp_path):
    write(tmp_path / "data/articles.jsonl", article(1, title="إِسْبانيا", edition="ar", id="ar:1"))
    build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("csv",)), Quiet())
    page = browser.new_page()
    page.goto((tmp_path / "out/report.html").as_uri())
    page.get_by_label("Find a post").fill("اسبانيا")
    assert page.locator("#search li a").all_text_contents() == ["إِسْبانيا"]
    page.close()


def test_no_address_outside_is_loaded(release):
    text = (release / "report.html").read_text("utf-8")
    assert not re.findall(r"""(?:src|@import|url\()\s*=?["']?https?:""", text)
    assert len(re.findall(r'\bid="([^"]+)"', text)) == len(set(re.findall(r'\bid="([^"]+)"', text)))


def test_markup_in_a_title_is_text(tmp_path):
    evil = '<img src=x onerror=alert(1)>"&'
    folder = tmp_path / "data/a/1"
    write(folder / "articles.jsonl", article(1, title=evil, source=evil), article(2))
    write(folder / "links.jsonl", link(2, 1))
    build(Order((str(tmp_path / "data"),), tmp_path / "out", name=evil), Quiet())
    text = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;&amp;" in text
    assert r"\u003cimg src=x" in text


def test_what_is_not_there_has_one_name_in_plot_and_table(release):
    text = (release / "report.html").read_text("utf-8")
    sources = text.partition('<section id="sources">')[2].partition("</section>")[0]
    plot, _, table = sources.partition("</figure>")
    assert "(none)" in plot
    assert "<td>(none)</td>" in table


@pytest.mark.parametrize("sign", ["\x01", "\x7f", "\ufffe", "\uffff", "<&>", "\u202e"])
def test_any_sign_may_stand_in_what_is_plotted(tmp_path, sign):
    posts = [article(number, source=f"A{sign}B", title=f"T{sign}") for number in (1, 2)]
    write(tmp_path / "data" / "articles.jsonl", *posts)
    write(tmp_path / "data" / "links.jsonl", link(1, 2))
    build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("jsonl",)), Quiet())
    assert "Sources" in (tmp_path / "out" / "report.html").read_text()
