"""`scrapy doctor`: what will work on the site from here, in ten requests and a minute."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.settings import Settings

from mayadeen.extensions.user_agent import UserAgent
from mayadeen.normalise.moments import utc
from mayadeen.normalise.printable import printable
from mayadeen.run.editions import EDITIONS, base_url
from mayadeen.run.status import Status

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from scrapy.http import Response

    from mayadeen.crawl.first_look import CheckRow
    from mayadeen.doctor.answer import Answer
    from mayadeen.doctor.visit import Visit

MINUTE = 60.0  # seconds for all requests together, where robots.txt asks for no slower pace
_LONG = 5.0  # seconds between requests, of which a person is told
SIGNS = {"ok": "ok", "note": "ok!", "partly": "◐", "no": "✘", "–": "–"}


class Command(ScrapyCommand):
    """Ends with the exit code that a run of `articles` would have."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Look at the site in ten requests: what will work from here, and what will not"

    def long_desc(self) -> str:
        return (
            "Asks for robots.txt, the home page, a listing, a post of each kind and the sitemaps,"
            " at the usual pace, and says what each spider will come to. Pages and headers are kept"
            " in a zip, to be attached to a report. Nothing is written into the data folder."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--edition", choices=sorted(EDITIONS), default="en")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--zip", metavar="FILE", help="where pages and headers go (default: doctor-TIME.zip)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings
        if args:
            raise UsageError("doctor takes no arguments; -s MAYADEEN_BASE_URL= names another site")
        # Scrapy imports every command to run one; a crawl need not wait for what this one needs.
        from mayadeen.doctor.report import keep
        from mayadeen.run.starting import wrong_setting

        if line := wrong_setting(self.settings):
            sys.stderr.write(f"No crawl would start: {printable(line)}\n")
            self.exitcode = Status.FAILED.exit_code
            return
        visit = _visit(self.settings, opts.edition)
        rows = [*_of_machine(self.settings, visit), *visit.rows]
        if any(row.mark == "no" for row in rows[: -len(visit.rows)]):
            visit.status = Status.FAILED  # a crawl would not start
        kept = Path(opts.zip or f"doctor-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}.zip")
        told = _as_json(rows, visit)
        try:
            keep(kept, told, visit.answers)
        except OSError as error:
            sys.stderr.write(f"{kept}: {error.strerror}\n")
        if opts.json:
            json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
        else:
            _print(rows, told["verdicts"], kept)
        self.exitcode = visit.status.exit_code


def _as_json(rows: list[CheckRow], visit: Visit) -> dict[str, Any]:
    from mayadeen.doctor.visit import verdicts

    return {
        "site": visit.base_url,
        "edition": visit.edition.code,
        "at": utc(visit.now),
        "status": visit.status,
        "requests": len(visit.answers),
        "rows": [vars(row) for row in rows],
        "verdicts": verdicts(visit),
    }


def _print(rows: list[CheckRow], verdicts: list[str], kept: Path) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(Text(row.name), Text(SIGNS[row.mark]), Text(row.text))
    console.print(table)
    for verdict in verdicts:
        console.print(Text(f"→ {verdict}"))
    console.print(Text(f"Pages and headers are in {kept}, to be attached to a report."))


def _of_machine(settings: Settings, visit: Visit) -> list[CheckRow]:
    """What can be told without the site."""
    from mayadeen.crawl import first_look
    from mayadeen.doctor.machine import ledger_row

    data = Path(settings["MAYADEEN_DATA_DIR"]).absolute()
    return [
        first_look.contact(settings, visit.base_url),
        first_look.browser(settings),
        ledger_row(settings, visit.base_url, visit.edition.code),
        first_look.disk(data),
    ]


class Visitor(Spider):
    """Makes the visit's requests at the project's pace; keeps no ledger and no feed."""

    name = "doctor"
    custom_settings: dict[Any, Any] | None = {  # noqa: RUF012  # so Scrapy declares it
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "scrapy.extensions.logstats.LogStats": None,
            "mayadeen.extensions.crawl_delay.CrawlDelay": 0,
        },
        "ITEM_PIPELINES": {},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "mayadeen.middlewares.content.Content": 585,
            "mayadeen.middlewares.compression.Compression": 590,
        },
        "FEEDS": {},
        "ADDONS": {},
        # What is forbidden, moved or failing is to be seen, and each request counts.
        "ROBOTSTXT_OBEY": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "DOWNLOAD_TIMEOUT": 20,
    }

    def __init__(self, visit: Visit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visit = visit
        self.until = time.monotonic() + MINUTE
        visit.ask = self.ask

    async def start(self) -> AsyncIterator[Any]:
        await self.visit.run()
        for _ in ():
            yield _

    async def ask(self, url: str, purpose: str) -> Answer:
        """The answer to one request; the reason where the minute is over before it."""
        from mayadeen.doctor.answer import Answer

        assert self.crawler.engine
        meta = {"purpose": purpose, "handle_httpstatus_all": True}
        request = Request(url, NO_CALLBACK, meta=meta, dont_filter=True)
        began = time.monotonic()
        try:
            async with asyncio.timeout(max(self.until - began, 0)):
                response = await self.crawler.engine.download_async(request)
        except TimeoutError:
            return Answer(url, None, "the minute was over before it was answered")
        except Exception as error:  # noqa: BLE001 - whatever the network does is what is asked for
            return Answer(url, None, str(error) or repr(error), time.monotonic() - began)
        answer = Answer(url, response, seconds=time.monotonic() - began)
        if purpose == "robots" and response.status == 200:
            self._slow_down(response, request)
        return answer

    def _slow_down(self, response: Response, request: Request) -> None:
        """Keep the Crawl-delay, if there is one, and take the time for it."""
        from mayadeen.doctor.visit import MOST_REQUESTS

        rules = ProtegoRobotParser(response.body, self)
        self.crawler.signals.send_catch_log(
            signals.robots_parsed, robotparser=rules, request=request
        )
        delay = self.crawler.stats.get_value("mayadeen/crawl_delay", 0)
        self.until += MOST_REQUESTS * delay
        if delay > _LONG:
            took = MOST_REQUESTS * delay / 60
            sys.stderr.write(f"robots.txt asks for {delay:g} s a request: about {took:.0f} min\n")


def _visit(settings: Settings, edition: str) -> Visit:
    from mayadeen.doctor.visit import Visit
    from mayadeen.normalise.houses import load_houses

    extra = settings["MAYADEEN_HOUSES"]
    asking = Settings(settings.copy_to_dict())
    UserAgent().update_settings(asking)

    async def nobody(url: str, purpose: str) -> Answer:
        raise AssertionError(f"{purpose} of {url}: nobody asks yet")

    visit = Visit(
        nobody,
        base_url(edition, settings["MAYADEEN_BASE_URL"]),
        EDITIONS[edition],
        settings["ROBOTSTXT_USER_AGENT"] or asking["USER_AGENT"],
        load_houses(Path(extra) if extra else None),
        longest=settings.getfloat("MAYADEEN_CRAWL_DELAY_MAX"),
    )
    process = AsyncCrawlerProcess(asking)
    process.crawl(Visitor, visit=visit)
    process.start()
    return visit
