"""What could fill an empty listing."""

import pytest

from mayadeen.pages.growth import has_script


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
