"""Walk a listing that grows by a script: by the request of its button, or by clicks.

The request is learned once, from two clicks in a browser, and kept in the ledger where plain HTTP
gets the same by it. Then no browser is needed until it stops working; other listings are tried with
it before a browser opens them, which it does for one at a time.
"""

from mayadeen.crawl.load_more.walk import go_on, on_error, read

__all__ = ["go_on", "on_error", "read"]
