"""Name the project and a contact in every crawl's User-Agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class UserAgent:
    """An add-on that puts `MAYADEEN_CONTACT` in the place of `{contact}` in `USER_AGENT`."""

    def update_settings(self, settings: BaseSettings) -> None:
        contact = settings["MAYADEEN_CONTACT"] or "no contact set"
        agent = str(settings["USER_AGENT"]).replace("{contact}", contact)
        settings.set("USER_AGENT", agent, "cmdline")
