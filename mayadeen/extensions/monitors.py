"""Check by Spidermon what a run brought: one that fails a check is not complete."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from jsonschema_rs import Draft202012Validator
from scrapy import signals
from spidermon.core.monitors import Monitor
from spidermon.core.suites import MonitorSuite
from spidermon.runners import MonitorRunner
from spidermon.settings import MONITOR

from mayadeen.items import ITEMS, Article, as_dict
from mayadeen.run.state import GOT, Check, Run, run_of
from mayadeen.run.status import Status, best_status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

# The share of a kind's posts that must have a value, or else its pages are no longer read as they
# should be. What a page may well lack (a summary, a region) is measured and not judged.
COVERAGE = {
    "article": {"title": 0.99, "published_local": 0.8, "body": 0.8},
    "video": {"title": 0.99, "published_local": 0.8},
    "infograph": {"title": 0.99, "published_local": 0.8, "images": 0.8},
    "gallery": {"title": 0.99, "published_local": 0.8, "images": 0.8},
}
# Below this many posts a share says nothing.
ENOUGH = 20
# More failures than this share of the pages are no accident.
ERROR_RATE = 0.05
# A post or two are withdrawn now and then; where most of what was asked for is, the site is broken.
ENOUGH_VANISHED = 3

_FIELDS = [field.name for field in fields(Article)]
_STATUSES = {
    MONITOR.STATUS.SUCCESS: "passed",
    MONITOR.STATUS.SKIPPED: "skipped",
    MONITOR.STATUS.FAILURE: "failed",
    MONITOR.STATUS.ERROR: "failed",
}


class Monitors:
    """Counts what the items hold, and checks the run before RunLifecycle settles its status.

    Stats: `mayadeen/invalid/<item>`, lines that break the published JSON Schema.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.tally = Tally()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        monitors = cls(crawler)
        crawler.signals.connect(monitors.item_scraped, signals.item_scraped)
        crawler.signals.connect(monitors.spider_closed, signals.spider_closed)
        return monitors

    def item_scraped(self, item: Any) -> None:
        receipt = run_of(self.crawler).receipts.get(_id(item))
        for one in (*(receipt.links if receipt else ()), item):
            if not self.tally.add(one):
                self.crawler.stats.inc_value(f"mayadeen/invalid/{type(one).__name__}")

    def spider_closed(self, reason: str) -> None:
        run = run_of(self.crawler)
        is_usable = best_status(reason) in (Status.COMPLETE, Status.PARTIAL)
        if not hasattr(run, "ledger") or not (is_usable or run.found_anything()):
            return  # it ended before anything could be judged, and says why
        run.coverage = self.tally.coverage()
        run.checks = check(run, self.tally, self.crawler.stats.get_stats())
        for one in run.checks:
            if one.status == "failed":
                run.warn(f"Check {one.name} failed: {one.detail}")


def _id(item: Any) -> str:
    told = item.get("id") if isinstance(item, dict) else getattr(item, "id", None)
    return str(told or "")


class Tally:
    """What the items of a run hold: values by kind and field, and breaches of the schema."""

    def __init__(self) -> None:
        self.items: Counter[str] = Counter()
        self.invalid: Counter[str] = Counter()
        self.first_breach: str | None = None
        self.posts: Counter[str] = Counter()
        self.filled: dict[str, Counter[str]] = defaultdict(Counter)
        self.validators: dict[type, Draft202012Validator] = {}

    def add(self, item: Any) -> bool:
        """Count an item; False where it breaks the schema of its class in `mayadeen.items`."""
        values = as_dict(item) if type(item) in ITEMS else ItemAdapter(item).asdict()
        if isinstance(item, Article):
            self.posts[item.kind] += 1
            self.filled[item.kind].update(name for name, value in values.items() if value)
        name = type(item).__name__
        self.items[name] += 1
        if not is_dataclass(item):
            return True  # made by a pipeline of the user's own, whose shape is the user's
        if type(item) not in self.validators:
            schema = ItemAdapter.get_json_schema(type(item))
            self.validators[type(item)] = Draft202012Validator(schema)
        breach = next(self.validators[type(item)].iter_errors(values), None)
        if breach is None:
            return True
        self.invalid[name] += 1
        where = "/".join(str(step) for step in breach.instance_path)
        address = values.get("page_url") or values.get("url")
        self.first_breach = self.first_breach or f"{where} of {address}: {breach.message}"
        return False

    def is_worthless(self) -> bool:
        """True where no item of some class keeps to the schema."""
        return any(self.items[name] == number for name, number in self.invalid.items())

    def coverage(self) -> dict[str, dict[str, float]]:
        """For each kind the share of its posts that have a value, by field."""
        return {
            kind: {name: round(self.filled[kind][name] / posts, 4) for name in _FIELDS}
            for kind, posts in self.posts.items()
        }


