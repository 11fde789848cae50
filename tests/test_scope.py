"""Which posts a run wants, by the menu of the day."""

from datetime import date

import pytest

from mayadeen.pages.menu import Entry, Menu
from mayadeen.run.arguments import BadArgument, read_arguments
from mayadeen.run.scope import choose

SITE = "https://site.test/"
TODAY = date(2026, 11, 27)


def entry(group, label, path):
    return Entry(group, label, SITE + path)


POLITICS = entry("News", "Politics", "news/politics")
ARTS = entry("News", "Arts&Culture", "news/arts-culture")
OPINION = entry("Articles", "Opinion", "articles/opinion")
EXPLAINERS = entry("Videos", "Explainers", "videos/explainers")
MENU = Menu(
    entries=(
        entry("News", None, "news"),
        POLITICS,
        ARTS,
        entry("Articles", None, "articles"),
        OPINION,
        entry("Videos", None, "videos"),
        EXPLAINERS,
        entry("Infographs", None, "infographs"),
    ),
    regions=(
        entry("Regions", "Africa", "regions/africa"),
        entry("Regions", "MENA", "regions/mena"),
    ),
    authors_url=None,
    live_url=None,
    stated=True,
)
ARTICLES, VIDEOS, EVERYTHING = ("article",), ("video",), ()


def scope(kinds=ARTICLES, **asked):
    return choose(MENU, kinds, read_arguments(asked, accepted=tuple(asked), today=TODAY))


@pytest.mark.parametrize(
    ("kinds", "groups"),
    [
        (ARTICLES, {"News", "Articles"}),
        (VIDEOS, {"Videos"}),
        (("infograph", "gallery"), {"Infographs"}),
        (EVERYTHING, None),
    ],
)
def test_a_spider_covers_its_part_of_the_menu(kinds, groups):
    assert scope(kinds).groups == groups


@pytest.mark.parametrize(
    ("group", "path", "kind"),
    [
        ("Gardening", "gardening", "article"),  # a section that nobody has seen yet
        ("بودكاست", "podcasts", "video"),
        ("Nuevo", "videos", "video"),
    ],
)
def test_every_entry_of_a_menu_is_some_spiders(group, path, kind):
    menu = Menu((entry(group, None, path),), (), None, None, stated=True)
    kinds = ("article", "video", "infograph", "gallery")
    asked = read_arguments({}, accepted=(), today=TODAY)
    assert [one for one in kinds if choose(menu, (one,), asked).groups] == [kind]


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("Politics", [POLITICS]),
        ("politics", [POLITICS]),
        ("arts-culture", [ARTS]),
        ("Arts&Culture", [ARTS]),
        ("News", [MENU.entries[0], POLITICS, ARTS]),
        ("Opinion,Politics", [OPINION, POLITICS]),
    ],
)
def test_sections_go_by_name_or_by_slug(name, chosen):
    assert list(scope(sections=name).entries) == chosen


def test_a_section_that_the_menu_does_not_have_is_said_with_those_it_has():
    with pytest.raises(BadArgument) as error:
        scope(sections="Explainers")
    assert str(error.value) == (
        "sections='Explainers': allowed by the site's menu is"
        " News, Politics, Arts&Culture, Articles, Opinion"
    )


@pytest.mark.parametrize(
    ("asked", "section", "category", "regions", "held"),
    [
        ({}, "News", "Politics", [], True),
        ({}, "Articles", None, [], True),
        ({}, "Videos", "Explainers", [], False),
        # A page that states no section goes by what it shows.
        ({}, None, None, [], True),
        ({"sections": "Politics"}, "News", "Politics", [], True),
        ({"sections": "Politics"}, "News", "Arts&Culture", [], False),
        ({"sections": "Politics"}, "News", None, [], False),
        ({"sections": "Politics"}, None, None, [], False),
        ({"sections": "News"}, "News", "Arts&Culture", [], True),
        ({"regions": "mena"}, "News", "Politics", ["Africa", "MENA"], True),
        ({"regions": "mena"}, "News", "Politics", ["Africa"], False),
    ],
)
def test_what_a_post_states_decides_whether_it_is_kept(asked, section, category, regions, held):
    assert scope(**asked).holds(section, category, regions, "article") is held


@pytest.mark.parametrize(("kind", "held"), [("article", True), ("video", False)])
def test_without_a_section_the_kind_decides(kind, held):
    assert scope().holds(None, None, [], kind) is held


@pytest.mark.parametrize(
    ("asked", "place", "may"),
    [
        ({}, POLITICS, True),
        ({}, EXPLAINERS, False),
        ({}, None, True),
        ({"sections": "Politics"}, POLITICS, True),
        ({"sections": "Politics"}, ARTS, False),
        # Directly below the top entry the address does not tell the category.
        ({"sections": "Politics"}, MENU.entries[0], True),
        ({"sections": "Politics"}, MENU.entries[3], False),
    ],
)
def test_what_an_address_tells_saves_a_request(asked, place, may):
    assert scope(**asked).may_hold(place) is may


def test_the_whole_site_holds_sections_that_the_menu_does_not_have():
    assert scope(EVERYTHING).holds("Newscast", None, [], "video")
