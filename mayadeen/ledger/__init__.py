"""What is known of every address, and what is to be fetched next; the only place with SQL."""

from mayadeen.ledger.captures import CaptureLedger
from mayadeen.ledger.database import ledger_url
from mayadeen.ledger.ledger import Ledger, open_ledger
from mayadeen.ledger.records import (
    AlreadyRunning,
    Capture,
    Discovery,
    Fetched,
    Found,
    KnownListing,
    LedgerError,
    LedgerRun,
    OtherSite,
    RunRow,
    UrlRow,
)
from mayadeen.ledger.revisit import Revisit
from mayadeen.ledger.summary import Status

__all__ = [
    "AlreadyRunning",
    "Capture",
    "CaptureLedger",
    "Discovery",
    "Fetched",
    "Found",
    "KnownListing",
    "Ledger",
    "LedgerError",
    "LedgerRun",
    "OtherSite",
    "Revisit",
    "RunRow",
    "Status",
    "UrlRow",
    "ledger_url",
    "open_ledger",
]
