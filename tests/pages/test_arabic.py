"""The Arabic edition's pages as they were seen: nothing of the page's furniture is of the story."""

from __future__ import annotations

import pytest

from tests.pages.reading import page_of
from tests.pages.test_accounting import check
from tests.replica import arabicpage
from tests.replica.arabicpage import BASE, Facts

SEEDS = range(24)
BODY = (
    "أعلن مجلس المرفأ أنّ العبّارة الليلية ستبقى على مواعيدها، وأنّ أيّ قارب لن يُباع قبل الربيع.",
    "وقال رئيس المجلس إنّ القرار نهائي، وإنّ البحّارة سيقبضون رواتبهم كاملة في آخر الشهر كما وُعدوا.",
    "وأضاف أنّ الرصيف الشمالي سيُضاء بعد أحد عشر شتاء مظلماً، فقد تبرّع الأهالي بثمن المصباح.",
)
NEWS = Facts(
    title="المجلس يُبقي العبّارة الليلية",
    path="/news/politics/المجلس-يبقي-العبارة-الليلية",
    summary="مجلس المرفأ يقرّر إبقاء العبّارة الليلية على مواعيدها، ويعد البحّارة برواتب كاملة.",
    body=BODY,
    printed="3 أيلول 2024 09:15",
    published_time="2024-09-03T06:15:00.0000000",
    tags=("المرفأ", "العبّارة الليلية", "ايران", "إيران"),
    in_series=True,
    tweets=True,
)
OPINION = Facts(
    title="في مديح المرافئ الصغيرة",
    path="/articles/في-مديح-المرافئ-الصغيرة",
    summary="المرافئ الصغيرة تعلّم أهلها الصبر، وتعلّم الغرباء أن يسألوا عن الطريق قبل الثمن.",
    body=BODY,
    credit="سليم الخيّاط",
    author="سليم الخيّاط",
    printed="اليوم 09:15",
    published_time="2025-11-03T07:15:00.0000000",
    tags=("المرافئ", "الصبر"),
    is_opinion=True,
)
BULLETIN = Facts(
    title="نشرة أخبار الظهيرة",
    path="/newscast/2024/9/3/نشرة-أخبار-الظهيرة",
    credit="شبكة الميادين",
    author="شبكة الميادين",
    printed="3 أيلول 2024 12:00",
    published_time="2024-09-03T09:00:00.0000000",
    tags=("نشرة",),
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("facts", [NEWS, OPINION], ids=["news", "opinion"])
def test_the_story_is_the_story_alone(facts, seed):
    page = page_of(arabicpage.render(facts, seed), BASE + facts.path, "ar")
    values = page.values
    assert page.is_post
    assert values["title"] == facts.title
    assert values["summary"] == facts.summary
    assert values["body"] == "\n\n".join(facts.body)
    assert values["tags"] == list(facts.tags)
    assert values["attribution_raw"] in (facts.credit, f"المصدر: {facts.credit}")
    assert [image.url for image in values["images"]] == [
        "https://media.almayadeen.net/media/image/2024/9/3/quay.jpg"
    ]
    assert page.ticker == list(arabicpage.TICKER)
    assert not {"date_disagrees", "body_generic"} & set(page.warnings)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_series_blurb_is_no_story_under_a_short_text_with_a_long_summary(seed):
    summary = f"{NEWS.summary} {OPINION.summary}"
    facts = Facts(**{**vars(NEWS), "summary": summary, "body": BODY[:2]})
    page = page_of(arabicpage.render(facts, seed), BASE + facts.path, "ar")
    assert page.values["summary"] == summary
    assert page.values["body"] == "\n\n".join(BODY[:2])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("facts", [NEWS, OPINION, BULLETIN], ids=["news", "opinion", "bulletin"])
def test_the_pages_are_accounted_for(facts, seed):
    html = arabicpage.render(facts, seed).encode()
    check(html, page_of(html, BASE + facts.path, "ar"))


@pytest.mark.parametrize("seed", SEEDS)
def test_cards_are_dated_without_the_year_of_today(seed):
    page = page_of(arabicpage.render(NEWS, seed), BASE + NEWS.path, "ar")
    assert [(x.rel, x.rank, x.title, x.date) for x in page.links if x.rel != "coverage"] == [
        ("most_read", 1, arabicpage.CARDS[0][0], "2025-11-03"),
        ("most_read", 2, arabicpage.CARDS[1][0], "2025-08-20"),
        ("read_next", 1, arabicpage.CARDS[2][0], "2023-11-03"),
        ("read_next", 2, arabicpage.CARDS[3][0], "2025-03-12"),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_neighbours_date_is_not_the_posts(seed):
    facts = Facts(**{**vars(NEWS), "printed": None, "published_time": None})
    page = page_of(arabicpage.render(facts, seed), BASE + facts.path, "ar")
    assert page.is_post
    assert "published_raw" not in page.values
    assert "date_missing" in page.warnings


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_opinion_says_of_itself_is_dropped_by_name(seed):
    page = page_of(arabicpage.render(OPINION, seed), BASE + OPINION.path, "ar")
    (drop,) = [drop for drop in page.dropped if "لا تعبّر بالضرورة" in drop.text]
    assert drop.name == "disclaimer"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bulletin_is_a_film_without_a_text(seed):
    page = page_of(arabicpage.render(BULLETIN, seed), BASE + BULLETIN.path, "ar")
    assert page.is_post
    assert page.values["kind"] == "video"
    assert page.values.get("body") is None
    assert page.values["tags"] == ["نشرة"]
    assert "body_missing" not in page.warnings


# A summary that reads like two names joined by `and`, and titles of nobody.
SENTENCES = (
    "حسمها حارس المنارة وفاز بدورة رئاسية",
    "حسمها حارس المنارة القديم وفاز بدورة رئاسية ثالثة",
    "بحّارة المرفأ الشمالي",
)


def with_metadata(facts, **values):
    record = {"postid": facts.post_id, "title": facts.title, "type": "article", **values}
    return Facts(**{**vars(facts), "metadata": record})


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_no_list_of_people(sentence, seed):
    film = Facts(**{**vars(BULLETIN), "summary": sentence})
    for facts in (film, with_metadata(film, author="شبكة الميادين", description=sentence)):
        page = page_of(arabicpage.render(facts, seed), BASE + facts.path, "ar")
        assert page.values["summary"] == sentence
        assert page.values["attribution_raw"].removeprefix("المصدر: ") == "شبكة الميادين"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_line_of_nobody_is_no_credit_where_the_house_is_stated(sentence):
    facts = with_metadata(NEWS, author="الميادين نت")
    html = arabicpage.render(facts).replace("<p class=", f"<div>{sentence}</div><p class=", 1)
    page = page_of(html, BASE + facts.path, "ar")
    assert page.values["attribution_raw"].removeprefix("المصدر: ") == "الميادين نت"


@pytest.mark.parametrize(
    ("house", "words", "credited"),
    [
        ("الميادين نت", "حارس المنارة وفاز بدورة رئاسية", None),  # of the summary
        ("الميادين نت", "بحّارة المرفأ الشمالي", None),  # of the title, but its marks
        ("الميادين نت", "سليم الخيّاط", "سليم الخيّاط"),
        ("", "حارس المنارة", "حارس المنارة"),  # an interview's title can name its writer
    ],
)
def test_words_of_a_houses_title_or_summary_are_no_credit(house, words, credited):
    facts = with_metadata(
        Facts(**{**vars(NEWS), "credit": words, "title": "عاد بحارة المرفأ الشمالي"}),
        author=house,
        description="حسمها حارس المنارة وفاز بدورة رئاسية ثالثة",
    )
    html = arabicpage.render(facts).replace("المصدر: ", "")
    page = page_of(html, BASE + facts.path, "ar")
    assert page.values.get("attribution_raw") == credited


def test_a_writer_is_believed_where_the_writer_is_stated():
    facts = with_metadata(OPINION, author="سليم الخيّاط")
    html = arabicpage.render(facts).replace("المصدر: سليم", "سليم")
    page = page_of(html, BASE + facts.path, "ar")
    assert page.values["attribution_raw"] == "سليم الخيّاط"


@pytest.mark.parametrize(
    ("path", "posttype", "kind"),
    [
        ("/newscast/2024/9/3/نشرة", "نشرة الأخبار", "video"),
        ("/tv-reports/تقرير-من-المرفأ", "تقارير إخبارية", "video"),
        ("/video/سباق-القوارب", "فيديو", "video"),
        ("/infograph/أثمان-الملح", "إنفوغراف", "infograph"),
        ("/news/politics/تقرير-عن-المرفأ", "تقارير", "article"),
        ("/press/صحف-المرفأ", "صحافة", "article"),
    ],
)
@pytest.mark.parametrize("type_", ["article", "video"])
def test_the_kind_is_not_the_metadatas_type(path, posttype, kind, type_):
    classes = [{"key": "class1", "mapping": "posttype", "value": posttype}]
    body = BODY if kind == "article" else ()
    facts = Facts(**{**vars(NEWS), "path": path, "body": body})
    facts = with_metadata(facts, classes=classes) if type_ == "article" else facts
    if facts.metadata:
        facts.metadata["type"] = type_
    page = page_of(arabicpage.render(facts, 1), BASE + path, "ar")
    assert page.values["kind"] == kind
    assert page.values.get("body") == ("\n\n".join(body) or None)


def test_a_films_length_is_kept_though_no_film_is_printed():
    facts = with_metadata(BULLETIN, video_duration="2855")
    page = page_of(arabicpage.render(facts), BASE + facts.path, "ar")
    assert [film.duration_seconds for film in page.values["videos"]] == [2855]


def test_printed_tags_go_before_the_words_of_a_series():
    words = "حصار البستان,العبّارة الليلية,المرفأ,إيران,حصار البستان"
    facts = with_metadata(NEWS, keywords=words)
    page = page_of(arabicpage.render(facts), BASE + facts.path, "ar")
    assert page.values["tags"] == list(NEWS.tags)
    bare = Facts(**{**vars(facts), "tags": ()})
    page = page_of(arabicpage.render(bare), BASE + facts.path, "ar")
    assert page.values["tags"] == ["حصار البستان", "العبّارة الليلية", "المرفأ", "إيران"]
