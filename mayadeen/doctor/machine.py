"""Tell whether the ledger can be used for the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mayadeen.crawl.first_look import CheckRow
from mayadeen.ledger import LedgerError, Revisit, ledger_url, open_ledger
from mayadeen.normalise import urls

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def ledger_row(settings: BaseSettings, base_url: str, edition: str) -> CheckRow:
    """Say whether there is a ledger, and if it is of this site; none is made."""
    url = ledger_url(settings["MAYADEEN_LEDGER"], settings["MAYADEEN_DATA_DIR"])
    try:
        ledger = open_ledger(url, revisit=Revisit.parse("never"), create=False)
    except LedgerError as error:
        is_new = "there is no ledger" in str(error)
        return CheckRow("ledger", "ok" if is_new else "no", str(error))
    try:
        held = ledger.site(edition)
    finally:
        ledger.close()
    asked = urls.site(base_url)
    if held and held != asked:
        told = f"it holds posts of {held}: give {asked} a folder of its own (MAYADEEN_DATA_DIR)"
        return CheckRow("ledger", "no", told)
    return CheckRow(
        "ledger", "ok", "made for this site" if held else "no posts of this edition yet"
    )
