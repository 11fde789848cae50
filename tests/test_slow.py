"""Which tests are slow is seen from what they use."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import contextmanager

import pytest

from mayadeen.dataset import release
from tests import crawl as shipped
from tests.conftest import is_slow
from tests.crawl import crawl
from tests.dataset.conftest import Quiet
from tests.middlewares import server
from tests.pages.reading import page_of


def by_name() -> None:
    crawl("articles", "", shipped.ROOT)


def by_module() -> None:
    server.serve({})


def in_a_module() -> None:
    release.build(release.Order((), shipped.ROOT), Quiet())


def nested() -> None:
    def later() -> None:
        subprocess.run(["true"], check=True)

    later()


@contextmanager
def wrapped():
    yield by_name()


class Holder:
    @property
    def one(self) -> None:
        return through()


def through() -> None:
    wrapped()


def pure() -> None:
    page_of(b"", "")
    pure()


@pytest.mark.parametrize(
    "test", [by_name, by_module, in_a_module, nested, wrapped, through, Holder]
)
def test_what_starts_a_process_is_slow(test: Callable[..., object]) -> None:
    assert is_slow(test, {})


def test_what_does_not_is_quick(request: pytest.FixtureRequest) -> None:
    assert not is_slow(pure, {})
    assert "slow" not in request.keywords


def test_a_quick_test_can_start_none() -> None:
    with pytest.raises(AssertionError, match="test_a_quick_test_can_start_none is slow"):
        pytest.importorskip("subprocess").run(["true"])
