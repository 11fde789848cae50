"""Tell by a link's address whether it leads to a tag, a share page or a network."""

from __future__ import annotations

import re

from mayadeen.pages.parts.addresses import first_segment
from mayadeen.pages.vocabulary import page_kinds

NETWORK = re.compile(
    r"//(?:[\w-]+\.)*(?:t\.me|telegram\.(?:me|org)|whatsapp\.com|wa\.me|(?:facebook|fb)\.com|x\.com"
    r"|twitter\.com|threads\.(?:net|com)|instagram\.com|youtube\.com|tiktok\.com|news\.google\.com)(?:/|$)",
    re.IGNORECASE,
)


LONGEST_INVITATION = 160
"""Letters of what asks to be followed. Half and double read 68 real pages alike;
tests/pages/test_thresholds.py holds it."""


NO_LINK = [-1]


TAB = re.compile(r"\s*#[\w-]")


SHARE_LINK = re.compile(
    r"/sharer?\b|/intent/|share\?|/share|wa\.me/|whatsapp:|api\.whatsapp|^mailto:|t\.me/share",
    re.IGNORECASE,
)


def is_tag(url: str) -> bool:
    if first_segment(url) in page_kinds.TAG_SEGMENTS:
        return True
    path, _, query = url.lower().partition("?")
    asks = re.search(r"(?:^|&)(?:tag|tags|q|s|query|keyword|search)=", query)
    return bool(asks) and ("search" in path or "tag" in url)
