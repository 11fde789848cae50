"""Take a bare name below a story for its writer's."""

from __future__ import annotations

from mayadeen.normalise.houses import has_word
from mayadeen.normalise.person_names import MOST_WORDS
from mayadeen.pages.parts.credits import known_houses, people_in
from mayadeen.pages.parts.labels import is_sentence
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.byline import Byline
from mayadeen.pages.story.byline_pieces import ARABIC
from mayadeen.pages.story.paragraphs import Story


def take_signature(bounds: StoryBounds, story: Story, byline: Byline) -> None:
    """Take a last paragraph that is a name for a credit, where no other line credits a person.

    In Arabic, where any two words look like a name, only one in bold or italics.
    """
    if len(story.paragraphs) < 3 or any(people_in(credit) for credit, _ in byline.credits):
        return
    line = story.paragraphs[-1].line
    words = line.text.split()
    if not 1 < len(words) <= MOST_WORDS or line.heading or line.linked or is_sentence(line.text):
        return
    if not people_in(line.text) or has_word(line.text, known_houses().places):
        return
    if bounds.page.tags[line.node] == "li":
        return
    if ARABIC.search(line.text) and not bounds.page.emphasis(line):
        return
    story.paragraphs.pop()
    byline.credits.append((line.text, line))
    line.reclaim(Role.ATTRIBUTION, by="signature")
