"""A patient reader sees every post of a listing, in order, however the listing grows."""

import pytest

from . import serve
from .growth import SHAPES
from .reader import click, follow_links, get, posts_of, text


def _unique(batches, base, known):
    seen = []
    for html in batches:
        seen += [url for url in posts_of(html, base, known) if url not in seen]
    return seen


def test_links_lead_through_every_listing():
    with serve(posts=150, per_page=7) as site:
        known = {row["url"] for row in site.truth}
        styles = set()
        for listing in site.listings:
            if listing["children"]:
                continue
            styles.add(listing["growth"])
            seen = _unique(follow_links(listing["url"]), site.url, known)
            # The last page stands among the first links of a numbered listing.
            assert sorted(seen) == sorted(listing["posts"]), listing["url"]
        assert styles == {"rel", "numbers", "older"}


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "broken"])
def test_a_button_leads_through_every_listing(shape):
    with serve(posts=80, per_page=7, growth="button", shape=shape) as site:
        known = {row["url"] for row in site.truth}
        for listing in site.listings:
            if listing["kind"] in ("section", "category", "region"):
                if listing["children"]:
                    continue
                batches = click(listing["url"], shape, 7)
                assert _unique(batches, site.url, known) == listing["posts"]


def test_a_button_that_fails_leaves_the_first_batch():
    with serve(posts=80, per_page=7, growth="button", shape="broken") as site:
        known = {row["url"] for row in site.truth}
        news = next(listing for listing in site.listings if listing["url"].endswith("/news"))
        seen = _unique(click(news["url"], "broken", 7), site.url, known)
        assert seen == news["posts"][:7]
        assert any(hit.status == 500 for hit in site.log)


def test_a_button_without_its_token_is_refused():
    with serve(posts=80, per_page=7, growth="button", shape="token") as site:
        status, _, _ = get(site.url + "ajax/guarded", b"listing=/news&page=2")
        assert status == 419


def test_mixed_shapes_are_dealt_out_to_all_listings():
    with serve(posts=80, growth="button") as site:
        assert len({listing["growth"] for listing in site.listings}) >= 7


def test_a_listing_made_by_script_has_no_posts_in_its_html():
    with serve(posts=80, script_only=["/news/politics"]) as site:
        main = text(site.url + "news/politics").partition("<main")[2].partition("</main")[0]
        assert posts_of(main, site.url, {row["url"] for row in site.truth}) == []


def test_the_shape_changes_in_flight():
    with serve(posts=80, per_page=7, growth="button", shape="html") as site:
        assert get(site.url + "ajax/more?listing=/news&page=2")[0] == 200
        site.set(shape="form")
        assert get(site.url + "ajax/more?listing=/news&page=2")[0] == 404
        assert get(site.url + "ajax/posts", b"listing=/news&offset=7&count=7")[0] == 200


def test_related_posts_lead_to_what_listings_do_not_show():
    with serve(posts=300, markup="full") as site:
        rows = {row["url"]: row for row in site.truth}
        seen = {url for listing in site.listings for url in listing["posts"]}
        hidden = {url for url, row in rows.items() if row["_reachable"]} - seen
        assert hidden
        for url in hidden:
            hosts = [row for row in rows.values() for link in row["_links"] if link["url"] == url]
            assert any(url.rpartition("/")[2] in text(host["url"]) for host in hosts)
        nowhere = {url for url, row in rows.items() if row["_found_by"] == "nowhere"}
        assert nowhere
        assert not any(rows[url]["_reachable"] for url in nowhere)
