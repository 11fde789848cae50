"""The truth is fixed by the seed and stands on the pages."""

import json
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest

from . import build, serve
from .clock import Stamp, at, beirut_offset, to_beirut
from .reader import posts_of, text

_INVISIBLE = dict.fromkeys((0x200B, 0x200E, 0x200F, 0xFEFF))


def _words(html):
    """The text of a page, without its scripts, tags and odd spaces."""
    html = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    spaced = re.sub(r"</?(p|div|li|h\d|a|span|time|ul|small|header)\b[^>]*>", " ", html)
    joined = re.sub(r"<[^>]*>", "", html)
    return tuple(
        " ".join(unescape(form).translate(_INVISIBLE).split()) for form in (spaced, joined)
    )


def _metadata(html):
    script = re.search(r'<script id="tawsiyat-metadata"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert script
    return json.loads(script[1])


@pytest.mark.parametrize("edition", ["en", "ar", "es"])
def test_same_seed_same_site(edition):
    first, again, other = (
        build(posts=60, seed=seed, edition=edition, markup="mixed") for seed in (5, 5, 6)
    )
    assert first.truth == again.truth
    assert first.truth != other.truth


def test_nothing_of_the_package_is_imported():
    for path in Path(__file__).parent.glob("*.py"):
        assert not re.search(r"^\s*(from|import) mayadeen", path.read_text(), re.MULTILINE), path


@pytest.mark.parametrize("markup", ["full", "plain", "jsonld", "cut"])
@pytest.mark.parametrize("edition", ["en", "ar", "es"])
def test_every_value_stands_on_its_page(edition, markup):
    with serve(posts=60, seed=2, edition=edition, markup=markup) as site:
        for row in site.truth:
            html = text(row["url"])
            forms = _words(html)

            def printed(value, forms=forms):
                return any(value in form for form in forms)

            assert printed(row["title"])
            assert row["summary"] is None or printed(row["summary"])
            for paragraph in (row["body"] or "").split("\n\n"):
                assert printed(paragraph), paragraph
            for line in (row["attribution_raw"] or "").split(" | "):
                assert printed(line)
            for value in (*row["tags"], *row["authors"], *row["translators"]):
                assert printed(value)
            if row["published_zone"] == "stated":
                assert row["published_raw"] in html
            elif row["published_raw"]:
                assert printed(row["published_raw"])
            for image in row["images"]:
                assert image["url"].removeprefix(site.url.rstrip("/")) in html
                for key in ("caption", "credit"):
                    assert image[key] is None or printed(image[key])
            for address in (*row["outlinks"], *(video["url"] for video in row["videos"])):
                assert address.removeprefix(site.url.rstrip("/")) in html
            assert posts_of(html, site.url, {link["url"] for link in row["_links"]})
            for link in row["_links"]:
                assert printed(link["title"])
                assert link["image_credit"] is None or link["image_credit"] in unescape(html)


def test_metadata_says_what_the_truth_says():
    with serve(posts=60, seed=2, markup="full") as site:
        for row in site.truth:
            data = _metadata(text(row["url"]))
            assert f"en:{data['postid']}" == row["id"]
            assert list(dict.fromkeys(word.strip() for word in data["keywords"].split(","))) == (
                row["tags"] or [""]
            )
            classes = {entry["mapping"]: entry["value"].strip() for entry in data["classes"]}
            assert classes.get("category") == row["category"]
            assert classes.get("country") == (row["countries"] or [None])[0]
            assert not row["body"] or data["word_count"] != str(row["word_count"])


def test_metadata_is_cut_in_the_middle():
    with serve(posts=30, markup="cut") as site:
        for row in site.truth:
            with pytest.raises(json.JSONDecodeError):
                _metadata(text(row["url"]))
            assert row["_warnings"][0] == "metadata_malformed"


def test_plain_pages_have_no_names_and_no_metadata():
    with serve(posts=30, markup="plain") as site:
        for row in site.truth:
            html = text(row["url"])
            assert " class=" not in html
            assert "og:" not in html
            assert "ld+json" not in html
            assert row["post_id"] is None


def test_ordinary_sites_hold_every_shape():
    with serve(posts=600, seed=1, markup="mixed") as site:
        rows = site.truth
        assert {row["_markup"] for row in rows} == {"full", "plain", "jsonld", "cut"}
        assert {row["kind"] for row in rows} == {"article", "video", "infograph", "gallery"}
        assert {row["published_precision"] for row in rows} == {"second", "minute", "day", None}
        assert {row["published_flag"] for row in rows} == {"ambiguous", "nonexistent", None}
        assert {row["_found_by"] for row in rows} == {
            "listing",
            "region",
            "related",
            "read_next",
            "most_read",
            "nowhere",
        }
        assert {row["_category_from"] for row in rows} >= {"url", "metadata", "listing"}
        assert any(row["body"] is None for row in rows)
        assert any(row["translators"] for row in rows)
        assert any(len(row["authors"]) == 3 for row in rows)
        assert any(len(row["images"]) > 5 for row in rows)
        assert {link["label_kind"] for row in rows for link in row["_links"]} == {
            "category",
            "region",
            None,
        }
        slugs = [row["url"].rpartition("/")[2] for row in rows]
        assert any("--" in slug for slug in slugs)
        assert any("-" not in slug for slug in slugs)
        assert max(map(len, slugs)) >= 60
        assert any("/articles/Blog/" in row["url"] for row in rows)


@pytest.mark.parametrize(
    ("wall", "offset", "flag"),
    [
        ("2021-07-28 23:20", 3, None),
        ("2023-03-25 23:59", 2, None),
        ("2023-03-26 00:00", 3, "nonexistent"),
        ("2023-03-26 00:59", 3, "nonexistent"),
        ("2023-03-26 01:00", 3, None),
        ("2023-10-28 22:59", 3, None),
        ("2023-10-28 23:00", 2, "ambiguous"),
        ("2023-10-28 23:59", 2, "ambiguous"),
        ("2023-10-29 00:00", 2, None),
        ("2024-01-01 00:00", 2, None),
    ],
)
def test_beirut_clock(wall, offset, flag):
    delta, found = beirut_offset(datetime.fromisoformat(wall))
    assert (delta.total_seconds() / 3600, found) == (offset, flag)


@pytest.mark.parametrize(
    ("iso", "utc", "local"),
    [
        ("2021-07-28T23:20:00+03:00", "2021-07-28T20:20:00Z", "2021-07-28T23:20:00+03:00"),
        ("2023-03-25T09:30:00+03:00", "2023-03-25T06:30:00Z", "2023-03-25T09:30:00+03:00"),
        ("2023-01-31T22:30:05+00:00", "2023-01-31T22:30:05Z", "2023-02-01T00:30:05+02:00"),
        ("2023-10-28T20:59:00Z", "2023-10-28T20:59:00Z", "2023-10-28T23:59:00+03:00"),
    ],
)
def test_a_stated_offset_wins(iso, utc, local):
    moment = to_beirut(datetime.fromisoformat(iso))
    truth = Stamp(moment, iso, None, "minute").truth("jsonld", printed=None)
    assert (truth["published_at"], truth["published_local"]) == (utc, local)
    assert (truth["published_zone"], truth["published_flag"]) == ("stated", None)


def test_a_time_that_did_not_exist_takes_the_later_offset():
    wall = datetime.fromisoformat("2023-03-26 00:30")
    truth = Stamp(at(wall), None, wall, "minute").truth("page", "26 Mar 2023 00:30")
    assert truth["published_local"] == "2023-03-26T00:30:00+03:00"
    assert truth["published_at"] == "2023-03-25T21:30:00Z"
    assert truth["published_flag"] == "nonexistent"
