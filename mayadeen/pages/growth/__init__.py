"""How a listing's button is understood: from what a browser sent to requests without one."""

from mayadeen.pages.growth.answer import Answer, read_answer
from mayadeen.pages.growth.scripts import SCROLL, grows_by_scrolling, has_script
from mayadeen.pages.growth.template import (
    Exchange,
    Template,
    Values,
    advance,
    begin,
    describe,
    learn,
    render,
)

__all__ = [
    "SCROLL",
    "Answer",
    "Exchange",
    "Template",
    "Values",
    "advance",
    "begin",
    "describe",
    "grows_by_scrolling",
    "has_script",
    "learn",
    "read_answer",
    "render",
]
