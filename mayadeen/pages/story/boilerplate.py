"""The tags, class names and ids of boilerplate elements: menus, ads, embeds, share links."""

from __future__ import annotations

import re
from functools import lru_cache

from mayadeen.pages.roles import BY_VALUE, Role

BY_TAG = {"nav": Role.MENU, "form": Role.FORM, "button": Role.CONTROL, "aside": Role.ASIDE}


# Names of classes and ids. They help where they are met; nothing depends on them.
_BY_NAME = re.compile(
    r"(?P<embed>twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)"
    r"|telegram-post)"
    r"|(?P<newsletter>newsletter|mailing-?list|subscribe)"
    r"|(?P<breadcrumb>breadcrumbs?)"
    r"|(?P<hidden>sr-only|visually-?hidden|screen-reader|print-only|(?<!\S)(?:is-)?hidden(?!\S)"
    r"|(?<!\S)d-none(?!\S))"
    r"|(?P<menu>(?:post|posts|page|entry)-?navigation|next-?prev|prev-?next)"
    r"|(?:^|[\s_-])(?:"
    r"(?P<share>shar(?:e|ing)\w*|social\w*|addthis\w*|addtoany\w*)"
    r"|(?P<advertisement>ads?|advert\w*|adsbygoogle|sponsor\w*|dfp|adslot)"
    r"|(?P<comments>comments?|kommentare?|disqus\w*)"
    r")(?=$|[\s_-])"
)


# `hidden lg:block`, `d-none d-md-flex`: hidden from small screens alone.
_SHOWN = re.compile(r"[:-](?:block|inline|flex|grid|table|contents)\b")


LONGEST_BOX = 1200
"""Letters of prose in a named element; what holds more is the story, whatever its name. Half mends
one of nine real pages and spoils another; tests/pages/test_thresholds.py holds it."""


ELSEWHERE = re.compile(
    r"\s*(?:https?:)?//(?:[\w-]+\.)*(?:(?:twitter|x)\.com/\w+/status/|t\.me/\w+/\d+|tiktok\.com/@"
    r"|instagram\.com/(?:p|reel|tv)/|facebook\.com/[^?#]*(?:posts|videos|photos|permalink)"
    r"|truthsocial\.com/@)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)  # a site has few names
def named(names: str) -> Role | None:
    """What an element is by its class and id, in lower case; None where they say nothing."""
    match = _BY_NAME.search(names)
    if match is None or (match.lastgroup == "hidden" and _SHOWN.search(names)):
        return None
    return BY_VALUE[match.lastgroup or ""]
