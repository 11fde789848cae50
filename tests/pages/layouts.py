"""One invented story in markups nobody agreed on: a seed draws each part in one of its ways."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random

URL = "https://english.almayadeen.net/news/politics/harbour-council-says-the-ferry-stays"
TITLE = "Harbour Council’s Answer: the Night Ferry Stays"
CREDIT, PRINTED = "Source: Al Mayadeen", "28 Jul 2021 23:20"
SUMMARY = (
    'The Harbour Council said that "the night ferry belongs to the town," as it turned down the'
    " third plan to sell the eastern quay this year."
)
ALT = "Harbour Council: The ferry will continue to sail every night"
CAPTION = "Harbour Council: The ferry sails every night"
ABOVE = (
    "The Harbour Council said on Tuesday that the ferry would keep its timetable, and that no boat"
    " would be sold before the winter storms are over.",
    "In a statement, the council’s members added that they firmly reject any plan to move the"
    " landing stage in any shape or form.",
    '"The night ferry belongs to the town, and the town has not been asked", the statement added.',
    "Furthermore, the council pointed out that the boats have carried 1,200 people a week.",
    'On his part, the harbour master, Farid Qasim, said that "nobody in the office has seen a buyer'
    ' with money in hand."',
)
RELATED = (
    "Town and island allegedly begin talks on the quay as agreed",
    "Old lighthouse to lose its keeper, no date reported: Excl.",
)
BELOW = (
    'In a statement, Qasim added, "the result of these talks is not a sale, but rather words about'
    ' one”, adding that “these words are old."',
    "Qasim then told the room that “the question of the boats was never raised by the mayor,” and"
    " that letters from islanders arrive daily.",
    "Furthermore, he clarified that the tariff on copper kettles has nothing to do with it.",
    "Qasim asked: What is a harbour without a boat at night?",
    "On Monday, the mayor and the islanders had announced an agreement that allows the quay’s"
    " repair to end by the spring, with the boats staying where they are.",
)
TAGS = ("Harbour", "Harbour Council", "Island’s Ferry", "Night boats", "Farid Qasim")
TICKER = (
    "Our correspondent in North Qarmat: A drone fell near the town of Tell Ghazir.",
    "Our correspondent: Three boats turned back east of Port Elwan",
    "The Harbour Council: The night ferry won’t sail before Friday",
    'The envoy says the truce\'s days are "numbered".',
)
MOST_READ = (
    ("A weaver at her loom", "Weavers' union turns down the offer", "Technology", "28 Oct 2025"),
    (
        "People wait at the quay in Port Elwan on April 14, 2022 (Rami Saad/AFP via Getty Images)",
        "Storm sees 1,000 islanders stay ashore for 2 months",
        "Politics",
        "30 Oct 2025",
    ),
    (
        "The end of the copper trade (Photo by Hadi Nasser)",
        "The end of the copper trade",
        "Politics",
        "31 Oct 2025",
    ),
)
READ_NEXT = (
    ("Does the island's offer make up for the quay?", "Palestine", "Does the island's offer do?"),
    ("A boat in an undisclosed bay, Sunday, Aug. 4, 2024.  (AP)", "Politics", "Island gets boats"),
    (
        "A lamplighter in a picture of his youth (Social media)",
        "Politics",
        "Lamplighter, 90, retires",
    ),
)
EMBEDDED = (
    "An embedded post about the talks on the quay that has nothing of the story in it, long enough"
    " to be taken for a paragraph."
)

_SECTIONS = {
    "News": ("Politics", "Economy", "Arts&Culture", "Technology"),
    "Articles": ("Opinion", "Analysis", "Features"),
    "Videos": ("NewsFeed", "TV"),
    "Infographs": (),
    "In Pictures": (),
}
_REGIONS = ("Africa", "Asia", "Asia-Pacific", "MENA", "Palestine", "US & Canada")


def slug(text: str) -> str:
    """The last step of an address."""
    return "".join(c if c.isalnum() else "-" for c in text.lower())[:50]


def body() -> str:
    """The story as the Article holds it."""
    return "\n\n".join((*ABOVE, *BELOW))


def lay_out(seed: int) -> str:
    """The page, every part in a way that the seed chooses."""
    rng = Random(seed)
    head = f"<meta charset=utf-8><title>{escape(TITLE)} | Al Mayadeen English</title>"
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body>{_menu(rng)}{_ticker(rng)}"
        f"{_main(rng)}{_foot(rng)}</body></html>"
    )


def _link(path: str, text: str) -> str:
    return f'<a href="{path}">{escape(text)}</a>'


def _subs(top: str, subs: Sequence[str]) -> str:
    links = "".join(f"<li>{_link(f'/{slug(top)}/{slug(sub)}', sub)}</li>" for sub in subs)
    return f"<ul>{links}</ul>" if links else ""


def _menu(rng: Random) -> str:
    tops = [_link("/" + slug(top), top) + _subs(top, subs) for top, subs in _SECTIONS.items()]
    nested, flat = "".join(f"<li>{top}</li>" for top in tops), "".join(tops)
    regions = "".join(f"<li>{_link(f'/regions/{slug(name)}', name)}</li>" for name in _REGIONS)
    editions = (
        '<ul><li><a href="https://www.almayadeen.net">Ar</a><li><a href="https://x.com/a">x</a></ul>'
        '<a href="/"><img src="/logo.png" alt="Al Mayadeen English"></a><p>Slogan</p>'
    )
    nested = f'<ul>{nested}<li><a href="/live">• LIVE</a></li></ul>'
    wide = rng.choice((nested, f"<nav>{nested}</nav>", f"<header>{nested}</header>"))
    narrow = rng.choice((f"<div>{flat}<ul>{regions}</ul></div>", f"{flat}<ul>{regions}</ul>"))
    return editions + wide + narrow


def _ticker(rng: Random) -> str:
    lines = [escape(line) for line in TICKER]
    return rng.choice(
        (
            f"<div><span>BREAKING</span>{''.join(f'<div>{line}</div>' for line in lines)}</div>",
            f"<p>BREAKING</p><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>",
            f"<div>BREAKING</div>{''.join(f'<p>{line}</p>' for line in lines)}",
            f"<div><b>BREAKING</b><div>{''.join(f'<span>{line}</span>' for line in lines)}"
            "</div></div>",
        )
    )


def _title(rng: Random) -> str:
    title = escape(TITLE)
    return rng.choice(
        (
            f"<h1>{title}</h1>",
            f"<header><h1><span>{title}</span></h1></header>",
            f"<div><h1>\n {title}\n</h1></div>",
            f"<h2>{title}</h2>",
            f"<div>{title}</div>",
        )
    )


def _facts(rng: Random) -> str:
    minutes = "2 Min Read"
    time = f'<time datetime="2021-07-28T23:20:00+03:00">{PRINTED}</time>'
    return rng.choice(
        (
            f"<ul><li>{CREDIT}</li><li>{PRINTED}</li></ul><p>{minutes}</p>",
            f"<div><span>{CREDIT}</span> <span>{PRINTED}</span></div><div>{minutes}</div>",
            f"<div><span>{CREDIT}</span><span>{PRINTED}</span><span>{minutes}</span></div>",
            f"<p>{CREDIT} | {PRINTED} | {minutes}</p>",
            f"<p>{CREDIT}<br>{PRINTED}<br>{minutes}</p>",
            f'<ul><li>Source: <a href="/authors/house">Al Mayadeen</a></li><li>{time}</li>'
            f"<li>{minutes}</li></ul>",
            f"<table><tr><td>{CREDIT}</td><td>{PRINTED}</td></tr></table><span>{minutes}</span>",
        )
    )


def _summary(rng: Random) -> str:
    text = escape(SUMMARY)
    return rng.choice(
        (
            f"<p>{text}</p>",
            f'<p class="lg_para summary">{text}</p>',
            f"<div>{text}</div>",
            f"<h2>{text}</h2>",
            f"<p><strong>{text}</strong></p>",
            f"<section><p>{text}</p></section>",
        )
    )


def _hero(rng: Random) -> str:
    url, alt, caption = "https://media.almayadeen.net/a/quay.jpg", escape(ALT), escape(CAPTION)
    picture = rng.choice(
        (
            f'<img src="{url}?v=3&amp;width=1000" alt="{alt}">',
            f'<img src="data:image/gif;base64,R0lGOD" data-src="{url}?width=600" alt="{alt}">',
            f'<picture><source srcset="{url}?width=400 400w, {url}?width=1000 1000w">'
            f'<img alt="{alt}" src="/placeholder.png"></picture>',
            f'<img src="/spacer.gif" alt="{alt}"><noscript><img src="{url}" alt="{alt}">'
            "</noscript>",
        )
    )
    share = '<a href="https://x.com/intent/post?url=a">x</a>'
    return rng.choice(
        (
            f"<ul><li>{share}</li><li>{picture}<span>{caption}</span></li></ul>",
            f"<ul><li>{share}</li><li>{picture}<p>{caption}</p></li></ul>",
            f"<div>{share}</div><figure>{picture}<figcaption>{caption}</figcaption></figure>",
            f"<ul><li>{share}</li></ul><div>{picture}<div>{caption}</div></div>",
            f"<ul><li>{share}</li></ul><div><div>{picture}</div><div>{caption}</div></div>",
            f"<ul><li>{share}</li></ul><p>{picture}</p><p>{caption}</p>",
            f"{picture}<p>{caption}</p>",
        )
    )


def _story(rng: Random) -> str:
    style = rng.randrange(6)

    def paragraph(text: str) -> str:
        words = [escape(word) for word in text.split()]
        if rng.random() < 0.5:
            place = rng.randrange(2, 8)
            words[place] = rng.choice(
                (f"<b>{words[place]}</b>", f'<a href="/news/politics/a-note">{words[place]}</a>')
            )
        html = " ".join(words)
        return (
            f"<p>{html}</p>",
            f"<div>{html}</div>",
            f"<p>{html}",
            f"{html}<br><br>",
            f"<section><p>{html}</p></section>",
            f"<p><span>{html}</span></p>\n",
        )[style]

    closed = "</p>" if style == 2 else ""
    above = "".join(map(paragraph, ABOVE[:2])) + closed + _embedded(rng)
    middle = "".join(map(paragraph, ABOVE[2:])) + closed + _related(rng)
    return above + middle + "".join(map(paragraph, BELOW)) + closed


def _embedded(rng: Random) -> str:
    signed = 'Some One (@someone) <a href="https://x.com/someone/status/1">July 28, 2021</a>'
    return rng.choice(
        (
            "",
            f'<blockquote class="twitter-tweet"><p>{EMBEDDED}</p>&mdash; {signed}</blockquote>'
            '<script async src="https://platform.example/widgets.js"></script>',
            f"<blockquote><p>{EMBEDDED}</p>— {signed}</blockquote>",
            '<iframe src="https://t.me/x/1?embed=1"></iframe>',
            "<div><h4>Subscribe</h4><p>Get the best of our news in your inbox every morning, free"
            " of charge and of spam.</p><form><input name=e><button>Sign up</button></form></div>",
        )
    )


def _related(rng: Random) -> str:
    one, other = (_link(f"/news/politics/{slug(title)}", title) for title in RELATED)
    label = "Related News"
    picture = '<img src="/r.jpg" alt="">'
    return rng.choice(
        (
            f'<div class="dual-related"><h3>{label}</h3><div>{one}</div><div>{other}</div></div>',
            f"<aside><h4>{label}</h4><ul><li>{one}</li><li>{other}</li></ul></aside>",
            f"<p>{label}</p><p>{one}</p><p>{other}</p>",
            f"<p><strong>{label}</strong></p><p>{one}</p><p>{other}</p>",
            f"<p>{one}</p><p>{other}</p>",
            f"<ul><li>{one}</li><li>{other}</li></ul>",
            f"<section><span>{label}</span><article>{picture}<h5>{one}</h5></article>"
            f"<article>{picture}<h5>{other}</h5></article></section>",
            f"<div>{one}</div><div>{other}</div>",
            f"<h3>{label}</h3><p>{one}</p><p>{other}</p>",
            f"<p>Read more: {one}</p><p>Read also: {other}</p>",
        )
    )


def _tags(rng: Random) -> str:
    links = [_link(f"/tags/{slug(tag)}", tag) for tag in TAGS]
    lines = "".join(f"<li>{link}</li>" for link in links)
    return rng.choice(
        (
            f"<ul>{lines}</ul>",
            f"<p>Tags: {', '.join(links)}</p>",
            f"<div>{' '.join(f'<span>{link}</span>' for link in links)}</div>",
            f"<h4>Tags</h4><ul>{lines}</ul>",
            "<div>"
            + "".join(f"<div>{_link(f'/t/{n}', tag)}</div>" for n, tag in enumerate(TAGS))
            + "</div>",
        )
    )


def _card(style: int, alt: str, title: str, label: str, day: str | None) -> str:
    url = f"/news/politics/{slug(title)}"
    where = "/regions/palestine" if label == "Palestine" else f"/news/{slug(label)}"
    picture = f'<img src="/media/{slug(title)[:8]}.jpg?width=400" alt="{escape(alt)}">'
    title = escape(title)

    def dated(tag: str, before: str = "") -> str:
        return f"{before}<{tag}>{day}</{tag}>" if day else ""

    return (
        f'<div><a href="{url}">{picture}</a><h4><a href="{url}">{title}</a></h4>'
        f"<ul><li>{_link(where, label)}</li>{dated('li')}</ul></div>",
        f'<article><a href="{url}">{picture}<span>{label}</span><h5>{title}</h5>{dated("time")}</a>'
        "</article>",
        f'<div><div>{picture}</div><p>{_link(where, label)}</p><div><a href="{url}">{title}</a>'
        f"</div>{dated('small')}</div>",
        f'<a href="{url}">{picture}<span>{label}</span> <span>{title}</span>'
        f"{dated('span', ' ')}</a>",
        f"{picture}<h3><a href='{url}'>{title}</a></h3><ul><li>{label}</li>{dated('li')}</ul>",
        f'<table><tr><td><a href="{url}">{picture}</a><br><a href="{url}">{title}</a><br>{label}'
        f"{'<br>' + day if day else ''}</td></tr></table>",
    )[style]


def _block(rng: Random, heading: str, inner: str, all_: str | None = None) -> str:
    head = rng.choice(
        (
            "<h2>{}</h2>",
            "<h4>{}</h4>",
            "<div>{}</div>",
            "<p><strong>{}</strong></p>",
            "<div><span>{}</span></div>",
            "<header><h2>{}</h2></header>",
        )
    ).format(heading)
    if all_:
        head = rng.choice((f"{head}{_link(all_, 'All')}", f"<div>{head}{_link(all_, 'All')}</div>"))
    return rng.choice(
        (
            f"<section>{head}{inner}</section>",
            f"<aside>{head}<div>{inner}</div></aside>",
            f"<div><div>{head}</div>{inner}</div>",
            f"{head}{inner}",
        )
    )


def _main(rng: Random) -> str:
    top = [_title(rng), _facts(rng), _summary(rng), _hero(rng)]
    story, tags = _story(rng), _tags(rng)
    style = rng.randrange(6)
    most_read = _block(rng, "Most Read", "".join(_card(style, *card) for card in MOST_READ))
    series = rng.choice(("{}", "<ul><li>{}</li></ul>", "<h4>{}</h4>")).format(
        _link("/coverage/siege", "Siege of the Orchard")
    )
    coverage = _block(rng, "Coverage", series, "/coverage")
    style = rng.randrange(6)
    cards = "".join(_card(style, alt, title, label, None) for alt, label, title in READ_NEXT)
    beside = most_read + coverage + _block(rng, "Read Next", cards, "/news")
    head = "".join(top)
    return rng.choice(
        (
            f"<main><article>{head}<div>{story}</div>{tags}</article></main>{beside}",
            f"{head}{story}{tags}{beside}",
            f"<div><div><div>{''.join(top[:2])}</div>{''.join(top[2:])}<div><div>{story}</div></div>"
            f"{tags}</div><div>{beside}</div></div>",
            f"<table><tr><td>{head}{story}{tags}</td><td>{beside}</td></tr></table>",
            f"<article>{head}<article>{story}</article></article>{tags}{beside}",
            "".join(f"<section>{part}</section>" for part in (*top, story, tags)) + beside,
            f"<form id=page><div>{head}<div>{story}</div>{tags}</div>{beside}</form>",
        )
    )


def _foot(rng: Random) -> str:
    foot = (
        "<p>Al Mayadeen English</p><p>An invented channel that carries news of invented places.</p>"
        '<p>All Rights Reserved</p><ul><li><a href="https://x.com/a">x</a>'
        f"<li>{_link('/privacy', 'Privacy Policy')}<li>{_link('/authors', 'Authors')}</ul>"
    )
    return rng.choice((foot, f"<footer>{foot}</footer>"))
