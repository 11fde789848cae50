"""Put the shared parts in the place of Scrapy's where `MAYADEEN_FRONTIER` names a Redis."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from mayadeen.nodes.budget import Budget

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class SharedCrawl:
    """An add-on, since a setting of the command line is to turn on several others."""

    def update_settings(self, settings: BaseSettings) -> None:
        # Without the extra `redis` the run says so as it opens.
        if not settings["MAYADEEN_FRONTIER"] or find_spec("scrapy_redis") is None:
            raise NotConfigured
        settings.set("SCHEDULER", "mayadeen.nodes.scheduler.SharedScheduler", "addon")
        # The nearest to the site: what waits for its turn is sent when the turn comes.
        settings.set_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", Budget, 950)
