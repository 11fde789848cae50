"""Write the log as one JSON object a line, for machines."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class JsonFormatter(logging.Formatter):
    """`time` (UTC), `level`, `logger`, `message`, and `exception` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)  # in ASCII, so that nothing in it can end the line


class JsonLog:
    """An add-on that puts a handler in the place of Scrapy's where `MAYADEEN_LOG_JSON` is on.

    Scrapy lets a setting choose the format of a line, but not what makes it, and an extension
    would come after the first lines. `LOG_FILE`, `LOG_LEVEL` and their like keep their meaning.
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        if not settings.getbool("MAYADEEN_LOG_JSON") or not settings.getbool("LOG_ENABLED"):
            return
        handler: logging.Handler = logging.StreamHandler()
        if settings["LOG_FILE"]:
            handler = logging.FileHandler(
                settings["LOG_FILE"],
                mode="a" if settings.getbool("LOG_FILE_APPEND") else "w",
                encoding=settings["LOG_ENCODING"],
            )
        handler.setFormatter(JsonFormatter())
        handler.setLevel(settings["LOG_LEVEL"])
        logging.root.setLevel(logging.NOTSET)
        logging.root.addHandler(handler)
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="addon")
