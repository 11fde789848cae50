"""What stands in one post: text, pictures, films, and the markup noise that must not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from random import Random

from . import attribution, words
from .words import Vocabulary

PARAGRAPHS = ("p", "h", "li", "quote")


@dataclass(frozen=True)
class Picture:
    """A picture, its printed caption with the credit, and what the caption means."""

    path: str
    alt: str | None
    printed: str | None
    caption: str | None
    credit: str | None
    agency: str | None

    def truth(self, base: str) -> dict[str, str | None]:
        """As Article.images holds it."""
        return {
            "url": base + self.path,
            "alt": self.alt,
            "caption": self.caption,
            "credit": self.credit,
            "agency": self.agency,
        }


@dataclass(frozen=True)
class Film:
    """A film: on YouTube, or a file or stream in the site's own player."""

    platform: str
    address: str
    video_id: str | None


@dataclass(frozen=True)
class Block:
    """One element of the story's container; only paragraphs are part of the body."""

    kind: str
    text: str = ""
    html: str = ""


@dataclass
class Story:
    """The content of a post, before any markup is chosen."""

    title: str
    summary: str | None
    blocks: list[Block]
    pictures: list[Picture]
    minutes: int | None
    films: list[Film] = field(default_factory=list)
    duration: int | None = None
    outlinks: list[str] = field(default_factory=list)
    #: The first paragraph is the summary once more, and is no part of the body.
    repeats_summary: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs, as a reader would copy them."""
        texts = [block.text for block in self.blocks if block.kind in PARAGRAPHS]
        return texts[1:] if self.repeats_summary else texts

    @property
    def related_after(self) -> int | None:
        """Number of the paragraph that the Related News block follows; None without a block."""
        count = -1 if self.repeats_summary else 0
        for block in self.blocks:
            if block.kind == "related":
                return max(count, 0)
            count += block.kind in PARAGRAPHS
        return None


_INVISIBLE = ("\u200b", "\u200e", "\u200f", "\ufeff")
_GAPS = ("\u00a0", "\n        ", "  ", " \u200f", "\u00a0 ")
_TAGS = ("strong", "em", "span", "b", "i", "u")


def noisy(rng: Random, text: str) -> str:
    """The same words with odd spaces and invisible marks, as the publisher's editor leaves them."""
    parts = text.split(" ")
    for _ in range(rng.randint(1, 3)):
        i = rng.randrange(len(parts))
        cut = rng.randrange(len(parts[i]) + 1)
        parts[i] = parts[i][:cut] + rng.choice(_INVISIBLE) + parts[i][cut:]
    joined = parts[0]
    for part in parts[1:]:
        joined += (" " if rng.random() < 0.9 else rng.choice(_GAPS)) + part
    return rng.choice(("", " ", "\u00a0", "\n   ")) + joined + rng.choice(("", " ", "\u00a0"))


def inline(rng: Random, text: str, hrefs: list[str]) -> str:
    """HTML of a paragraph: inline tags around words, within words and beside punctuation.

    Each address in `hrefs` is put around some words. No tag adds or removes a character.
    """
    source = noisy(rng, text) if rng.random() < 0.25 else text
    parts = [escape(part, quote=False) for part in source.split(" ")]
    places = rng.sample(range(len(parts)), min(len(parts), 3 + len(hrefs)))
    linked, places = sorted(places[: len(hrefs)]), places[len(hrefs) :]
    for href, i in zip(hrefs, linked, strict=True):
        parts[i] = f'<a href="{escape(href)}">{parts[i]}</a>'
    if places and rng.random() < 0.5:
        i = places.pop()
        tag = rng.choice(_TAGS)
        parts[i] = f"<{tag}>{parts[i]}</{tag}>"
    if places and rng.random() < 0.3:
        word = parts[places.pop()]
        if len(word) > 3 and word.isalpha():  # a tag that splits a word
            parts[parts.index(word)] = f"<span>{word[:2]}</span>{word[2:]}"
    if places and rng.random() < 0.2:  # the space stands inside the tag: "<em>word </em>next"
        i = places.pop()
        if i + 1 < len(parts):
            parts[i : i + 2] = [f"<em>{parts[i]} </em>{parts[i + 1]}"]
    return " ".join(parts)


def _uuid(rng: Random) -> str:
    digits = f"{rng.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def picture(rng: Random, vocabulary: Vocabulary, day: str) -> Picture:
    """A picture with any of: alternative text, caption, credit."""
    caption: str | None = words.phrase(rng, vocabulary) if rng.random() < 0.85 else None
    alt: str | None = words.phrase(rng, vocabulary)
    draw = rng.random()
    if draw < 0.1:
        alt = None
    elif draw < 0.3 and caption:
        alt = caption
    printed, credit, agency = caption, None, None
    if caption and rng.random() < 0.6:
        closing, credit, agency = attribution.photo(rng, vocabulary)
        printed = caption + closing
    return Picture(f"/media/image/{day}/{_uuid(rng)}.jpg", alt, printed, caption, credit, agency)


