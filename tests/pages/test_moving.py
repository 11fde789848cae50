"""What a page changes by itself is no edit: the content hash stays."""

from __future__ import annotations

import pytest

from mayadeen.normalise.text import content_hash
from mayadeen.pages.story.moving_text import is_counter, is_moving
from tests.pages.reading import page_of
from tests.pages.test_accounting import check

URL = "https://english.almayadeen.net/news/politics/live-lamp"
TEXT = (
    "Fishermen radioed for the time number {} that the beam could be seen from the two islands,"
    " eleven miles out to sea."
)
ENTRIES = {
    "line": '<div class="live-entry"><span>{ago}</span><h3>{head}</h3><p>{text}</p></div>',
    "below": "<div><h3>{head}</h3><p>{text}</p><div>{ago}</div></div>",
    "heading": "<h4>{ago}</h4><p>{text}</p>",
    "paragraph": "<p>{ago}</p><p>{text}</p>",
    "before": "<p><b>{ago}</b> {text}</p>",
    "behind": "<p>{text} <small>{ago}</small></p>",
    "counted": "<div><span>{ago} • {n} views</span><p>{text}</p></div>",
    "in_heading": "<div><h3>{head} <small>{ago}</small></h3><p>{text}</p></div>",
}
AGO = {
    "en": ("{} hours ago", "{} minutes ago", "Updated {} hours ago", "Today 0{}:05"),
    "ar": ("منذ {} ساعات", "قبل {} دقائق", "اليوم 0{}:05"),
    "es": ("hace {} horas",),
}


def live(entry, ago, hour, views=None):
    """A page of a live story, seen at an hour."""
    entries = "".join(
        ENTRIES[entry].format(
            ago=ago.format(n + hour), head=f"Entry {n} of the day", text=TEXT.format(n), n=17 * hour
        )
        for n in (1, 2, 3)
    )
    counter = f"<div>{views.format(1000 + hour)}</div>" if views else ""
    return (
        f"<html><body><div><h1>Live: the lamp is lit</h1><ul><li>Source: Al Mayadeen English</li>"
        f"<li>14 May 2024 09:30</li></ul>{counter}<p class='summary'>The lamp had been dark for"
        f" eleven winters, and the town had grown used to it.</p><div class='p-content'><p>The"
        f" keeper climbed the ninety steps at dawn and lit the lamp before anyone was awake.</p>"
        f"{entries}{counter}</div></div></body></html>"
    )


def told(html):
    page = page_of(html, URL)
    check(html.encode(), page)
    values = page.values
    assert all(TEXT.format(n) in values["body"] for n in (1, 2, 3))
    return content_hash(values["title"], values["summary"], values["body"]), values["body"]


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("ago", [ago for forms in AGO.values() for ago in forms])
def test_how_long_ago_an_entry_was_is_no_edit(entry, ago):
    assert told(live(entry, ago, 1)) == told(live(entry, ago, 4))


@pytest.mark.parametrize(
    "views",
    [
        "{:,} views",
        "Views: {}",
        "{} reads",
        "{} مشاهدة",
        "عدد المشاهدات: {}",
        "{} visitas",
        "👁 {} views",
    ],
)
def test_how_many_readers_there_were_is_no_edit(views):
    assert told(live("line", "{} hours ago", 1, views)) == told(
        live("line", "{} hours ago", 2, views)
    )


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sank 3 hours ago",
        "12:30",
        "14 May 2024 09:30",
        "1,234 boats",
        "Views differ",
        "Two readers wrote to us",
        "Reads like a novel, says one",
    ],
)
def test_what_does_not_move_is_kept(text):
    assert not is_moving(text)
    assert not is_counter(text)
