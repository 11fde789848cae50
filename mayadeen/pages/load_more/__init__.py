"""Turn a listing's button into plain requests, learned from what a browser sent."""

from mayadeen.pages.load_more.answer import Answer, Form, form_of, read_answer, says_end, shows_end
from mayadeen.pages.load_more.scripts import (
    NO_ANSWER,
    SCROLL,
    SOME_BUTTON,
    grows_by_scrolling,
    has_script,
    makes_a_button,
    may_grow,
    script_files,
)
from mayadeen.pages.load_more.template import (
    Exchange,
    Template,
    Values,
    adapt,
    advance,
    begin,
    describe,
    learn,
    prove,
    render,
    shape,
)

__all__ = [
    "NO_ANSWER",
    "SCROLL",
    "SOME_BUTTON",
    "Answer",
    "Exchange",
    "Form",
    "Template",
    "Values",
    "adapt",
    "advance",
    "begin",
    "describe",
    "form_of",
    "grows_by_scrolling",
    "has_script",
    "learn",
    "makes_a_button",
    "may_grow",
    "prove",
    "read_answer",
    "render",
    "says_end",
    "script_files",
    "shape",
    "shows_end",
]
