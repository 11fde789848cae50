"""`scrapy compare`: which fields of which posts differ between two feeds or releases."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen.commands.piped import printing
from mayadeen.dataset.excerpts import parted
from mayadeen.extras import command_needing
from mayadeen.normalise.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from mayadeen.dataset.compare import Comparison


class Command(ScrapyCommand):
    """Ends with 0 whether or not the two differ, as Scrapy's commands do."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] OLD NEW"

    def short_desc(self) -> str:
        return "Tell which fields of which posts differ between two feeds or releases"

    def long_desc(self) -> str:
        return (
            "OLD and NEW are feeds, run folders, data folders, globs or releases. The latest"
            " revision of each post is compared, all but the moment of fetching."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 2:
            raise UsageError("name two feeds, folders or releases: OLD NEW")
        # Scrapy imports every command to run one; a crawl need neither wait for this nor have it.
        with command_needing("dataset", "scrapy compare"):
            from mayadeen.dataset.compare import compare
            from mayadeen.dataset.feeds import ReleaseError

        try:
            found = compare(*args)
        except ReleaseError as error:
            sys.stderr.write(f"{printable(str(error))}\n")
            self.exitcode = 1
            return
        with printing():
            if opts.json:
                whole = asdict(found) | {"differing": found.differing, "fields": found.fields}
                sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
            else:
                show(found)


def show(found: Comparison) -> None:
    """Print what differs."""
    sys.stdout.writelines(f"{printable(line)}\n" for line in _lines(found))


def _lines(found: Comparison) -> Iterator[str]:
    yield (
        f"same {found.same}, differing {found.differing}, only in old {len(found.only_old)},"
        f" only in new {len(found.only_new)}"
    )
    for field, posts in found.fields.items():
        yield f"  {field}: {posts}"
    for sign, ids in (("-", found.only_old), ("+", found.only_new)):
        for id_ in ids:
            yield f"{sign} {id_}"
    for difference in found.differences:
        values = (difference.old, difference.new)
        old, new = parted(*(json.dumps(value, ensure_ascii=False) for value in values))
        yield f"~ {difference.id} {difference.field}"
        yield f"    - {old}"
        yield f"    + {new}"
