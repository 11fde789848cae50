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
        body = text.fold_body(paragraph.text for paragraph in visible.body)
        chosen.put("body", body, "page", visible.body[0].line)
        if any(paragraph.line.index in visible.revealed for paragraph in visible.body):
            chosen.warnings.append("body_hidden")
        if visible.outlinks:
            chosen.put("outlinks", visible.outlinks, "page", visible.body[0].line)
        return
    stated = chosen.layers["jsonld"].get("article_body")
    if stated:
        paragraphs = [p for p in stated.replace("\r", "\n").split("\n") if p.strip()]
        body = text.fold_body(filter(None, map(_untagged, paragraphs)))
        if body and key(body) != key(chosen.values.get("summary") or ""):
            chosen.put("body", body, "jsonld")
            chosen.warnings.append("body_jsonld")
            return
    if chosen.values["kind"] != "article":
        return
    paragraphs = _generic_paragraphs(chosen)
    body = text.fold_body(paragraphs)
    if body and len(body) > 80:
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
