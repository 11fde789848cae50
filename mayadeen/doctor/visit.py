"""Visit the site with at most ten requests, in the order of what matters most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from protego import Protego
from scrapy.http import TextResponse

from mayadeen.crawl import first_look
from mayadeen.crawl.first_look import CheckRow
from mayadeen.doctor import rows
from mayadeen.doctor.answer import Answer, Ask
from mayadeen.normalise import urls
from mayadeen.normalise.encodings import encoding_of
from mayadeen.normalise.houses import Houses
from mayadeen.normalise.moments import utc
from mayadeen.pages.listing import read_listing
from mayadeen.pages.menu import Entry, Menu, fallback, read_menu
from mayadeen.pages.post import read_post
from mayadeen.reading import post_of
from mayadeen.run.arguments import Arguments
from mayadeen.run.scope import choose
from mayadeen.run.status import Status

if TYPE_CHECKING:
    from mayadeen.run.editions import Edition

MOST_REQUESTS = 10
KINDS = ("article", "video", "infograph", "gallery")
#: Spiders, and the kinds of posts that each is for.
SPIDERS = {"articles": ("article",), "videos": ("video",), "pictures": ("infograph", "gallery")}


@dataclass
class Visit:
    """`rows` are what was found, `answers` what the site sent, `status` what a run would come to.

    `agent` is the user agent, `longest` the longest Crawl-delay that is kept.
    """

    ask: Ask
    base_url: str
    edition: Edition
    agent: str
    houses: Houses
    longest: float = 30
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    rows: list[CheckRow] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    status: Status = Status.COMPLETE
    robots_txt: str = ""
    rules: Protego = field(default_factory=lambda: Protego.parse(""))
    menu: Menu = field(init=False)
    #: Addresses of posts that pages showed.
    shown: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.menu = fallback(self.base_url, self.edition.language)

    async def run(self) -> None:
        """Look at everything, until the requests are spent or the site refuses."""
        if not await self._robots() or not await self._home():
            return
        await self._listing()
        await self._post("article")
        if not self.menu.stated:
            await self._known_region()
        await self._sitemaps()
        for kind in KINDS[1:]:
            await self._post(kind)
        if self.mark_of("refusal") == "–":
            self.rows.insert(1, CheckRow("refusal", "ok", "no 403, no challenge"))

    def mark_of(self, name: str) -> str:
        """The mark of a row; `–` for one that was not looked at."""
        return next((row.mark for row in self.rows if row.name == name), "–")

    async def _get(self, url: str, purpose: str) -> Answer | None:
        """The answer to a request; None where it is forbidden, refused before, or none is left."""
        is_over = self.mark_of("refusal") == "no" or len(self.answers) >= MOST_REQUESTS
        if is_over or (purpose != "robots" and not self._may_fetch(url)):
            return None
        answer = await self.ask(url, purpose)
        self.answers.append(answer)
        response = answer.response
        if response is not None and response.status in (301, 302, 303, 307, 308):
            location = (response.headers.get("Location") or b"").decode("latin-1")
            onward = urls.canonical(location, url) and urljoin(url, location)
            if (
                onward
                and urls.is_page_of(onward, self.base_url)
                and len(self.answers) < MOST_REQUESTS
            ):
                answer = await self.ask(onward, purpose)
                self.answers.append(answer)
        return answer

    def _may_fetch(self, url: str) -> bool:
        return bool(self.rules.can_fetch(url, self.agent))

    def _end(self, status: Status, row: CheckRow) -> bool:
        self.rows.append(row)
        self.status = status
        return False

    def _lack(self, row: CheckRow) -> None:
        self.rows.append(row)
        if row.mark in ("no", "partly") and self.status is Status.COMPLETE:
            self.status = Status.PARTIAL

    async def _robots(self) -> bool:
        """Read robots.txt; without its rules nothing else is asked for."""
        answer = await self._get(urljoin(self.base_url, "/robots.txt"), "robots")
        assert answer
        self.rows.append(rows.network(answer))
        if answer.response is None:
            self.status = Status.FAILED
            return False
        if row := rows.refused(answer):
            return self._end(Status.REFUSED, row)
        status = answer.response.status
        if status >= 500 or status == 429 or 300 <= status < 400:
            told = f"HTTP {status}: nothing is fetched without its rules; try again later"
            return self._end(Status.FAILED, CheckRow("robots.txt", "no", told))
        if status < 300:
            body = answer.response.body
            self.robots_txt = body.decode(encoding_of(body, ()), "replace").lstrip("\ufeff")
            self.rules = Protego.parse(self.robots_txt)
        return True

    async def _home(self) -> bool:
        answer = await self._get(self.base_url, "home")
        if answer is None:
            told = f"the home page is forbidden: {rows.ASK}"
            return self._end(Status.REFUSED, CheckRow("robots.txt", "no", told))
        if row := rows.refused(answer):
            self._tell_robots()
            return self._end(Status.REFUSED, row)
        page = answer.page
        if page is None:
            self._tell_robots()
            return self._end(
                Status.FAILED, CheckRow("home", "no", f"{self.base_url}: {answer.fault}")
            )
        menu = read_menu(page)
        cards = read_listing(page, menu).cards
        self.menu = menu if menu.stated else self.menu
        is_refused = self._tell_robots()
        if not menu.stated and not cards:
            told = "the home page shows neither menu nor post"
            if first_look.is_script_alone(page):
                told += ": it is a script alone, which this crawler does not run to get in"
            return self._end(Status.FAILED, CheckRow("menu", "no", told))
        self._lack(first_look.menu_row(menu))
        self.shown += [card.url for card in cards]
        return not is_refused

    def _tell_robots(self) -> bool:
        """Say what robots.txt allows; True where it forbids all that `articles` reads."""
        row = first_look.robots(self.robots_txt, self.agent, self.menu, self.longest)
        entries = self._entries("article")
        forbidden = first_look.forbidden_entries(self.rules, self.agent, entries)
        self._lack(row)
        if entries and len(forbidden) == len({entry.url for entry in entries}):
            self.status = Status.REFUSED
            return True
        return False

    def _entries(self, kind: str) -> Sequence[Entry]:
        """The menu's entries whose posts are of a kind."""
        return choose(self.menu, (kind,), Arguments()).entries

    async def _listing(self) -> None:
        entries = [entry for entry in self._entries("article") if self._may_fetch(entry.url)]
        entries.sort(key=lambda entry: entry.label is None)
        for entry in entries[:1]:
            answer = await self._get(entry.url, "listing")
            if answer is None:
                return
            if row := self._read_listing(answer):
                self._lack(row)

    async def _known_region(self) -> None:
        """Try the built-in menu on a region, whose listings a crawl reads as well."""
        entries = [entry for entry in self.menu.regions if self._may_fetch(entry.url)]
        answer = await self._get(entries[0].url, "listing") if entries else None
        if answer is None:
            return
        if row := rows.refused(answer):
            self.status = Status.REFUSED
            self.rows.append(row)
        elif answer.page is None:
            told = f"{answer.url}: {answer.fault}, an address of the built-in menu"
            self._lack(CheckRow("region", "partly", told))

    def _read_listing(self, answer: Answer) -> CheckRow | None:
        if row := rows.refused(answer):
            self.status = Status.REFUSED
            return row
        if answer.page is None:
            told = "" if self.menu.stated else ", an address of the built-in menu"
            return CheckRow("listing", "no", f"{answer.url}: {answer.fault}{told}")
        shown = read_listing(answer.page, self.menu)
        self.shown = list(dict.fromkeys([*(card.url for card in shown.cards), *self.shown]))
        return rows.listing(answer.url, shown, self.now)

    def _candidates(self, kind: str) -> list[str]:
        """Posts of a kind among those shown, told from the section they stand in."""
        groups = {entry.group for entry in self._entries(kind)}
        return [
            url
            for url in self.shown
            if (place := self.menu.place(url)) and place.group in groups and self._may_fetch(url)
        ]

    async def _post(self, kind: str) -> None:
        entries = [entry for entry in self._entries(kind) if self._may_fetch(entry.url)]
        if not entries:
            return
        if not self._candidates(kind) and kind != "article":
            answer = await self._get(entries[-1].url, "listing")
            if answer and answer.page is not None:
                self.shown += [card.url for card in read_listing(answer.page, self.menu).cards]
        found = self._candidates(kind)
        answer = await self._get(found[0], "post") if found else None
        if answer is None:
            self.rows.append(CheckRow(kind, "–", f"not looked at: {self._why_not()}"))
        elif row := rows.refused(answer):
            self._lack(row)
            self.status = Status.REFUSED
        elif answer.page is None:
            self._lack(CheckRow(kind, "no", f"{answer.url}: {answer.fault}"))
        else:
            self._lack(self._read_post(kind, answer.page))

    def _why_not(self) -> str:
        """Why nothing was asked for."""
        if self.mark_of("refusal") == "no":
            return "the site refused before"
        is_spent = len(self.answers) >= MOST_REQUESTS
        return "the requests are spent" if is_spent else "no page showed one"

    def _read_post(self, kind: str, response: TextResponse) -> CheckRow:
        moment = utc(self.now)
        code = self.edition.code
        page = read_post(response, self.menu, edition=code, fetched_at=moment)
        if not page.is_post:
            why = (
                "it is a script alone" if first_look.is_script_alone(response) else "see `explain`"
            )
            return CheckRow(kind, "no", f"{response.url} reads as no post: {why}")
        got = post_of(page, response.url, self.menu, code, moment, self.houses)
        return rows.post(kind, page, got)

    async def _sitemaps(self) -> None:
        own = [urljoin(self.base_url, one) for one in self.rules.sitemaps]
        own = [one for one in own if urls.is_page_of(one, self.base_url)]
        url: str | None = (own or [urljoin(self.base_url, "/sitemaps/all.xml")])[0]
        for _ in range(2):
            answer = url and await self._get(url, "sitemap")
            if not answer:
                return
            if answer.response is None or answer.response.status != 200:
                self._lack(CheckRow("sitemaps", "no", f"{url}: {answer.fault}"))
                return
            row, url = rows.sitemap(answer.url, answer.response.body)
            self._lack(row)


