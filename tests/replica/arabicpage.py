"""A post of the Arabic edition in the shapes in which that edition was seen in 2024.

All words are invented; names of classes, the order of lines and their forms are the site's. Each
part that was seen in one shape alone, or of which a program names the class, comes in others too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Any

BASE = "https://www.almayadeen.net"
BLURB = (
    "تغطية مستمرة لأحداث حصار البستان منذ يومه الأول، تتابع فيها فرقنا في الميدان يوميات الأهالي"
    " وتنقل شهاداتهم وصور بيوتهم ودكاكينهم من داخل الأسوار."
)
DISCLAIMER = (
    "إن الآراء المذكورة في هذه المقالة لا تعبّر بالضرورة عن رأي المرصد وإنما تعبّر عن رأي صاحبها حصراً"
)
TICKER = (
    "مراسلنا في الشمال: ثلاثة قوارب تعود إلى المرفأ بعد العاصفة",
    "مجلس المرفأ: العبّارة الليلية باقية على مواعيدها حتى الربيع",
)
TWEET = (
    "نشكر الصيادين الذين حملوا البريد إلى الجزيرتين طوال أيام العاصفة، وننتظرهم الليلة على الرصيف."
)
CARDS = (  # headline, section, day as the cards print it
    ("عمّال المناشير يرفضون عرض أصحابها", "اقتصاد", "اليوم 06:42"),
    ("الجسر القديم يُرمَّم في الربيع المقبل", "سياسة", "20 اب 13:05"),
    ("معرض للقوارب الخشبية في القرية العليا", "ثقافة", "3 تشرين ثاني 2023"),
    ("آخر صانعي المصابيح يغلق دكانه", "منوعات", "12 آذار"),
)
OF_THE_AUTHOR = ("مقالة سابقة عن المرافئ الصغيرة", "مقالة أخرى عن أثمان الملح")


@dataclass
class Facts:
    """What a page is to say."""

    title: str
    path: str
    post_id: str = "1700001"
    summary: str | None = None
    body: Sequence[str] = ()
    credit: str | None = "الميادين نت"
    author: str | None = "الميادين نت"
    printed: str | None = None
    #: Zoneless UTC, as the head states it.
    published_time: str | None = None
    modified_time: str | None = None
    tags: Sequence[str] = ()
    #: The publisher's own record; None where the page has none.
    metadata: dict[str, Any] | None = field(default=None)
    is_opinion: bool = False
    in_series: bool = False
    tweets: bool = False


def render(facts: Facts, seed: int = 0) -> str:
    """The document, in one of the shapes."""
    rng = Random(f"{seed}/{facts.path}")
    ticker = "".join(
        f'<li><div class="ticker-item"><div class="ticker-text"><a href="/latestnews/2024/9/3/{n}">'
        f"{escape(line)}</a></div></div></li>"
        for n, line in enumerate(TICKER)
    )
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
        f"<title>{escape(facts.title)} | الميادين</title>{_head(facts)}</head><body>"
        f'<header><a href="/"><img src="/logo.svg" alt="الميادين"></a>{_menu()}'
        f'<div id="ticker-box"><ul>{ticker}</ul></div></header>'
        f'<section class="read-section"><div class="row"><div class="col-8">'
        f"{_story(facts, rng)}</div>{_side(rng)}</div></section>{_foot()}</body></html>"
    )


def _head(facts: Facts) -> str:
    metas = {
        "og:type": "article",
        "og:title": facts.title,
        "og:description": facts.summary,
        "article:published_time": facts.published_time,
        "article:modified_time": facts.modified_time,
    }
    html = "".join(
        f'<meta property="{name}" content="{escape(content)}">'
        for name, content in metas.items()
        if content
    )
    html += f'<link rel="canonical" href="{BASE}{escape(facts.path)}">'
    if facts.metadata is not None:
        data = json.dumps(facts.metadata, ensure_ascii=False).replace("</", "<\\/")
        html += f'<script id="tawsiyat-metadata" type="text/tawsiyat">{data}</script>'
    return html


def _menu() -> str:
    entries = (
        ("الأخبار", "/news"),
        ("سياسة", "/news/politics"),
        ("اقتصاد", "/news/economy"),
        ("ثقافة", "/news/culture"),
        ("مقالات", "/articles"),
        ("تحليل", "/analysis"),
        ("فيديو", "/video"),
        ("إنفوغراف", "/infograph"),
        ("منوعات", "/misc"),
    )
    links = "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in entries)
    return f'<nav class="main-menu"><ul>{links}</ul></nav>'


def _story(facts: Facts, rng: Random) -> str:
    source = f"المصدر: {facts.credit}" if facts.credit and rng.random() < 0.7 else facts.credit
    lines = "".join(f"<li>{escape(line)}</li>" for line in (source, facts.printed) if line)
    picture = "media.almayadeen.net/media/image/2024/9/3/quay.jpg?v=2&amp;width=1000"
    hero = rng.choice(
        (
            f'<img class="lazy" data-src="//{picture}" alt="الرصيف">',
            f'<img src="https://{picture}" alt="الرصيف">',
        )
    )
    metas = "post-type post-metas type-wrap article-details-metas"
    summary = f'<p class="lg_para summary">{escape(facts.summary)}</p>' if facts.summary else ""
    return (
        f'<div class="details-white-box"><h2>{escape(facts.title)}</h2>'
        f'<ul class="{metas}">{lines}</ul>'
        f'{summary}<ul class="share-list"><li><a href="https://x.com/intent/post">x</a></li>'
        f'<li class="hero">{hero}<div class="caption">الرصيف ليلاً (أرشيف)</div></li></ul>'
        f"{_content(facts, rng)}{_tags(facts, rng)}{_blurb(facts, rng)}{_author(facts, rng)}</div>"
    )


def _content(facts: Facts, rng: Random) -> str:
    paragraphs = [f"<p>{escape(text)}</p>" for text in facts.body]
    if facts.tweets and len(paragraphs) > 1:
        paragraphs.insert(
            1,
            f'<blockquote class="twitter-tweet"><p lang="ar" dir="rtl">{TWEET}</p>&mdash; بريد'
            ' الجزيرة (@post) <a href="https://twitter.com/post/status/17">September 3, 2024</a>'
            "</blockquote>",
        )
    if facts.is_opinion:
        paragraphs.append(
            rng.choice(
                (
                    f'<div class="post_disclaimer">{DISCLAIMER}</div>',
                    f'<div class="post_disclaimer"><p>{DISCLAIMER}</p></div>',
                    f"<p><em>{DISCLAIMER}</em></p>",
                    f"<p>{DISCLAIMER}.</p>",
                )
            )
        )
    return f'<div class="p-content">{"".join(paragraphs)}</div>'


def _tags(facts: Facts, rng: Random) -> str:
    if not facts.tags:
        return ""
    links = [f'<a href="/tags/{escape(tag)}">{escape(tag)}</a>' for tag in facts.tags]
    return rng.choice(
        (
            '<div class="tags-box">{}</div>'.format("".join(f"<p>{link}</p>" for link in links)),
            "<div>{}</div>".format("".join(f"<p>{link}</p>" for link in links)),
            '<div class="post-tags">{}</div>'.format(
                "".join(f"<p>{escape(tag)}</p>" for tag in facts.tags)
            ),
            '<ul class="tags">{}</ul>'.format("".join(f"<li><p>{link}</p></li>" for link in links)),
        )
    )


def _blurb(facts: Facts, rng: Random) -> str:
    if not facts.in_series:
        return ""
    link = '<a href="/coverage/حصار-البستان">حصار البستان</a>'
    return rng.choice(
        (
            f'<div class="coverage-box"><h4>{link}</h4><p>{BLURB}</p></div>',
            f"<div>{link}<p>{BLURB}</p></div>",
            f"<p>{BLURB}</p>",
        )
    )


def _author(facts: Facts, rng: Random) -> str:
    if not facts.is_opinion:
        return ""
    heading = rng.choice(("<h3>{}</h3>", "<p>{}</p>", "<div>{}</div>")).format("اقرأ للكاتب")
    cards = "".join(
        f'<div class="card"><a href="/articles/{n}">{title}</a><p>2{n} اب</p></div>'
        for n, title in enumerate(OF_THE_AUTHOR)
    )
    return f'<div class="author-posts">{heading}{cards}</div>'


def _card(rng: Random, number: int, title: str, label: str, day: str) -> str:
    """A card; its day is printed twice, for two widths of screen."""
    address = f"/news/politics/بطاقة-{number}-من-بطاقات-الصفحة"
    return (
        f'<div class="card"><a href="{address}"><img class="lazy" data-src="//media.almayadeen.net/'
        f'media/image/c{number}.jpg" alt="{title}"></a><h4><a href="{address}">{title}</a></h4>'
        f'<p class="d-none d-md-block">{day}</p><p class="d-md-none">{day}</p>'
        f"<span>{label}</span></div>"
    )


def _side(rng: Random) -> str:
    cards = [_card(rng, n, *card) for n, card in enumerate(CARDS)]
    return (
        f'<div class="col-4"><h3>الأكثر قراءة</h3>{"".join(cards[:2])}</div>'
        f'<div class="no-gap white-bg-colored all-bordered"><h3>اقرأ التالي</h3>'
        f'{"".join(cards[2:])}<p><a href="/news">تصفح المزيد</a></p></div>'
    )


def _foot() -> str:
    return (
        '<footer><div class="footer_top_menu"><a href="/news">الأخبار</a></div>'
        '<div class="footer_middle_menu"><a href="/about-us">من نحن</a></div>'
        '<div class="footer_btm_row"><p class="footer-bottom-text">جميع الحقوق محفوظة</p>'
        "<p>قناة مخترعة تنقل أخبار أماكن مخترعة.</p></div></footer>"
    )
