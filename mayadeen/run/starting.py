"""Make a run from arguments and settings."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mayadeen import settings as project
from mayadeen.ledger import Revisit
from mayadeen.normalise import dates
from mayadeen.normalise.houses import load_houses
from mayadeen.normalise.near_names import meant
from mayadeen.run.arguments import Arguments, BadArgument, read_arguments
from mayadeen.run.editions import EDITIONS, base_url
from mayadeen.run.state import Run, RunSpider

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


# What commands tell the components, and no user does.
_OF_COMMANDS = ("TERMINAL", "TRIAL")
_OURS = "MAYADEEN_"


def prepare(spider: Spider, crawler: Crawler, given: dict[str, str]) -> Run:
    """Make the run of a spider from its arguments and settings.

    A wrong argument does not raise: the run is marked with its line and ends when it opens,
    so that it closes with a reason like every other.
    """
    settings = crawler.settings
    started_at = datetime.now(UTC).replace(microsecond=0)
    fault = None
    try:
        arguments = read_arguments(
            given,
            accepted=cast("RunSpider", spider).accepts,
            today=started_at.astimezone(dates.BEIRUT).date(),
        )
    except BadArgument as error:
        arguments, fault = Arguments(), str(error)
    wrong = wrong_setting(settings)
    extra = None if wrong else settings["MAYADEEN_HOUSES"]
    return Run(
        spider=spider.name,
        arguments=arguments,
        edition=EDITIONS[arguments.edition],
        base_url=base_url(arguments.edition, settings["MAYADEEN_BASE_URL"]),
        folder=Path(settings["MAYADEEN_DATA_DIR"]).absolute()
        / spider.name
        / f"{started_at:%Y-%m-%dT%H-%M-%S}",
        started_at=started_at,
        houses=load_houses(Path(extra) if extra else None),
        fault=fault,
        wrong_setting=wrong,
    )


def wrong_setting(settings: BaseSettings) -> str | None:
    """The first thing wrong with the project's settings, as one line; None where nothing is."""
    if line := misspelt(settings):
        return line
    base, browser = settings["MAYADEEN_BASE_URL"], settings["MAYADEEN_BROWSER"]
    extra = settings["MAYADEEN_HOUSES"]
    if not re.match(r"https?://[^/]", base, re.IGNORECASE):
        return (
            f"MAYADEEN_BASE_URL={base!r}: allowed is an address such as {EDITIONS['en'].base_url}"
        )
    if browser not in ("auto", "never", "always"):
        return f"MAYADEEN_BROWSER={browser!r}: allowed is auto, never, always"
    try:
        Revisit.parse(settings["MAYADEEN_REVISIT"])
    except ValueError as error:
        return f"MAYADEEN_REVISIT: {error}"
    try:
        if extra:
            load_houses(Path(extra))
    except OSError as error:
        return f"MAYADEEN_HOUSES={extra!r}: {error.strerror}"
    except ValueError as error:
        return f"MAYADEEN_HOUSES={extra!r}: {error}"
    return None


def misspelt(names: Iterable[str]) -> str | None:
    """What is wrong with the names of a run's settings, as one line; None where nothing is."""
    known = [name.removeprefix(_OURS) for name in vars(project) if name.startswith(_OURS)]
    ours = {name.removeprefix(_OURS) for name in names if name.startswith(_OURS)}
    for name in sorted(ours - {*known, *_OF_COMMANDS}):
        near = meant(name, known).replace("mean ", f"mean {_OURS}")
        return f"{_OURS}{name}: no such setting; README has them{near}"
    return None


def feed_params(params: dict[str, Any], spider: Spider) -> dict[str, Any]:
    """Scrapy's feed parameters with `folder`, the run's own."""
    return {**params, "folder": str(cast("RunSpider", spider).run.folder)}
