"""`scrapy browse`: a release in the browser, by Datasette."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen.extras import command_needing

if TYPE_CHECKING:
    import argparse

# A release's words are not a stranger's: a count may take its time, and long cells are cut.
_SETTINGS = {
    "default_page_size": "50",
    "facet_time_limit_ms": "2000",
    "sql_time_limit_ms": "10000",
    "suggest_facets": "off",
    "truncate_cells_html": "100",
}


class Command(ScrapyCommand):
    """Serves this machine alone, until it is interrupted."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [release]"

    def short_desc(self) -> str:
        return "Open a release in the browser, by Datasette"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=8001, help="(default: 8001)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings
        if len(args) > 1:
            raise UsageError("name one release, or none for dataset/ beside the data folder")
        data = Path(self.settings["MAYADEEN_DATA_DIR"])
        release = Path(args[0]) if args else data.absolute().parent / "dataset"
        with command_needing("browse", "scrapy browse"):
            import datasette  # noqa: F401
        if not (release / "articles.sqlite").is_file():
            sys.exit(
                f"{release} holds no articles.sqlite: `scrapy dataset` makes a release with one"
            )
        if not _is_free(opts.port):
            sys.exit(f"port {opts.port} is taken: name another by --port")
        sys.stdout.write(f"http://127.0.0.1:{opts.port}/articles/posts (Ctrl-C ends it)\n")
        sys.stdout.flush()
        # In our place, so that signals and the exit code are its own.
        os.execv(sys.executable, _command(release, opts.port))  # noqa: S606 - no shell is wanted


def _is_free(port: int) -> bool:
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _command(release: Path, port: int) -> list[str]:
    settings = [part for name, value in _SETTINGS.items() for part in ("--setting", name, value)]
    return [
        *(sys.executable, "-m", "datasette", "serve"),
        *("--immutable", str(release / "articles.sqlite")),
        *("--metadata", str(release / "metadata.json")),
        *("--host", "127.0.0.1", "--port", str(port), *settings),
    ]
