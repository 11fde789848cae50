"""Single pages with what a person reads on them; a new case is two files, NAME.html and .json."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from mayadeen.pages.warning_codes import WARNINGS
from tests.pages.reading import page_of

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.html"))


def told(name):
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


@pytest.fixture(params=NAMES)
def case(request):
    expected = told(request.param)
    html = (CASES / f"{request.param}.html").read_bytes()
    return page_of(html, expected["url"], expected.get("edition", "en")), expected


def printed(value):
    """A value as the expectations write it: pictures without what a pipeline adds."""
    if isinstance(value, list) and value and hasattr(value[0], "url"):
        rows = [asdict(one) for one in value]
        return [{k: v for k, v in row.items() if k not in ("credit", "agency")} for row in rows]
    return value


def test_fields(case):
    page, expected = case
    assert page.is_post is expected["is_post"]
    read = {name: printed(page.values.get(name)) for name in expected.get("values", {})}
    assert read == expected.get("values", {})


def test_what_the_page_does_not_state_is_absent(case):
    page, expected = case
    assert {name: page.values.get(name) for name in expected.get("absent", ())} == dict.fromkeys(
        expected.get("absent", ())
    )


def test_layers(case):
    page, expected = case
    sources = expected.get("sources", {})
    assert {name: page.sources.get(name) for name in sources} == sources
    assert page.sources.keys() == page.values.keys()


def test_links_and_ticker(case):
    page, expected = case
    if "links" in expected:
        assert [
            [x.rel, x.rank, x.title, x.label, x.label_kind, x.date, x.after_paragraph]
            for x in page.links
        ] == expected["links"]
    if "ticker" in expected:
        assert page.ticker == expected["ticker"]


def test_warnings(case):
    page, expected = case
    if "warnings" in expected:
        assert page.warnings == expected["warnings"]
    assert set(page.warnings) <= WARNINGS.keys()


def test_drops(case):
    page, expected = case
    dropped = [[drop.name, drop.text] for drop in page.dropped]
    for drop in expected.get("dropped", ()):
        assert drop in dropped


def test_places_are_paths_into_the_page(case):
    page, _ = case
    assert page.places.keys() <= page.sources.keys()
    for name, layer in page.sources.items():
        if layer == "page" and name != "kind":
            assert page.places[name].startswith("/html"), name
