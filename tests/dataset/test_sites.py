"""Posts of a stand-in among those of the site."""

from __future__ import annotations

import pytest

from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.release import Order, build
from mayadeen.dataset.sites import Site, elsewhere, name_several
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import article, write

HOME, WORLD, ESPANOL = "english.almayadeen.net", "almayadeen.net", "espanol.almayadeen.net"
LOCAL, OTHER = "127.0.0.1:8000", "127.0.0.1:8001"


@pytest.mark.parametrize(
    ("sites", "several"),
    [
        ([(HOME, "en")], False),
        ([(HOME, "en"), (WORLD, "ar"), (ESPANOL, "es")], False),
        ([(LOCAL, "en"), (OTHER, "ar")], False),
        ([(LOCAL, "en"), (LOCAL, "ar")], False),
        ([(LOCAL, "en"), (HOME, "en")], True),
        ([(LOCAL, "en"), (OTHER, "en")], True),
        ([(LOCAL, "ar"), (HOME, "en")], True),
        ([(HOME, "en"), (ESPANOL, "en")], True),
        ([("notalmayadeen.net", "ar"), (HOME, "en")], True),
    ],
)
def test_a_site_has_one_host_an_edition(sites, several):
    assert bool(name_several([Site(host, edition, 1) for host, edition in sites])) == several


@pytest.mark.parametrize(
    ("hosts", "named"),
    [
        ([HOME], ""),
        ([WORLD, ESPANOL], ""),
        ([LOCAL], LOCAL),
        ([LOCAL, OTHER], f"{LOCAL}, {OTHER}"),
        ([LOCAL, LOCAL], LOCAL),
        ([LOCAL, HOME], ""),
        (["notalmayadeen.net"], "notalmayadeen.net"),
        ([], ""),
    ],
)
def test_posts_of_no_host_of_the_publisher_are_told(hosts, named):
    assert elsewhere([Site(host, "en", 1) for host in hosts]) == named


def test_a_release_of_a_stand_in_says_so_first_and_where_it_is_cited(tmp_path):
    local = article(2, url="http://127.0.0.1:8000/news/politics/post-2")
    write(tmp_path / "data/a/articles.jsonl", local)
    output = tmp_path / "out"
    build(Order((str(tmp_path / "data"),), output, formats=("jsonl",)), Quiet())
    card = (output / "README.md").read_text("utf-8")
    doubts = card.partition("## Before you count\n\n")[2].partition("\n")[0]
    assert doubts == (
        "- None of these posts was read on Al Mayadeen's site: all stand on 127.0.0.1:8000. The"
        " posts of a stand-in are invented."
    )
    whose = "osts of 127.0.0.1:8000, which is not Al Mayadeen's site"
    assert f"\nP{whose} (edition en): 1" in card
    assert f": 1 p{whose}; fetched until" in card
    assert whose in (output / "CITATION.cff").read_text("utf-8")


def test_several_sites_are_refused_and_taken_where_asked_for(tmp_path):
    local = article(2, url="http://127.0.0.1:8000/news/politics/post-2")
    write(tmp_path / "data/a/articles.jsonl", article(1), article(3), local)
    data, output = str(tmp_path / "data"), tmp_path / "out"
    with pytest.raises(ReleaseError, match=r"127.0.0.1:8000 \(1\), english.almayadeen.net \(2\)"):
        build(Order((data,), output), Quiet())
    assert not output.exists()
    build(Order((data,), output, formats=("jsonl",), mixed=True), Quiet())
    card = (output / "README.md").read_text("utf-8")
    first = card.partition("## Before you count\n\n- ")[2].partition("\n")[0]
    assert first == (
        "Posts of several sites, which a count mixes: 127.0.0.1:8000 (1),"
        " english.almayadeen.net (2)."
    )
    assert first in (output / "report.html").read_text("utf-8")


def test_a_stand_ins_release_replaces_none_of_the_site(tmp_path):
    local = article(2, url="http://127.0.0.1:8000/news/politics/post-2")
    write(tmp_path / "data/a/articles.jsonl", article(1))
    write(tmp_path / "standin/a/articles.jsonl", local)
    output = tmp_path / "dataset"
    data, standin = (
        Order((str(tmp_path / name),), output, formats=("jsonl",)) for name in ("data", "standin")
    )
    build(data, Quiet())
    made = (output / "SHA256SUMS").read_text("utf-8")
    with pytest.raises(ReleaseError, match=r"of https://english.almayadeen.net/, and .*--output"):
        build(standin, Quiet())
    assert (output / "SHA256SUMS").read_text("utf-8") == made
    build(data, Quiet())
