"""Choose the story's text."""

from __future__ import annotations

import html
import re

from mayadeen.normalise import text
from mayadeen.normalise.text import key
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.layers import generic
from mayadeen.pages.story.visible import Visible

_MARKUP = re.compile(r"<[^<>]*>")


def choose_body(chosen: Chosen, visible: Visible) -> None:
    """The visible story; else JSON-LD's; else, for an article, what a generic extractor finds."""
    if visible.body:
        _take_visible(chosen, visible)
    elif body := _stated_body(chosen):
        chosen.put("body", body, "jsonld")
        chosen.warnings.append("body_jsonld")
    elif chosen.values["kind"] == "article":
        _take_generic(chosen)


def _take_visible(chosen: Chosen, visible: Visible) -> None:
    first = visible.body[0].line
    chosen.put("body", text.fold_body(part.text for part in visible.body), "page", first)
    if any(paragraph.line.index in visible.revealed for paragraph in visible.body):
        chosen.warnings.append("body_hidden")
    if visible.outlinks:
        chosen.put("outlinks", visible.outlinks, "page", first)


def _stated_body(chosen: Chosen) -> str | None:
    """JSON-LD's text; None where it says no more than the summary."""
    stated = chosen.layers["jsonld"].get("article_body")
    if not stated:
        return None
    paragraphs = [p for p in stated.replace("\r", "\n").split("\n") if p.strip()]
    body = text.fold_body(filter(None, map(_untagged, paragraphs)))
    is_summary = key(body or "") == key(chosen.values.get("summary") or "")
    return None if is_summary else body


def _take_generic(chosen: Chosen) -> None:
    body = text.fold_body(_generic_paragraphs(chosen))
    if body:
        chosen.put("body", body, "generic")
        chosen.warnings.append("body_generic")
    else:
        chosen.warnings.append("body_missing")


def _generic_paragraphs(chosen: Chosen) -> list[str]:
    """What a generic extractor finds, without what is known to be something else."""
    long = [i for i in chosen.page.lines if i.role is None and i.is_prose]
    if not long:
        return []
    known = {key(chosen.values.get(name) or "") for name in ("title", "summary")}
    known |= {key(i.folded()) for i in chosen.page.lines if i.role or i.hidden_by}
    return [p for p in generic.read_body(chosen.response, chosen.page) if key(p) not in known]


def _untagged(paragraph: str) -> str:
    """A paragraph of `articleBody` without markup, which some publishers leave in."""
    return html.unescape(_MARKUP.sub(" ", paragraph)).strip()
