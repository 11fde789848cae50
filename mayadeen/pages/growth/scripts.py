"""Whether a listing that shows nothing could be filled by a script."""

import re

# Data islands (`application/ld+json`, the site's own `text/tawsiyat`) run nothing.
_SCRIPT = re.compile(
    r"<script\b(?![^>]*\btype\s*=\s*[\"']?(?!text/javascript|application/javascript|module)\w)",
    re.IGNORECASE,
)


def has_script(html: str) -> bool:
    """True where the page carries a script that a browser would run."""
    return _SCRIPT.search(html) is not None
