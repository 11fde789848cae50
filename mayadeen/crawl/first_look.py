"""Tell what is known of a site and a machine before much is fetched, a row each."""

from __future__ import annotations

import logging
import os
import re
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from protego import Protego
from w3lib.html import remove_tags, remove_tags_with_content

from mayadeen import extras
from mayadeen.pages.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.http import TextResponse
    from scrapy.settings import BaseSettings

    from mayadeen.pages.menu import Entry
    from mayadeen.run.state import Run

logger = logging.getLogger(__name__)

Mark = Literal["ok", "note", "partly", "no", "–"]

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SIGNAL = re.compile(r"^[ \t]*content-(?:signal|usage)[ \t]*:(.+)$", re.IGNORECASE | re.MULTILINE)
_AI_BOTS = re.compile(
    r"^[ \t]*user-agent[ \t]*:[ \t]*(\S*(?:GPTBot|ChatGPT|ClaudeBot|anthropic-ai|CCBot"
    r"|Google-Extended|PerplexityBot|Bytespider|Amazonbot|Applebot-Extended|meta-externalagent|cohere-ai)\S*)",
    re.IGNORECASE | re.MULTILINE,
)
_LITTLE = 500 * 2**20  # bytes; a year of posts with pictures' addresses is less
_MOST_NAMED = 4
_FEW_WORDS = 30
# Where Playwright keeps the browsers that it downloads, on Linux, macOS and Windows.
_OF_PLAYWRIGHT = (
    "~/.cache/ms-playwright",
    "~/Library/Caches/ms-playwright",
    "~/AppData/Local/ms-playwright",
)


@dataclass(frozen=True)
class CheckRow:
    """One thing looked at.

    `mark` is `ok`, `note` (worth knowing, no harm), `partly`, `no`, or `–` where it was not looked
    at.
    """

    name: str
    mark: Mark
    text: str


def contact(settings: BaseSettings, base_url: str) -> CheckRow:
    """Whether the site's people can reach who asks."""
    if settings["MAYADEEN_CONTACT"]:
        return CheckRow("contact", "ok", f"{settings['MAYADEEN_CONTACT']} is in the user agent")
    if urlsplit(base_url).hostname in LOOPBACK:
        return CheckRow("contact", "ok", "none is needed on this machine")
    return CheckRow(
        "contact", "note", "MAYADEEN_CONTACT is not set: the site's people cannot reach you"
    )


def robots(text: str, agent: str, menu: Menu, longest: float) -> CheckRow:
    """What robots.txt forbids of the menu's listings, and what else it says to crawlers.

    `longest` is the longest Crawl-delay that is kept, in seconds.
    """
    rules = Protego.parse(text)
    forbidden = forbidden_entries(rules, agent, menu.entries)
    entries = list({entry.url: entry for entry in menu.entries}.values())
    mark, words = _of_menu(forbidden, entries)
    told = [words]
    if delay := rules.crawl_delay(agent):
        is_kept = "kept" if delay <= longest else f"cut to {longest:g} s"
        told.append(f"Crawl-delay {delay:g} s ({is_kept})")
    if number := len(list(rules.sitemaps)):
        told.append(f"{number} sitemap" + ("s" if number > 1 else ""))
    signals = [signal.strip() for signal in _SIGNAL.findall(text)]
    told += [f"Content-Signal: {signal}" for signal in dict.fromkeys(signals)]
    if bots := list(dict.fromkeys(_AI_BOTS.findall(text))):
        told.append(f"rules of their own for AI crawlers ({_named(bots)})")
    if mark == "ok" and (signals or bots):
        mark = "note"
    return CheckRow("robots.txt", mark, "; ".join(told))


def _of_menu(forbidden: Sequence[Entry], entries: Sequence[Entry]) -> tuple[Mark, str]:
    """How much of the menu is forbidden, as a mark and in words."""
    if not forbidden:
        return "ok", f"all {len(entries)} listings of the menu allowed"
    if len(forbidden) == len(entries):
        return "no", "all that the menu names is forbidden"
    return "partly", f"forbidden: {_named([urlsplit(one.url).path for one in forbidden])}"


def forbidden_entries(rules: Protego, agent: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries whose listings robots.txt keeps from crawlers, each address once."""
    by_url = {entry.url: entry for entry in entries}
    return [entry for url, entry in by_url.items() if not rules.can_fetch(url, agent)]


def is_script_alone(page: TextResponse) -> bool:
    """Whether a page shows next to nothing but is to be made, or loaded anew, by a script."""
    seen = remove_tags(remove_tags_with_content(page.text, ("script", "style", "title", "head")))
    return "<script" in page.text.lower() and len(seen.split()) < _FEW_WORDS


def menu_row(menu: Menu) -> CheckRow:
    """What the home page's menu names."""
    if not menu.stated:
        return CheckRow("menu", "note", "the home page states none; the built-in one is used")
    groups: dict[str, int] = {}
    for entry in menu.entries:
        groups[entry.group] = groups.get(entry.group, 0) + (entry.label is not None)
    told = ", ".join(f"{group} {number}" if number else group for group, number in groups.items())
    return CheckRow("menu", "ok", f"{told}; {len(menu.regions)} regions")


def browser(settings: BaseSettings) -> CheckRow:
    """Whether listings that grow by a script can be learned."""
    if settings["MAYADEEN_BROWSER"] == "never":
        return CheckRow("browser", "note", "off (MAYADEEN_BROWSER=never)")
    lacking = None
    if find_spec("playwright") is None:
        lacking = "not installed"
    elif not (settings["MAYADEEN_CHROMIUM"] or _has_chromium()):
        lacking = "no Chromium found"
    if lacking:
        told = "listings that grow by a button are read to their first page"
        return CheckRow("browser", "note", f"{lacking}: {told}; {extras.BROWSER}")
    return CheckRow("browser", "ok", "installed")


def _has_chromium() -> bool:
    """Whether the system has one, or Playwright's folder does: to ask it starts a process."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    homes = [named] if named else _OF_PLAYWRIGHT
    return any(map(shutil.which, extras.CHROMIUMS)) or any(
        next(Path(home).expanduser().glob("chromium*"), None) for home in homes
    )


def disk(folder: Path) -> CheckRow:
    """Whether the data folder's disk has room."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    told = f"{free / 2**30:.1f} GB free for {folder}"
    return CheckRow("disk", "ok" if free > _LITTLE else "partly", told)


def log_first_look(run: Run, settings: BaseSettings) -> None:
    """Log the rows that cost no request, at the first run of a ledger; `run.menu` is read."""
    if len(run.ledger.last_runs(2)) > 1:
        return
    agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
    longest = settings.getfloat("MAYADEEN_CRAWL_DELAY_MAX")
    rows = (
        contact(settings, run.base_url),
        robots(run.rules, agent, run.menu, longest),
        menu_row(run.menu),
        browser(settings),
        disk(run.folder),
    )
    for row in rows:
        # On a terminal what is well is named in one line.
        quiet = {"is_quiet": row.mark == "ok"}
        logger.info("First look, %s: %s", row.name, row.text, extra=quiet)
    well = ", ".join(row.name for row in rows if row.mark == "ok") or "nothing"
    logger.info("First look, well: %s; `scrapy doctor` looks at more", well)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
