"""Tell people of a run that is not complete, by one of Spidermon's notifiers."""

from __future__ import annotations

import logging
import re
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from scrapy import signals
from scrapy.exceptions import NotConfigured as ScrapyNotConfigured
from spidermon.core.monitors import Monitor
from spidermon.core.suites import MonitorSuite
from spidermon.exceptions import NotConfigured
from spidermon.runners import MonitorRunner

from mayadeen.extras import needing
from mayadeen.run.state import Run, run_of
from mayadeen.run.status import Reason, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_NOTIFIERS = {
    "discord": "SendDiscordMessage",
    "slack": "SendSlackMessage",
    "telegram": "SendTelegramMessage",
}
# Whoever started such a run knows how it ended.
_KNOWN = {Status.COMPLETE, Status.BAD_ARGUMENT}


class Notify:
    """Settings: `MAYADEEN_NOTIFY`, one or several of `slack`, `telegram`, `discord`, and for each
    Spidermon's own, `SPIDERMON_SLACK_SENDER_TOKEN` for instance."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings["MAYADEEN_NOTIFY"]:
            raise ScrapyNotConfigured
        notify = cls(crawler)
        # Behind the closing of the spider, by which the run is settled.
        crawler.signals.connect(notify.engine_stopped, signals.engine_stopped)
        return notify

    def engine_stopped(self) -> None:
        run = run_of(self.crawler)
        was_told_to_end = run.reason in ("shutdown", Reason.FORCED)
        if not run.has_folder or was_told_to_end or run.status in _KNOWN:
            return
        try:
            told = actions(self.crawler)
        except (ImportError, ValueError):
            return  # for that the run did not start, and says so
        suite = MonitorSuite(monitors=[IsComplete], monitors_failed_actions=told)
        result = MonitorRunner().run(suite, run=run, told=line(run), stats={})
        for one in result.monitors_failed_action_results:
            if one.error:
                logger.error("Nobody was told: %s", one.error.strip().splitlines()[-1])


class IsComplete(Monitor):  # type: ignore[misc] # Spidermon has no type hints
    """What a notifier is called for."""

    def test_status(self) -> None:
        if self.data.run.status is not Status.COMPLETE:
            self.fail(self.data.told)


def line(run: Run) -> str:
    """What is told of a run: nothing that the site said, for a chat reads markup."""
    counts = ", ".join(f"{number} {what}" for what, number in run.counts.items() if number)
    return (
        f"{run.spider} ({run.edition.code}) {run.status}, {run.reason}: {counts or 'nothing new'};"
        f" {run.folder}"
    )


def actions(crawler: Crawler) -> list[Any]:
    """Make the notifiers that `MAYADEEN_NOTIFY` names.

    Raises ValueError for an unknown one and for one that lacks a setting, MissingExtra for one that
    lacks a package.
    """
    return [_action(name, crawler) for name in crawler.settings.getlist("MAYADEEN_NOTIFY")]


def _action(name: str, crawler: Crawler) -> Any:
    if name not in _NOTIFIERS:
        raise ValueError(f"MAYADEEN_NOTIFY={name!r}: allowed is {', '.join(_NOTIFIERS)}")
    with needing("watch", f"MAYADEEN_NOTIFY={name}"):
        notifier = getattr(import_module(f"spidermon.contrib.actions.{name}"), _NOTIFIERS[name])
    given = notifier.from_crawler_kwargs(crawler)
    given["message"] = given["message"] or "{{ data.told }}"
    if name == "slack":
        given["include_attachments"] = False
    try:
        made = notifier(**given)
    except NotConfigured as error:
        raise ValueError(f"MAYADEEN_NOTIFY={name}: {error}") from None
    if name == "telegram":
        made.get_message = partial(_telegram, made.get_message)
    return made


def _telegram(get_message: Callable[[], str]) -> str:
    """The text where it becomes part of an address and is read as Markdown."""
    return quote(re.sub(r"([_*`\[])", r"\\\1", get_message()))