def check(run: Run, tally: Tally, stats: Mapping[str, Any]) -> list[Check]:
    """Hold a run to every test of `RunMonitor`; `stats` are Scrapy's."""
    # Spidermon's own runner for Scrapy logs in a way that Scrapy has deprecated.
    suite = MonitorSuite(monitors=[RunMonitor])
    result = MonitorRunner().run(suite, run=run, tally=tally, stats=dict(stats))
    return [
        Check(
            one.monitor.method_name.removeprefix("test_"),
            _STATUSES[one.status],
            one.reason or one.error,
            fatal=one.monitor.method_name == "test_validity" and tally.is_worthless(),
        )
        for one in result.monitor_results
    ]


class RunMonitor(Monitor):  # type: ignore[misc] # Spidermon has no type hints
    """What is looked at; a test's name is the check's name in `run.json`."""

    def test_validity(self) -> None:
        tally = self.data.tally
        if tally.invalid:
            self.fail(
                f"{_listed(tally.invalid)} of {_listed(tally.items)} break the published JSON"
                f" Schema; the first: {tally.first_breach}"
            )

    def test_coverage(self) -> None:
        tally = self.data.tally
        judged = {
            kind: shares for kind, shares in tally.coverage().items() if tally.posts[kind] >= ENOUGH
        }
        if not judged:
            self.skipTest(f"no kind has {ENOUGH} posts")
        lacking = [
            f"{name} on {shares[name]:.0%} of {kind} posts, expected on {share:.0%}"
            for kind, shares in judged.items()
            for name, share in COVERAGE[kind].items()
            if shares[name] < share
        ]
        if lacking:
            self.fail("; ".join(lacking))

    def test_errors(self) -> None:
        run, stats = self.data.run, self.data.stats
        logged = stats.get("log_count/ERROR", 0) + stats.get("log_count/CRITICAL", 0)
        failed = len(run.failures)
        tried = failed + sum(run.counts[what] for what in GOT)
        if logged:
            self.fail(f"errors in the log: {logged}")
        if failed > ERROR_RATE * tried:
            self.fail(f"{failed} of {tried} pages were not got")

    def test_refusals(self) -> None:
        prefix = "mayadeen/refused/"
        refused = {
            name.removeprefix(prefix): number
            for name, number in self.data.stats.items()
            if name.startswith(prefix)
        }
        if refused:
            self.fail(f"requests refused: {_listed(refused)}; they are left to the next run")

    def test_vanished(self) -> None:
        run = self.data.run
        vanished = run.counts["gone"] + run.counts["missing"]
        answered = vanished + run.counts["not_posts"] + sum(run.counts[what] for what in GOT)
        if vanished >= ENOUGH_VANISHED and 2 * vanished > answered:
            self.fail(f"{vanished} of {answered} pages answered 404 or 410")

    def test_emptiness(self) -> None:
        run = self.data.run
        if not run.found_anything():
            self.fail("no page showed a post")
        empty = [walk.label for walk in run.walks.values() if walk.ended_by == "empty"]
        if len(empty) > len(run.walks) / 2:
            self.fail(f"listings without a post: {', '.join(empty)}")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.items())
