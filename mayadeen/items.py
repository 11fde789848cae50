"""What is published: the items a run writes, with the meaning of each field.

An item is one JSON object a line, its keys in the order declared here. The meanings are written
here once; DATA.md and the published JSON Schema are made from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

SCHEMA_VERSION = "2.0"

MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


def _text(meaning: str, **schema: Any) -> Any:
    return field(default=None, metadata={"json_schema_extra": {"description": meaning, **schema}})


def _required(meaning: str, **schema: Any) -> Any:
    return field(metadata={"json_schema_extra": {"description": meaning, **schema}})


def _list(meaning: str, **schema: Any) -> Any:
    return field(
        default_factory=list, metadata={"json_schema_extra": {"description": meaning, **schema}}
    )


def _fixed(default: Any, meaning: str, **schema: Any) -> Any:
    return field(
        default=default, metadata={"json_schema_extra": {"description": meaning, **schema}}
    )


@dataclass(kw_only=True)
class Image:
    """One picture of a story."""

    url: str = _required("Address of the picture, without the parameters that choose a rendition.")
    alt: str | None = _text("The picture's alternative text, where it says something.")
    caption: str | None = _text("The caption printed under the picture, without its credit.")
    credit: str | None = _text("The photo credit as printed, without its brackets.")
    agency: str | None = _text("The wire service or picture house named in the credit.")


@dataclass(kw_only=True)
class Video:
    """One moving picture of a story."""

    url: str = _required("Address of the player, file or stream that the page states.")
    platform: str | None = _text("`youtube`, `almayadeen` for the site's own player, or the host.")
    video_id: str | None = _text("The platform's identifier of the film.")
    duration_seconds: int | None = _text("Length in seconds, where the page states it.")


@dataclass(kw_only=True)
class Archived:
    """Where a page that a web archive had captured was read."""

    source: str = _required(
        "`commoncrawl`, `wayback`, `arquivo`, or the address of a pywb collection."
    )
    captured_at: str = _required("The moment of capture, UTC.", pattern=MOMENT)
    address: str = _required(
        "Address in the archive; of Common Crawl the file, and behind `#` the record's offset."
    )
    digest: str | None = _text("The archive's digest of the bytes, as its index states it.")


@dataclass(kw_only=True)
class Article:
    """One post of any kind, as it was when fetched."""

    id: str | None = _text(
        "`<edition>:<post_id>`, or `<edition>:u<16 hex digits>` of the SHA-256 of the canonical"
        " address's path where the page names no post id. The key of a post.",
        pattern=r"^(en|ar|es):(u[0-9a-f]{16}|[^u\s]\S*)$",
    )
    post_id: str | None = _text("The site's own number of the post.")
    url: str = _required(
        "Canonical address: host in lower case, no query, fragment, trailing slash or default"
        " port, one form of percent-encoding; the path's own case and dashes kept.",
        pattern=r"^https?://[^/\s]\S*$",
    )
    edition: str = _required("`en`, `ar` or `es`.", enum=["en", "ar", "es"])
    language: str | None = _text(
        "Language of the post, a BCP 47 tag; the edition's where the page states none."
    )
    kind: str = _fixed(
        "article",
        "`article`, `video`, `infograph` or `gallery`: by address, post type and what the page"
        " holds, never by the metadata's `type`, which says `article` of every post.",
        enum=["article", "video", "infograph", "gallery"],
    )
    section: str | None = _text(
        "The menu's top entry, as the menu spells it: `News`, `Articles`, …"
    )
    category: str | None = _text("The menu's sub-entry, as the menu spells it: `Politics`, …")
    regions: list[str] = _list(
        "Regions of the menu: from the page's metadata, and from the region listings that show the"
        " post."
    )
    countries: list[str] = _list("Countries, only from the page's own metadata.")
    coverage: list[str] = _list(
        "Series, only from the page's own metadata; a series that the page merely promotes is not"
        " its coverage."
    )
    tags: list[str] = _list(
        "Tags as printed, in page order, without exact repeats; the `keywords` of the metadata,"
        " into which the site mixes words of the series, only where the page prints none."
    )
    title: str | None = _text("Headline, one line, typography as printed.")
    summary: str | None = _text("The paragraph between headline and story, one line.")
    body: str | None = _text(
        "The story's paragraphs, each on one line, joined by a blank line. Subheadings and list"
        " items of the story are paragraphs. No summary, caption, related headline, embedded post,"
        " share label or tag."
    )
    word_count: int = _fixed(
        0, "Words of `body`, divided by white space; never the site's own counter.", minimum=0
    )
    reading_minutes: int | None = _text("`2 Min Read` gives 2.")
    published_at: str | None = _text("Moment of publication in UTC.", pattern=MOMENT)
    updated_at: str | None = _text(
        "Moment of the last edit that the page states, UTC.", pattern=MOMENT
    )
    published_local: str | None = _text(
        "The same moment on the site's clock with its offset; a day alone where no time is known."
    )
    published_raw: str | None = _text("The date as printed or as in the metadata.")
    published_precision: str | None = _text(
        "`second`, `minute` or `day`; with `day`, `published_at` is null. A stated time whose"
        " seconds are 00 is a minute. `2 hours ago` says no more than the day.",
        enum=["second", "minute", "day", None],
    )
    published_zone: str | None = _text(
        "`stated` where the page gave an offset, `convention` for `article:published_time` without"
        " a zone, which on this site is UTC, `assumed` where Beirut time was taken.",
        enum=["stated", "convention", "assumed", None],
    )
    published_flag: str | None = _text(
        "`ambiguous` or `nonexistent` for a wall time at a change of clock, read with the later"
        " offset; else null.",
        enum=["ambiguous", "nonexistent", None],
    )
    attribution_raw: str | None = _text("The printed credit lines, joined by ` | `.")
    source: str | None = _text("The outlet credited, in canonical spelling.")
    authors: list[str] = _list("People who wrote it. A house or a desk is never a person.")
    translators: list[str] = _list("People who translated it.")
    agencies: list[str] = _list("Wire services credited, and `Agencies`.")
    images: list[Image] = _list("Pictures in page order, the main one first.")
    videos: list[Video] = _list("Films in page order.")
    outlinks: list[str] = _list("Absolute links inside the body.")
    discovered_via: str = _required(
        "How the run came to the post: `menu`, `listing`, `region`, `related`, `read_next`,"
        " `most_read`, `sitemap`, `pending`, `warc`, `start`; or the archive it is out of:"
        " `commoncrawl`, `wayback`, `web_archive`.",
        enum=[
            "menu",
            "listing",
            "region",
            "related",
            "read_next",
            "most_read",
            "sitemap",
            "pending",
            "warc",
            "commoncrawl",
            "wayback",
            "web_archive",
            "start",
        ],
    )
    discovered_from: str | None = _text(
        "The address that the link to the post stood on; of an archived page its address there."
    )
    fetched_at: str = _required(
        "When the page was fetched, UTC; of an archived page when it was captured.", pattern=MOMENT
    )
    archived: Archived | None = field(
        default=None,
        metadata={
            "json_schema_extra": {
                "description": "Where a page out of a web archive was read; null for a live one."
            }
        },
    )
    gone_between: list[str] = _list(
        "Two moments, UTC, between which an archived post was withdrawn: when this page was"
        " captured last, and when the first capture was made that has no post any more (404, 410,"
        " or a redirect to a listing). Empty where none says so.",
    )
    revision: int = _fixed(
        1, "1, then one more whenever `content_hash` changes between fetches.", minimum=1
    )
    content_hash: str | None = _text(
        "SHA-256 of title, summary and body after folding.", pattern="^[0-9a-f]{64}$"
    )
    field_sources: dict[str, str] = field(
        default_factory=dict,
        metadata={
            "json_schema_extra": {
                "description": "For each field with a value that was read, the layer it was read"
                " from: `metadata`, `jsonld`, `opengraph`, `page`, `listing`, `url` or `generic`."
            }
        },
    )
    warnings: list[str] = _list("What was doubtful, as short codes; DATA.md lists them.")
    schema_version: str = _fixed(
        SCHEMA_VERSION, "Version of this table.", pattern=r"^\d{1,4}\.\d{1,4}$"
    )


@dataclass(kw_only=True)
class Link:
    """A headline that the site showed beside a post when the post was fetched."""

    observed_at: str = _required("When the page was fetched, UTC.", pattern=MOMENT)
    page_url: str = _required("Canonical address of the page that showed the link.")
    rel: str = _required(
        "The block it stood in: `related`, `most_read`, `read_next` or `coverage`.",
        enum=["related", "most_read", "read_next", "coverage"],
    )
    rank: int = _required("Place in the block, from 1.", minimum=1)
    url: str = _required("Canonical address that the link leads to.")
    title: str | None = _text("The headline shown.")
    label: str | None = _text("The label shown beside the headline.")
    label_kind: str | None = _text(
        "What the label is by the menu's words: `category`, `region` or null.",
        enum=["category", "region", None],
    )
    date: str | None = _text("The day printed there, `2025-10-28`.", pattern=r"^\d{4}-\d\d-\d\d$")
    image_alt: str | None = _text("Alternative text of the picture shown, without its credit.")
    image_credit: str | None = _text("Photo credit found in that text.")
    after_paragraph: int | None = _text(
        "For a block inside the story: the number of the paragraph it follows.", minimum=0
    )


@dataclass(kw_only=True)
class Headline:
    """One line of the breaking-news ticker."""

    text: str = _required("The line as printed, white space folded.")
    text_hash: str = _required("SHA-256 of the folded line; the key of a line.")
    rank: int = _required("Place in the ticker, from 1.", minimum=1)
    speaker: str | None = _text("What stands before the first `: `.")
    first_seen_at: str = _required("When a run first saw the line, UTC.", pattern=MOMENT)
    observed_at: str = _required("When this run saw it, UTC.", pattern=MOMENT)
    page_url: str = _required("Canonical address of the page that showed it.")
    edition: str = _required("`en`, `ar` or `es`.", enum=["en", "ar", "es"])


@dataclass(kw_only=True)
class Author:
    """A person who writes for the site, from the person's own page."""

    edition: str = _required("`en`, `ar` or `es`.", enum=["en", "ar", "es"])
    url: str = _required("Canonical address of the author's page.")
    name: str | None = _text("Name as printed.")
    bio: str | None = _text("Biography, paragraphs joined by a blank line.")
    image: str | None = _text("Address of the portrait.")
    posts: list[str] = _list("Canonical addresses of the posts seen on the page.")
    fetched_at: str = _required("When the page was fetched, UTC.", pattern=MOMENT)


#: The items that runs write, with the names of their fields.
ITEMS = {kind: [one.name for one in fields(kind)] for kind in (Article, Link, Headline, Author)}


def as_dict(item: Article | Link | Headline | Author) -> dict[str, Any]:
    """An item by its fields, the pictures, films and archive in it too; its lists are shared."""
    return {name: _plain(getattr(item, name)) for name in ITEMS[type(item)]}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [vars(one) if isinstance(one, (Image, Video)) else one for one in value]
    return vars(value) if isinstance(value, Archived) else value
