"""`scrapy shell`, which keeps no run of the spider that it is given."""

from __future__ import annotations

from typing import Any, ClassVar

from scrapy.commands.shell import Command as ScrapyShell


class Command(ScrapyShell):
    """Scrapy's other tools are told by the start that they give a spider; this one gives none."""

    default_settings: ClassVar[dict[str, Any]] = {
        **ScrapyShell.default_settings,
        "MAYADEEN_TRIAL": True,
    }