def _film(rng: Random, day: str) -> Film:
    draw = rng.random()
    if draw < 0.5:
        code = "".join(
            rng.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_", k=11)
        )
        return Film("youtube", f"https://www.youtube.com/embed/{code}", code)
    end = f"{_uuid(rng)}.mp4" if draw < 0.8 else f"{_uuid(rng)}/master.m3u8"
    return Film("almayadeen", f"/media/video/{day}/{end}", None)


_TWEET = (
    "<p>{text} <a href='https://t.co/{code}'>pic.twitter.com/{code}</a></p>"
    "&mdash; {name} (@{handle}) <a href='https://twitter.com/{handle}/status/{number}'>{date}</a>"
)


def _embedded(rng: Random, vocabulary: Vocabulary) -> list[Block]:
    """Things within the story that are no part of it."""
    blocks = []
    if rng.random() < 0.25:
        html = _TWEET.format(
            text=escape(words.sentence(rng, vocabulary)),
            code=f"{rng.getrandbits(40):x}",
            name=words.person(rng, vocabulary),
            handle=f"reader{rng.randint(1, 999)}",
            number=rng.getrandbits(60),
            date="July 28, 2021",
        )
        blocks.append(Block("tweet", html=html))
    if rng.random() < 0.12:
        blocks.append(
            Block("iframe", html=f"https://maps.example.org/embed/{rng.getrandbits(30):x}")
        )
    if rng.random() < 0.12:
        blocks.append(Block("ad"))
    if rng.random() < 0.12:
        blocks.append(Block("follow"))
    if rng.random() < 0.12:
        blocks.append(Block("script"))
    return blocks


def _text_blocks(
    rng: Random, vocabulary: Vocabulary, outlinks: list[str], targets: list[str]
) -> list[Block]:
    blocks: list[Block] = []

    def paragraph(kind: str, text: str, hrefs: list[str] | None = None) -> None:
        html = inline(rng, text, hrefs or []) if kind == "p" else escape(text, quote=False)
        blocks.append(Block(kind, text, html))

    count = rng.randint(4, 9)
    for i in range(count):
        hrefs = []
        if rng.random() < 0.15:
            hrefs.append(f"https://reports{i}.example.org/paper/{rng.getrandbits(32):x}")
        if targets and rng.random() < 0.08:
            hrefs.append(targets[i % len(targets)])
        paragraph("p", words.paragraph(rng, vocabulary, rng.randint(1, 3)), hrefs)
        outlinks.extend(href for href in hrefs if href not in outlinks)
        if 0 < i < count - 1:
            draw = rng.random()
            if draw < 0.06:
                paragraph("h", words.phrase(rng, vocabulary))
            elif draw < 0.10:
                for _ in range(3):
                    paragraph("li", words.sentence(rng, vocabulary))
            elif draw < 0.14:
                paragraph("quote", words.sentence(rng, vocabulary))
    return blocks


def tell(
    seed: str,
    vocabulary: Vocabulary,
    *,
    title: str,
    kind: str,
    day: str,
    related: bool,
    targets: list[str],
    edits: int,
) -> Story:
    """The story of a post; the same arguments always give the same one.

    `targets` are absolute addresses that paragraphs may link to; `edits` counts the times that
    the publisher has changed title and text since.
    """
    rng = Random(seed)
    outlinks: list[str] = []
    text = kind == "article" or rng.random() < 0.35
    blocks = _text_blocks(rng, vocabulary, outlinks, targets) if text else []
    pictures = [picture(rng, vocabulary, day)]
    summary = words.paragraph(rng, vocabulary, rng.randint(1, 2)) if rng.random() < 0.93 else None
    repeats = False
    if summary and kind == "article":
        draw = rng.random()
        if draw < 0.1:  # nearly the same: both stay
            near = f"{summary[:-1]}, {rng.choice(vocabulary.tails)}."
            blocks.insert(2, Block("p", near, inline(rng, near, [])))
        elif draw < 0.14:
            blocks.insert(0, Block("p", summary, inline(rng, summary, [])))
            repeats = True
    if text:
        for extra in _embedded(rng, vocabulary):
            blocks.insert(rng.randint(2, len(blocks)), extra)
        if rng.random() < 0.15:
            inside = picture(rng, vocabulary, day)
            pictures.append(inside)
            blocks.insert(rng.randint(2, len(blocks)), Block("figure", html=str(len(pictures) - 1)))
        if related:
            blocks.insert(rng.randint(3, len(blocks) - 1), Block("related"))
    story = Story(
        title=title,
        summary=summary,
        blocks=blocks,
        pictures=pictures,
        minutes=rng.randint(1, 9) if rng.random() < 0.95 else None,
        outlinks=outlinks,
        repeats_summary=repeats,
    )
    if kind == "gallery":
        pictures += [picture(rng, vocabulary, day) for _ in range(rng.randint(5, 18))]
    if kind == "video":
        story.films.append(_film(rng, day))
        story.duration = rng.randint(7, 3859) if rng.random() < 0.6 else None
    for _ in range(edits):
        added = words.sentence(rng, vocabulary)
        story.blocks.append(Block("p", added, inline(rng, added, [])))
    return story
