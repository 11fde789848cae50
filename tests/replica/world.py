"""The made-up site as facts: its posts, people, series and listings, before any page is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from random import Random
from unicodedata import category
from urllib.parse import quote

from . import attribution, words
from .attribution import Credit
from .clock import EDGE_WALLS, ODD_OFFSETS, Stamp, at, to_beirut
from .editions import EDITIONS, Edition, Entry, Section
from .story import Story, tell

MARKUPS = ("full", "plain", "jsonld", "cut")
FIRST_DAY = datetime.fromisoformat("2021-07-01 06:00")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
LAST_DAY = datetime.fromisoformat("2025-11-20 12:00")


@dataclass(slots=True)
class Post:
    """One post; its text is told by `World.story`."""

    number: int
    post_id: str
    section: Section
    entry: Entry
    path: str
    title: str
    markup: str
    stamp: Stamp
    updated: datetime
    regions: list[str]
    countries: list[str]
    coverage: list[str]
    tags: list[str]
    credit: Credit
    #: What leads to it: "listing", "region", "related", "read_next", "most_read" or "nowhere".
    found_by: str = "listing"
    programme: str | None = None
    related: list[int] = field(default_factory=list)
    most_read: list[int] = field(default_factory=list)
    read_next: list[int] = field(default_factory=list)
    edits: int = 0
    #: Times that the page was saved again, with or without a change.
    saves: int = 0
    withdrawn: int | None = None
    #: The later post that is served at this one's address, and the other way round.
    shadowed_by: int | None = None
    shadows: int | None = None

    @property
    def is_served(self) -> bool:
        """Whether its address gives this post."""
        return self.withdrawn is None and self.shadowed_by is None

    @property
    def path_url(self) -> str:
        """The canonical path, percent-encoded."""
        return quote(self.path, safe="/")


@dataclass(slots=True)
class Hub:
    """A page that lists posts (or, in `children`, other hubs), newest first."""

    path: str
    label: str
    kind: str
    posts: list[int] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    section: Section | None = None
    #: For an author: what the author's page tells.
    bio: tuple[str, ...] = ()
    portrait: str | None = None


def slugify(title: str) -> str:
    """As the publisher does it: lower case without vowel marks, every other character a dash, cut
    at 60 and no dash at the end; runs of dashes and those in front are kept.
    """
    bare = "".join(letter for letter in title.lower() if category(letter) != "Mn")
    return re.sub(r"[^\w]|_", "-", bare)[:60].rstrip("-")


class World:
    """All facts of one edition, deterministic by its arguments."""

    def __init__(
        self,
        *,
        posts: int,
        seed: int,
        edition: str,
        markup: str,
        authors: int,
        base: str = "",
        span: tuple[str, str] | None = None,
        shadowed: int = 0,
    ) -> None:
        self.edition: Edition = EDITIONS[edition]
        self.ticker = self.edition.ticker[:10]
        #: Scheme, host and port; known when the server listens.
        self.base = base
        self.markup = markup
        self.seed = seed
        self.rng = Random(f"{seed}/{edition}/{posts}/{markup}")
        self.staff = words.people(self.rng, self.edition.words, authors)
        self.bios = [
            tuple(words.sentence(self.rng, self.edition.words) for _ in range(2))
            for _ in self.staff
        ]
        self.programmes = {
            entry.path: [
                words.headline(self.rng, self.edition.words)[:40].strip() for _ in range(3)
            ]
            for section in self.edition.sections
            for entry in section.entries
            if entry.address == "programme"
        }
        self.posts: list[Post] = []
        self.by_path: dict[str, Post] = {}
        self._leaves = [
            (section, entry) for section in self.edition.sections for entry in section.entries
        ]
        self._weights = [entry.weight for _, entry in self._leaves]
        for moment, stamp in self._regular(posts, *span) if span else self._calendar(posts):
            self._add(moment, stamp)
        self._shadow(shadowed)
        self._hide()
        self._pools = {family: self._pool(family) for family in ("text", "video", "picture")}
        for post in self.posts:
            self._recommend(post)
        self._let_hidden_be_found()
        self.hubs = self._list()
        self.story = lru_cache(maxsize=4096)(self._tell)

    def _calendar(self, count: int) -> list[tuple[datetime, Stamp]]:
        """Moments of that many posts in order: edges of the clock, and ordinary days."""
        rng = self.rng
        edges: list[tuple[datetime, timedelta | None]] = [
            (datetime.fromisoformat(wall), None) for wall in EDGE_WALLS
        ]
        edges += [(datetime.fromisoformat(wall), offset) for wall, offset in ODD_OFFSETS]
        walls = edges[: count // 4] if count < 120 else edges * 2
        span = int((LAST_DAY - FIRST_DAY).total_seconds() // 60)
        ordinary = sorted(rng.randrange(span) for _ in range(count - len(walls)))
        walls += [(FIRST_DAY + timedelta(minutes=minute), None) for minute in ordinary]
        stamps = [
            self._stamp(wall, offset, plain=i < len(edges) * 2)
            for i, (wall, offset) in enumerate(walls)
        ]
        return sorted(((stamp.moment, stamp) for stamp in stamps), key=lambda pair: pair[0])

    def _regular(self, count: int, first: str, last: str) -> list[tuple[datetime, Stamp]]:
        """Moments of that many posts, as many on each day from the first to the last, all hours."""
        start = datetime.fromisoformat(first)
        days = (datetime.fromisoformat(last) - start).days + 1
        each = max(count // days, 1)
        stamps = [
            self._stamp(
                start
                + timedelta(
                    days=day,
                    minutes=1440 * part // each + self.rng.randrange(max(1440 // each // 2, 1)),
                ),
                None,
                plain=True,
            )
            for day in range(days)
            for part in range(each)
        ]
        return [(stamp.moment, stamp) for stamp in stamps]

    def _shadow(self, count: int) -> None:
        """Give the addresses of so many posts to others of a later month."""
        older = self.posts[: len(self.posts) // 2]
        for old in self.rng.sample(older, count):
            month = to_beirut(old.stamp.moment).strftime("%Y-%m")
            new = next(
                post
                for post in self.posts[old.number :]
                if to_beirut(post.stamp.moment).strftime("%Y-%m") > month and not post.shadows
            )
            new.shadows = old.number
            old.shadowed_by = new.number
            del self.by_path[old.path]
            old.path = new.path

    def _stamp(self, wall: datetime, offset: timedelta | None, *, plain: bool) -> Stamp:
        rng = self.rng
        moment = at(wall, offset)
        if rng.random() < 0.4:
            moment += timedelta(seconds=rng.randrange(60))
        draw = 1.0 if plain else rng.random()
        if draw < 0.01:
            return Stamp(moment, None, None, "none")
        if draw < 0.015:
            return Stamp(moment, None, wall, "minute", impossible=f"31 {{}} {wall.year} 12:00")
        if draw < 0.03:
            return Stamp(moment, None, wall, "day")
        if draw < 0.06:
            return Stamp(moment, None, wall, "minute")
        iso = moment.isoformat()
        if draw < 0.09:
            iso = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return Stamp(moment, iso, wall, "minute")

    def _add(self, moment: datetime, stamp: Stamp) -> Post:
        rng, edition = self.rng, self.edition
        section, entry = rng.choices(self._leaves, self._weights)[0]
        country, region = rng.choice(edition.countries)
        where = rng.random() < 0.6
        named = (entry.posttype in ("Articles", "مقالات", "تحليل")) and rng.random() < 0.8
        credit = attribution.make(
            rng, edition.code, edition.words, edition.house, self.staff, named=named
        )
        if rng.random() < 0.02:
            credit = attribution.silent(edition.house)
        regions = [region] if where else []
        if where and rng.random() < 0.2:
            regions.append(rng.choice(edition.regions)[0])
        order = [label for label, _ in edition.regions]
        number = len(self.posts)
        markup = self.markup
        if markup == "mixed":
            markup = rng.choices(MARKUPS, (11, 3, 3, 3))[0]
        programme = (
            rng.choice(self.programmes[entry.path]) if entry.address == "programme" else None
        )
        title = words.headline(rng, edition.words)
        post = Post(
            number=number,
            post_id=str(1_000_000 + number * 7 + rng.randrange(7)),
            section=section,
            entry=entry,
            path="",
            title=title,
            markup=markup,
            stamp=stamp,
            updated=moment + timedelta(seconds=rng.choice((0, 41, 2_600, 90_000))),
            regions=sorted(set(regions), key=order.index),
            countries=[country] if where else [],
            coverage=[rng.choice(edition.coverage)] if rng.random() < 0.25 else [],
            tags=rng.sample(edition.tags, rng.randint(1, 6)) if rng.random() < 0.97 else [],
            credit=credit,
            programme=programme,
        )
        post.path = self._address(post, moment)
        if number % 5 == 3:  # Titles are edited, addresses stay: true of a fifth of the posts.
            post.title = words.headline(Random(number), edition.words)
        self.posts.append(post)
        self.by_path[post.path] = post
        return post

    def _address(self, post: Post, moment: datetime) -> str:
        rng = self.rng
        slug, folder = slugify(post.title), post.entry.path
        draw = rng.random()
        if draw < 0.02:
            slug = slugify(rng.choice(self.edition.words.places)).split("-")[0]
        elif draw < 0.05 and self.posts:  # shares most of its text with an older post's address
            slug = self.posts[-1].path.rsplit("/", 1)[1][:57] + "-pt"
        if post.entry.path == "/articles/blog" and rng.random() < 0.3:
            folder = "/articles/Blog"
        elif post.entry.path == "/blog" and rng.random() < 0.5:
            folder = "/Blog"
        elif post.section.path == "/articles" and not post.section.leaf and rng.random() < 0.15:
            folder = "/articles"
        elif post.entry.address == "dated":
            folder += f"/{moment.year}/{moment.month}/{moment.day}"
        elif post.programme:
            folder = self.programme_path(post.entry, post.programme)
        path = f"{folder}/{slug}"
        count = 1
        while path in self.by_path:
            count += 1
            path = f"{folder}/{slug[:56]}-{count}"
        return path

    def programme_path(self, entry: Entry, programme: str) -> str:
        """Where a programme lists its episodes."""
        return f"{entry.path}/{slugify(programme)[:24].strip('-')}"

    def _hide(self) -> None:
        """Take a tenth of the text posts out of the section listings."""
        text = [post for post in self.posts if post.section.family == "text" and post.is_served]
        ways = ("region", "related", "region", "read_next", "nowhere", "most_read")
        for i, post in enumerate(text[5::10]):
            way = ways[i % len(ways)]
            if way != "region" or post.regions:
                post.found_by = way

    def _pool(self, family: str) -> list[int]:
        return [
            post.number
            for post in self.posts
            if post.section.family == family and post.found_by == "listing" and post.is_served
        ]

    def _recommend(self, post: Post) -> None:
        pool, rng = self._pools[post.section.family], self.rng
        favourites = pool[-12:]
        if post.section.family == "text" and rng.random() < 0.7:
            post.related = self._some(pool, 2, post)
        post.most_read = self._some(favourites, 4, post)
        post.read_next = self._some(pool, 4, post)

    def _some(self, pool: list[int], count: int, post: Post) -> list[int]:
        chosen = self.rng.sample(pool, min(count, len(pool)))
        return [number for number in chosen if number != post.number]

    def _let_hidden_be_found(self) -> None:
        """One listed post leads to each post that only related blocks show."""
        hosts = [post for post in self.posts if post.found_by == "listing" and post.related]
        for post in self.posts:
            if hosts and post.found_by in ("related", "read_next", "most_read"):
                host = hosts[self.rng.randrange(len(hosts))]
                shown: list[int] = getattr(host, post.found_by)
                shown.insert(self.rng.randrange(len(shown) + 1), post.number)

    def _list(self) -> dict[str, Hub]:  # noqa: C901 (one case for each kind of listing)
        """Every listing of the site, by path."""
        edition = self.edition
        hubs: dict[str, Hub] = {}

        def hub(path: str, label: str, kind: str, section: Section | None = None) -> Hub:
            return hubs.setdefault(path, Hub(path, label, kind, section=section))

        for section in edition.sections:
            hub(section.path, section.label, "section", section)
            for entry in section.entries:
                kind = "programmes" if entry.address == "programme" else "category"
                made = hub(entry.path, entry.label, kind, section)
                for programme in self.programmes.get(entry.path, ()):
                    child = self.programme_path(entry, programme)
                    hub(child, programme, "programme", section)
                    if child not in made.children:
                        made.children.append(child)
        regions = dict(edition.regions)
        for label, path in edition.regions:
            hub(path, label, "region")
        for label in edition.tags:
            hub(f"/tags/{slugify(label)}", label, "tag")
        for label in edition.coverage:
            hub(f"/coverage/{slugify(label)}", label, "coverage")
        authors = {name: f"/authors/{slugify(name)}" for name in self.staff}
        hub("/authors", edition.labels["authors"], "authors").children.extend(authors.values())
        for i, (name, path) in enumerate(authors.items()):
            person = hub(path, name, "author")
            person.bio = self.bios[i]
            person.portrait = f"/media/image/2021/6/{i + 1}/portrait-{i}.jpg"
        for post in reversed(self.posts):
            if post.is_served and post.found_by in ("listing", "region"):
                for label in post.regions:
                    hubs[regions[label]].posts.append(post.number)
            if not post.is_served or post.found_by != "listing":
                continue
            places = {post.section.path, post.entry.path}
            if post.programme:
                places.add(self.programme_path(post.entry, post.programme))
                places.discard(post.entry.path)
            places |= {f"/tags/{slugify(tag)}" for tag in post.tags}
            places |= {f"/coverage/{slugify(series)}" for series in post.coverage}
            places |= {authors[name] for name in post.credit.authors if name in authors}
            for place in places:
                hubs[place].posts.append(post.number)
        return hubs

    def _tell(self, number: int) -> Story:
        post = self.posts[number]
        day = to_beirut(post.stamp.moment)
        targets = [self.base + self.posts[other].path_url for other in post.read_next[:2]]
        return tell(
            f"{self.seed}/{self.edition.code}/{number}",
            self.edition.words,
            title=self.title(post),
            kind=post.entry.kind,
            day=f"{day.year}/{day.month}/{day.day}",
            related=bool(post.related),
            targets=targets,
            edits=post.edits,
        )

    def title(self, post: Post) -> str:
        """The headline as it stands now; an edit is told by a number at its end."""
        return f"{post.title} [{post.edits}]" if post.edits else post.title

    def url(self, path: str) -> str:
        """The canonical address of a decoded path."""
        return self.base + quote(path, safe="/")

    def printed(self, post: Post) -> str | None:
        """The date as the page prints it."""
        stamp = post.stamp
        if stamp.impossible:
            return stamp.impossible.format(self.edition.months[1])
        if stamp.wall is None:
            return None
        if stamp.precision == "day":
            text = self.edition.day(stamp.wall)
        else:
            text = self.edition.minute(stamp.wall)
        if self.edition.code == "ar" and post.number % 4 == 0:
            return text.translate(_ARABIC_DIGITS)
        if self.edition.code == "en" and post.markup == "plain" and post.number % 5 == 0:
            return text.replace(self.edition.months[stamp.wall.month - 1], f"{stamp.wall:%B}")
        return text

    def card_day(self, post: Post) -> datetime | None:
        """The day that cards print, on the wall clock of the page; None where the page has none."""
        return None if post.stamp.impossible else post.stamp.wall

    def entity_tag(self, post: Post) -> str:
        """Changes when, and only when, the page was saved again."""
        state = f"{self.seed}/{post.path}/{post.number}/{post.edits}/{post.saves}"
        return sha256(state.encode()).hexdigest()[:20]

    def advance(
        self,
        *,
        edits: int = 0,
        new: int = 0,
        withdrawn: int = 0,
        resaved: int = 0,
        taken_over: int = 0,
    ) -> dict[str, list[str]]:
        """Move time on: change, add and withdraw that many posts, and have later posts take the
        addresses of so many; gives the addresses concerned."""
        rng = self.rng
        alive = [post for post in self.posts if post.withdrawn is None]
        listed = [post for post in alive if post.found_by == "listing"]
        chosen = rng.sample(listed, min(len(listed), edits + withdrawn + resaved))
        edited, rest = chosen[:edits], chosen[edits:]
        gone, again = rest[:withdrawn], rest[withdrawn:]
        latest = max(post.stamp.moment for post in self.posts)
        for post in edited:
            post.edits += 1
        for post in (*edited, *again):
            post.saves += 1
            post.updated = latest + timedelta(minutes=5)
        for i, post in enumerate(gone):
            post.withdrawn = (404, 410)[i % 2]
        fresh = []
        for i in range(new):
            wall = to_beirut(latest).replace(tzinfo=None, second=0) + timedelta(hours=i + 1)
            stamp = self._stamp(wall, None, plain=True)
            fresh.append(self._add(stamp.moment, stamp))
        victims = rng.sample([post for post in listed if post.markup == "full"], taken_over)
        for i, victim in enumerate(victims):
            moment = latest + timedelta(days=i + 1)
            stamp = self._stamp(to_beirut(moment).replace(tzinfo=None, second=0), None, plain=True)
            fresh.append(self._take_over(victim, stamp, same_title=i % 2 == 0))
        for post in fresh:
            self._recommend(post)
        self.story.cache_clear()
        self.hubs = self._list()
        return {
            "edited": self._urls(edited),
            "new": self._urls(fresh),
            "withdrawn": self._urls(gone),
            "resaved": self._urls(again),
            "taken_over": self._urls(victims),
        }

    def _take_over(self, victim: Post, stamp: Stamp, *, same_title: bool) -> Post:
        """A later post whose slug, cut at 60, is that of another: it stands at its address."""
        post = self._add(stamp.moment, stamp)
        del self.by_path[post.path]
        post.section, post.entry, post.programme = victim.section, victim.entry, victim.programme
        post.path, post.markup = victim.path, "full"
        if same_title:
            post.title = victim.title
        self.by_path[post.path] = post
        return post

    def _urls(self, posts: Iterable[Post]) -> list[str]:
        return [self.url(post.path) for post in posts]
