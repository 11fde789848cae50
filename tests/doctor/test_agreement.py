"""A crawl in each trouble comes to what the visit said it would."""

from __future__ import annotations

import pytest

from tests.crawl import crawl
from tests.doctor.test_visit import TROUBLES, USUAL
from tests.replica import serve


@pytest.fixture(scope="module")
def site():
    with serve(posts=80, seed=6, markup="plain", shape="mixed") as served:
        yield served


@pytest.mark.parametrize("name", TROUBLES)
def test_status_and_exit_code(site, name, tmp_path):
    switches, status, _ = TROUBLES[name]
    site.set(**USUAL | switches)
    run = crawl("articles", site.url, tmp_path, {"limit": "20"})
    assert run.ending[:2] == (status.exit_code, status), run.log
