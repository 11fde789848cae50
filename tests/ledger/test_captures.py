"""What archives hold is kept beside the live posts, and resumed capture by capture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console
from sqlalchemy import create_engine, text

from mayadeen.commands.status import show
from mayadeen.ledger import Capture, CaptureLedger, Fetched, Found, Revisit, open_ledger

NEVER = Revisit.parse("never")
POST = "https://news.example/politics/a"
Open = Callable[[], CaptureLedger]


@pytest.fixture
def begun(database: str, request: pytest.FixtureRequest) -> Open:
    """Opens a ledger of captures and begins a run that takes them oldest first."""

    def begin() -> CaptureLedger:
        ledger = open_ledger(database, revisit=NEVER, kind=CaptureLedger)
        assert isinstance(ledger, CaptureLedger)
        request.addfinalizer(ledger.close)
        ledger.begin_run("captures", {}, "data/captures/1", site="news.example")
        ledger.choose = oldest
        return ledger

    return begin


def oldest(group: Sequence[Capture]) -> Capture | None:
    return next((one for one in group if one.state == "listed"), None)


def captured(year: int, url: str = POST, **more: object) -> Capture:
    at = datetime(year, 3, 5, 10, tzinfo=UTC)
    return Capture(url, at, "wayback", url, status=200, **more)  # type: ignore[arg-type]


def read(ledger: CaptureLedger, url: str, content_hash: str, revision: int) -> None:
    ledger.reading(url)
    ledger.fetched(
        Fetched(url, "en:1", "article", "News", None, None, None, content_hash, revision)
    )


def test_a_capture_is_listed_once_and_an_index_asked_again_adds_what_is_new(begun: Open) -> None:
    ledger = begun()
    first, again = captured(2021), captured(2021, digest="other")
    assert ledger.list_captures([first, first]) == {first}
    assert ledger.list_captures([again, captured(2022)]) == {captured(2022)}
    figures = ledger.figures()["wayback"]
    assert (figures.states, figures.posts) == ({"listed": 2}, {"": 1, "2021-03": 1, "2022-03": 1})


def test_what_was_read_is_not_asked_for_again_and_what_was_not_comes_first(begun: Open) -> None:
    ledger = begun()
    ledger.list_captures([captured(year) for year in (2021, 2022, 2023)])
    asked = []
    for number, year in enumerate((2021, 2022), start=1):
        [row] = ledger.take(8)
        assert ledger.take(8) == []  # one capture of a post at a time
        asked.append(ledger.handed(row.url).at.year)
        read(ledger, row.url, str(year), number)
    ledger.flush()
    assert asked == [2021, 2022]
    assert [row.first_seen.year for row in ledger.take(8)] == [2023]
    ledger.close()  # killed with the third on its way
    [row] = begun().take(8)
    assert row.first_seen.year == 2023


def test_what_is_not_flushed_is_asked_for_again(begun: Open) -> None:
    ledger = begun()
    ledger.list_captures([captured(2021)])
    [row] = ledger.take(8)
    read(ledger, row.url, "a", 1)
    ledger.close()
    assert [one.url for one in begun().take(8)] == [POST]


def test_known_of_a_post_is_what_was_read_before_the_capture(begun: Open) -> None:
    ledger = begun()
    elsewhere = f"{POST}-moved"
    ledger.list_captures([captured(2021), captured(2023), captured(2022, elsewhere)])
    hashes = {2021: "a", 2023: "c"}
    for _ in range(3):
        rows = ledger.take(1)
        at = rows[0].first_seen.year
        if at == 2022:
            ledger.release(rows[0].url)
            assert ledger.group(rows[0].url) == ()
            continue
        read(ledger, rows[0].url, hashes[at], 1)
    ledger.flush()
    ledger.close()
    ledger = begun()
    [row] = ledger.take(8)
    assert (row.url, ledger.reading(row.url).at.year) == (elsewhere, 2022)
    known = ledger.by_article_id("en:1")
    assert known
    assert (known.content_hash, known.fetched_at) == ("a", captured(2021).at)


def test_no_row_of_the_live_site_is_touched(begun: Open, database: str) -> None:
    live = open_ledger(database, revisit=NEVER)
    live.begin_run("articles", {}, "data/articles/1", site="news.example")
    live.discover([Found(POST, "listing", None)])
    live.fetched(Fetched(POST, "en:1", "article", "News", '"a"', None, None, "live", 4))
    live.end_run("complete")
    live.close()

    def rows() -> list[tuple[object, ...]]:
        engine = create_engine(live.url)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text("SELECT * FROM urls"))]
        engine.dispose()
        return found

    before = rows()
    ledger = begun()
    other = "https://news.example/politics/b"
    ledger.list_captures([captured(2021), captured(2022), captured(2021, other)])
    for _ in range(2):
        for row in ledger.take(8):
            ledger.reading(row.url)
            assert ledger.get(row.url) is None
            assert ledger.by_article_id("en:7") is None
            ledger.gone(row.url)
            ledger.discover([Found(f"{row.url}/c", "related", row.url)])
    ledger.end_run("complete")
    assert rows() == before


def test_failed_and_passed_by(begun: Open) -> None:
    ledger = begun()
    ledger.list_captures([captured(2021), captured(2022), captured(2023)])
    for befalls in ("failed", "unread", "challenge"):
        [row] = ledger.take(1)
        if befalls == "failed":
            ledger.failed(row.url, "HTTP 500")
        elif befalls == "unread":
            ledger.reading(row.url)
            ledger.failed(row.url, "no page of the site")
        else:
            ledger.passed(row.url, befalls)
    ledger.flush()
    expected = {"failed": 1, "unread": 1, "challenge": 1}
    assert ledger.figures()["wayback"].states == expected
    ledger.list_captures([replace(captured(2024), state="gone", status=404)])
    status = ledger.status()
    assert status.captures == {"wayback": {**expected, "404": 1}}
    screen = StringIO()
    show(status, Console(file=screen))
    lines = [" ".join(line.split()) for line in screen.getvalue().splitlines()]
    assert "wayback challenge 1" in lines[lines.index("Captures in web archives") :]


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_ledger_gets_the_table_and_keeps_its_rows(
    version: int, begun: Open, database: str
) -> None:
    live = open_ledger(database, revisit=NEVER)
    live.begin_run("articles", {}, "data/articles/1", site="news.example")
    live.discover([Found(POST, "listing", None)])
    live.end_run("complete")
    live.close()
    engine = create_engine(live.url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE captures"))
        if version == 1:
            connection.execute(text("DROP TABLE superseded"))
            connection.execute(text("ALTER TABLE urls DROP COLUMN shown"))
        connection.execute(text(f"UPDATE meta SET value = '{version}' WHERE name = 'version'"))
    engine.dispose()
    ledger = begun()
    assert ledger.list_captures([captured(2021)])
    ledger.end_run("complete")
    ledger.close()
    live = open_ledger(database, revisit=NEVER)
    found = live.get(POST)
    live.close()
    assert found
    assert found.first_seen - datetime.now(UTC) < timedelta(minutes=1)