def verdicts(visit: Visit) -> list[str]:
    """What each spider will come to from here, a line each."""
    if visit.status is Status.REFUSED and visit.mark_of("refusal") == "no":
        return [f"No spider will work from here: {rows.STOP}"]
    if visit.status is Status.REFUSED and visit.mark_of("menu") == "–":
        return [f"No spider will work: robots.txt forbids the home page: {rows.ASK}"]
    if visit.status is Status.FAILED:
        return ["No spider will work until this is mended"]
    lines = []
    for spider, kinds in SPIDERS.items():
        lines.append(f"{spider}: {_verdict(visit, kinds)}")
    marks = {row.mark for row in visit.rows if row.name == "sitemaps"}
    told = lines[0].partition(": ")[2] if marks else "not looked at"
    if marks & {"no", "partly"}:
        told = "runs will be partial: the sitemaps are not whole"
    elif "note" in marks:
        told += "; months that no sitemap names are read from listings, as far as these reach"
    return [*lines, f"archive: {told}"]


def _verdict(visit: Visit, kinds: tuple[str, ...]) -> str:
    """What is to be said first of a spider that reads posts of these kinds."""
    entries = [entry for kind in kinds for entry in visit._entries(kind)]  # noqa: SLF001
    if not entries:
        return "the menu has no such section"
    forbidden = first_look.forbidden_entries(visit.rules, visit.agent, entries)
    if len(forbidden) == len({entry.url for entry in entries}):
        return "will not work: robots.txt forbids its sections"
    found = [row for row in visit.rows if row.name in kinds]
    marks = {row.mark for row in found}
    is_undated = any("date not read" in row.text for row in found)
    is_listed = "article" in kinds  # in the listing that was looked at above
    verdicts = (
        ("no" in marks, "will not work: a post cannot be read"),
        (
            is_undated,
            "will work, but days are unknown: `since` and `until` would leave posts out",
        ),
        ("partly" in marks, "will work, but not all fields are read"),
        (marks <= {"–"}, "not looked at"),
        (bool(forbidden), "will work in part: robots.txt forbids some sections"),
        (
            is_listed and visit.mark_of("listing") == "no",
            "will not find its posts: see the listing above",
        ),
        (
            is_listed and visit.mark_of("region") == "partly",
            "will work in part: addresses of the built-in menu are not those of the site",
        ),
    )
    return next((words for is_so, words in verdicts if is_so), "will work")
