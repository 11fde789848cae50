"""What could fill an empty listing, or make one grow."""

import pytest

from mayadeen.pages.load_more import grows_by_scrolling, has_script


@pytest.mark.parametrize(
    ("html", "runs"),
    [
        ("<main></main>", False),
        ("<script>fetch('/more')</script>", True),
        ('<SCRIPT SRC="/app.js"></SCRIPT>', True),
        ('<script type="text/javascript">x()</script>', True),
        ("<script type=module src=/app.js></script>", True),
        ('<script type="application/ld+json">{}</script>', False),
        ('<script id="tawsiyat-metadata" type="text/tawsiyat">{}</script>', False),
        ('<script async data-x="1" src="/a.js"></script>', True),
    ],
)
def test_only_a_script_that_runs_counts(html, runs):
    assert has_script(html) is runs


OBSERVER = "new IntersectionObserver(more).observe(end)"


@pytest.mark.parametrize(
    ("html", "grows"),
    [
        (f"<script>function more(){{fetch('/more?page=2')}} {OBSERVER}</script>", True),
        ("<script>addEventListener('scroll', () => x.open(new XMLHttpRequest()))</script>", True),
        ("<script>window.onscroll = function () { $.get('/more', add) }</script>", True),
        ("<script>$('#list').infiniteScroll({more: () => fetch(u)})</script>", True),
        # Pictures that are loaded late, and a count that has nothing to do with scrolling.
        (
            f"<script>function more(e){{e.target.src = e.target.dataset.src}} {OBSERVER}</script>",
            False,
        ),
        (f"<script>{OBSERVER}</script><script>fetch('/count')</script>", False),
        (f"<script type='text/x-template'>fetch('/more') {OBSERVER}</script>", False),
        ("<script src='/infinite.js'></script><p>fetch('/more') onscroll</p>", False),
    ],
)
def test_a_script_that_asks_for_more_when_scrolled(html, grows):
    assert grows_by_scrolling(html) is grows
