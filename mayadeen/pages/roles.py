"""The roles that a line can be given; the rule that gives one is the `by=` of a `Line.claim`."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a line was taken for; its value is what `scrapy explain` prints.

    `meaning` says it in a line. What is `published` is in a field of Article, in a Link or in the
    ticker; all else is dropped, and listed as such.
    """

    published: bool
    meaning: str

    def __new__(cls, value: str, published: bool, meaning: str) -> Role:
        role = str.__new__(cls, value)
        role._value_ = value
        role.published = published
        role.meaning = meaning
        return role

    # Fields of Article
    TITLE = "title", True, "The headline."
    SUMMARY = "summary", True, "The summary between headline and story."
    BODY = "body", True, "A paragraph or sub-heading of the story."
    TAGS = "tags", True, "Tags as printed."
    IMAGES = "images", True, "A picture of the story."
    CAPTION = "caption", True, "What is printed under a picture of the story."
    VIDEOS = "videos", True, "A player, or how long its film is."
    ATTRIBUTION = "attribution_raw", True, "A credit line."
    PUBLISHED = "published_raw", True, "The date of publication, or its hour."
    UPDATED = "updated_at", True, "The date of the last edit."
    READING_MINUTES = "reading_minutes", True, "The reading time."

    # Links and ticker
    RELATED = "related", True, "Related headlines, with their heading."
    MOST_READ = "most_read", True, "The block of what is read most."
    COVERAGE = "coverage", True, "The block of running coverages."
    READ_NEXT = "read_next", True, "The block of what to read next."
    TICKER = "ticker", True, "A line of the breaking-news ticker."

    # What stands with the byline
    TICKER_LABEL = "ticker_label", False, "The ticker's word, or the hour of one of its lines."
    HEADER = "header", False, "A piece of the byline that is no fact, or a credit not believed."
    LABEL = "label", False, "A section's or region's name, a heading of tags, `Watch:`."
    SEPARATOR = "separator", False, "A line without a letter or digit, as `***`."
    BREADCRUMB = "breadcrumb", False, "The path of sections, in an element called so."
    MOVING = "moving", False, "How long ago something was, or how often it was read."

    # What stands in or under the story without being of it
    BESIDE = "beside", False, "Text or links behind the story, or before it, that are not of it."
    AUTHOR_BOX = "author_box", False, "The lines about who signs the story."
    AUTHOR_POSTS = "author_posts", False, "The block of more by the same author."
    NEWSLETTER = "newsletter", False, "An offer of mails."
    COMMENTS = "comments", False, "What readers write, and where they may."
    SHARE = "share", False, "An offer to pass the story on, or to follow the site elsewhere."
    ADVERTISEMENT = "advertisement", False, "An advertisement, or its label."
    CONTROL = "control", False, "A button, an arrow of a slider, a question for a rating."
    DISCLAIMER = "disclaimer", False, "The line that says whose opinion an opinion is."
    TEASER = "teaser", False, "The text of a card of another post."
    EMBED = "embed", False, "A post of another site, printed in the page."
    ASIDE = "aside", False, "What stands in an `<aside>`."
    MENU = "menu", False, "What stands in a `<nav>`."
    FORM = "form", False, "What is to be filled in or chosen."
    FILM_CAPTION = (
        "film_caption",
        False,
        "What is printed under a player, or a picture still to be loaded.",
    )
    PLACEHOLDER = "placeholder", False, "A picture that stands for one a script loads."
    IFRAME = "iframe", False, "A frame that is known as no film's."

    # What no reader sees
    HIDDEN = "hidden", False, "Text that is hidden by its element."
    NOSCRIPT = "noscript", False, "Text for browsers without scripts."
    SCRIPT = "script", False, "A script."
    STYLE = "style", False, "A style sheet."
    TEMPLATE = "template", False, "A template for scripts."
    ICON = "icon", False, "The text in a drawing (`<svg>`)."
    MATH = "math", False, "The text in a formula (`<math>`)."
    AUDIO = "audio", False, "What is shown where no sound can be played."
    CANVAS = "canvas", False, "What is shown where nothing can be drawn."
    FALLBACK = "fallback", False, "What is shown where a frame or player cannot be."

    # What was not read
    FRAME = "frame", False, "What stands outside the story's bounds, as the menu and the footer."
    UNASSIGNED = "unassigned", False, "A text of the story that was overlooked: an error."


BY_VALUE: dict[str, Role] = {role.value: role for role in Role}
"""`beside` → `Role.BESIDE`."""
